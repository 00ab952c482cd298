import { nobody } from '../core/journal.ts'
import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint } from '../core/model.ts'
import type { State } from '../core/state.ts'
import { day, earlier } from '../core/time.ts'
import { changeEndpoint } from './change-endpoint.ts'
import type { Claim } from './claim.ts'

const minute = 60_000
/** How long to wait after each failure: three days in all (Standard Webhooks, "Retry schedule"). */
export const waits = [5_000, 5 * minute, 30 * minute, 120 * minute, 300 * minute, 600 * minute, 840 * minute, 1_200 * minute, day]
/** After so long without anything that went through, nobody is there any more. */
const longestFailing = 5 * day
const keptAttempts = 20

interface Tried {
  readonly claim: Claim
  /** As it was sent. */
  readonly sent: WebhookDelivery
  readonly attempt: WebhookAttempt
}

/** Writes down what came of an attempt, unless somebody else sends to the endpoint by now: then that one's outcome counts. */
export function recordAttempt({ claim, sent, attempt }: Tried) {
  const { id, claimedUntil } = claim.endpoint

  function act(state: State, { now, real }: { now: number; real: number }): void {
    const endpoint = state.find('webhookEndpoint', id)
    const delivery = state.find('webhookDelivery', sent.id)
    if (endpoint?.claimedUntil !== claimedUntil || delivery?.status !== 'pending') return
    const attempts = [...delivery.attempts, attempt].slice(-keptAttempts)
    // Somebody asked for it again in the meantime.
    const isWanted = delivery.nextAt !== sent.nextAt
    const goneThrough = attempt.status !== null && attempt.status >= 200 && attempt.status < 300
    state.put('webhookDelivery', { ...delivery, attempts, ...(isWanted ? {} : goneThrough ? delivered(delivery) : failed(delivery, real)) })
    if (!goneThrough) fail(state, endpoint, { now, real })
    else if (endpoint.failingSince !== null) state.put('webhookEndpoint', { ...endpoint, failingSince: null })
  }

  function fail(state: State, endpoint: WebhookEndpoint, { now, real }: { now: number; real: number }): void {
    const failing = { ...endpoint, failingSince: endpoint.failingSince ?? attempt.at }
    const isGone = attempt.status === 410 || real - failing.failingSince >= longestFailing
    if (!isGone || endpoint.status !== 'enabled') {
      state.put('webhookEndpoint', failing)
      return
    }
    const { change } = changeEndpoint(state.sandbox, failing, 'webhook_endpoint.disabled', { status: 'disabled' })
    state.append(change, { now, by: nobody })
  }

  return { reads: { webhookEndpoints: [id], webhookDeliveries: [sent.id] }, act }
}

function delivered({ tried }: WebhookDelivery): Partial<WebhookDelivery> {
  return { status: 'delivered', tried: tried + 1, nextAt: null }
}

function failed({ tried }: WebhookDelivery, real: number): Partial<WebhookDelivery> {
  const wait = waits[tried]
  return wait === undefined ? { status: 'failed', tried: tried + 1, nextAt: null } : { tried: tried + 1, nextAt: real + wait }
}

/** Ends a claim: the endpoint is free for whoever comes next, and is looked at at once. */
export function endClaim({ endpoint: { id, claimedUntil } }: Claim) {
  function act(state: State, { real }: { real: number }): void {
    const endpoint = state.find('webhookEndpoint', id)
    const { webhooks } = state.sandbox
    if (endpoint?.claimedUntil !== claimedUntil || !webhooks) return
    state.put('webhookEndpoint', { ...endpoint, claimedUntil: null })
    const due = webhooks.enabled === 0 ? null : earlier(webhooks.due, real)
    state.turnWebhooks({ ...webhooks, due, version: webhooks.version + 1 })
  }
  return { reads: { webhookEndpoints: [id] }, act }
}
