/** What is told to whom by webhooks. Times are of the host, not of the sandbox's clock, unless said otherwise. */

/** Of the whole sandbox: kept in its head, so that whatever happens in it also wakes whoever delivers. */
export interface Webhooks {
  /** How many endpoints are enabled. */
  readonly enabled: number
  /** From when on there is something to send; null for never. A lower bound, so waking too early is harmless. */
  readonly due: number | null
  /** Changes with what waits to be sent: what was read is decided on only while this is the same. */
  readonly version: number
}

/** Where events are sent. Its secrets are derived from its ID and their generation, and stored nowhere. */
export interface WebhookEndpoint {
  readonly id: string
  readonly url: string
  /** The events it wants; null for all that happen in the ledger. */
  readonly types: readonly string[] | null
  readonly description: string | null
  readonly status: 'enabled' | 'disabled' | 'deleted'
  /** Which secret signs. */
  readonly generation: number
  /** When the secret before this one was replaced: that one signs too for a while. */
  readonly rotatedAt: number | null
  /** By the sandbox's clock. */
  readonly createdAt: number
  /** The records up to this one have become deliveries, or were not wanted. */
  readonly cursor: number
  /** Until when one process alone sends to it; it also names that claim. */
  readonly claimedUntil: number | null
  /** The first failure since something last went through. */
  readonly failingSince: number | null
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  readonly id: string
  readonly endpoint: string
  /** ID of the event. */
  readonly event: string
  /** The event's place in the journal. */
  readonly seq: number
  readonly type: string
  readonly status: 'pending' | 'delivered' | 'failed'
  /** The newest of them, oldest first. */
  readonly attempts: readonly WebhookAttempt[]
  /** How often it was tried since it was first to be sent, or last asked for again. */
  readonly tried: number
  /** When it is to be sent; null when it is no longer. */
  readonly nextAt: number | null
  readonly createdAt: number
}

export interface WebhookAttempt {
  readonly at: number
  /** What the endpoint answered; null where it did not. */
  readonly status: number | null
  /** Why there was no answer. */
  readonly error: string | null
  readonly durationMs: number
}
