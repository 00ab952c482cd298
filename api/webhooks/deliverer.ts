import type { CommitQueue } from '../commit-queue.ts'
import { eventIdOf } from '../core/event-id.ts'
import type { WebhookAttempt, WebhookDelivery } from '../core/model.ts'
import type { Store } from '../core/store.ts'
import type { Credentials } from '../credentials.ts'
import { presentEvent } from '../events/event.ts'
import { type Claim, claimWork, lookForWork } from './claim.ts'
import { endClaim, recordAttempt } from './record-attempt.ts'
import { signingGenerations, signWebhook } from './sign-webhook.ts'

export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How a runtime sends. */
export interface WebhookDoor {
  /** POSTs it and gives the status of the answer. Follows no redirect. Throws `SendFault` where there is no answer. */
  send(request: WebhookRequest): Promise<{ readonly status: number }>
  /** How long `send` waits for an answer at most, in milliseconds. */
  readonly timeout: number
}

/** There was no answer; the message says why, to whoever registered the endpoint. */
export class SendFault extends Error {}

interface DelivererDeps {
  readonly store: Store
  readonly queue: CommitQueue
  readonly door: WebhookDoor
  readonly credentials: Pick<Credentials, 'webhookSecret'>
  newId(prefix: string): string
  realNow(): number
  monotonicNow(): number
  reportFault(fault: unknown): void
}

/** Most requests that this process sends at a time. */
const mostSending = 64

export interface Deliverer {
  /** Takes on what is due in a sandbox. Resolves once it is claimed; what is sent then goes on by itself. */
  deliver(sandbox: string): Promise<void>
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>
  /** Takes on nothing more, and finishes what is on its way. */
  stop(): Promise<void>
}

/**
 * Sends events to webhook endpoints. An endpoint is claimed in the serial journal of its sandbox, so of all processes one
 * sends to it at a time, in the order of the events; if that one dies, its claim ends by itself. What came of an attempt is
 * written while the next one is under way.
 */
export function createDeliverer(deps: DelivererDeps): Deliverer {
  const { store, queue, door, realNow, reportFault } = deps
  const claiming = new Map<string, Promise<void>>()
  const lanes = new Map<string, Promise<void>>()
  const inTurn = createTurns(mostSending)
  let stopped = false
  const claimant = {
    lease: 3 * door.timeout,
    newId: deps.newId,
    // Where no other process writes, a claim that is not ours is of a process that ended.
    isBusy: ({ id, claimedUntil }: { id: string; claimedUntil: number | null }, real: number) =>
      lanes.has(id) || (store.shared && claimedUntil !== null && claimedUntil > real),
  }

  async function claim(sandbox: string): Promise<void> {
    const seen = await store.snapshot(sandbox, (reader) => lookForWork(reader, claimant, realNow()))
    if (!seen || stopped) return
    const { work, claimed } = claimWork(seen, claimant)
    await queue.act(sandbox, work)
    for (const one of claimed()) {
      const { id } = one.endpoint
      lanes.set(
        id,
        runLane(sandbox, one)
          .catch(reportFault)
          .finally(() => lanes.delete(id)),
      )
    }
  }

  async function runLane(sandbox: string, claim: Claim): Promise<void> {
    const written: Promise<void>[] = []
    for (const sent of claim.deliveries) {
      const attempt = await inTurn(() => tryOnce(sandbox, claim, sent))
      if (attempt === 'later') break
      // One that cannot be written is sent again when the claim is over.
      if (attempt) written.push(queue.act(sandbox, recordAttempt({ claim, sent, attempt })).catch(reportFault))
    }
    await Promise.all(written)
    await queue.act(sandbox, endClaim(claim))
  }

  /** `later` where the claim would end before the answer; nothing where the event is of a life that a reset ended. */
  async function tryOnce(sandbox: string, { endpoint }: Claim, sent: WebhookDelivery): Promise<WebhookAttempt | 'later' | undefined> {
    if (stopped || realNow() + door.timeout > endpoint.claimedUntil) return 'later'
    const record = await store.reader(sandbox).record(sent.seq)
    if (!record || eventIdOf(record) !== sent.event) return undefined
    const body = JSON.stringify(presentEvent(record))
    const [at, started] = [realNow(), deps.monotonicNow()]
    const secrets = signingGenerations(endpoint, at).map((generation) => deps.credentials.webhookSecret(sandbox, endpoint.id, generation))
    const headers = { 'content-type': 'application/json', 'user-agent': 'Kariosae', ...signWebhook({ id: sent.id, at, body }, secrets) }
    const outcome = await send({ url: endpoint.url, headers, body })
    return { at, ...outcome, durationMs: Math.round(deps.monotonicNow() - started) }
  }

  async function send(request: WebhookRequest): Promise<Pick<WebhookAttempt, 'status' | 'error'>> {
    try {
      const { status } = await door.send(request)
      return { status, error: null }
    } catch (fault) {
      if (fault instanceof SendFault) return { status: null, error: fault.message }
      reportFault(fault)
      return { status: null, error: 'It could not be sent.' }
    }
  }

  async function idle(): Promise<void> {
    while (claiming.size + lanes.size > 0) await Promise.allSettled([...claiming.values(), ...lanes.values()])
  }

  return {
    deliver(sandbox) {
      const running = claiming.get(sandbox) ?? claim(sandbox).finally(() => claiming.delete(sandbox))
      if (!claiming.has(sandbox)) claiming.set(sandbox, running)
      return running
    },
    idle,
    async stop() {
      stopped = true
      await idle()
    },
  }
}

/** Lets so many things run at a time; the others wait their turn. */
function createTurns(most: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running === most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
