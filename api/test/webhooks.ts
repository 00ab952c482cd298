import type { WebhookRequest } from '../webhooks/deliverer.ts'
import { SendFault, type WebhookDoor } from '../webhooks/deliverer.ts'
import type { TestApp } from './harness.ts'

/** Tests send nothing unless they bring a receiver. */
export const noNetwork: WebhookDoor = {
  timeout: 10_000,
  send: () => Promise.reject(new SendFault('There is no network in tests.')),
}

interface Received {
  readonly url: string
  /** The header `webhook-id`. */
  readonly id: string
  readonly seq: number
  readonly type: string
  readonly request: WebhookRequest
}

/** Whoever listens at the addresses with that ending, without a network: what came in, and what is answered. */
export function createReceiver(mine = '') {
  const received: Received[] = []
  const receiver = {
    received,
    /** Gives the status of the answer, or throws where there is none. */
    answer: (_received: Received): number | Promise<number> => 204,
    door: {
      timeout: 10_000,
      async send(request: WebhookRequest) {
        if (!request.url.endsWith(mine)) return { status: 204 }
        const { seq, type } = JSON.parse(request.body)
        const one = { url: request.url, id: request.headers['webhook-id']!, seq, type, request }
        received.push(one)
        return { status: await receiver.answer(one) }
      },
    },
    /** The sequence numbers of what came in since the last time. */
    take: () => received.splice(0).map(({ seq }) => seq),
  }
  return receiver
}

/** Host time passes, and everything that is due by then happens. */
export async function pass({ app, store, time }: TestApp, milliseconds = 50): Promise<void> {
  const end = time.now + milliseconds
  for (;;) {
    const next = await store.nextWake()
    if (next === null || next > end) break
    time.now = Math.max(time.now, next)
    await app.ring()
  }
  time.now = end
}
