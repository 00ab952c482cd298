import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply, Send } from './client.ts'

/** A small seeded generator (mulberry32), so that a failing run can be repeated as far as timing allows. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** What a client asked for and, once it knows, what it was told. */
export interface Order {
  readonly kind: 'transfer' | 'hold' | 'capture' | 'release'
  /** Its Idempotency-Key; of transfers and holds the memo as well, so the journal can be asked for it. */
  readonly name: string
  readonly path: string
  readonly body: object
  readonly from: string
  readonly to: string
  /** What the payee owns more once it is done. */
  readonly pays: number
  /** The first answer; null until one came. */
  reply: Reply | null
  attempts: number
}

export interface Load {
  readonly orders: Order[]
  /** Answers that came as a replay of what a killed server had made durable but not told. */
  recovered: number
  retried: number
}

interface Surroundings {
  /** The server of the moment; resolves when there is one. */
  server(): Promise<Send>
  readonly key: string
  readonly asset: string
  readonly payers: readonly string[]
  readonly payees: readonly string[]
  stopped(): boolean
  /** If not, an unanswered request is given up, and its client with it. */
  retries(): boolean
}

/** One client: sends one order after another, each until it is answered, and now and then again after that. */
export async function runClient(client: number, random: (below: number) => number, load: Load, around: Surroundings): Promise<void> {
  const { asset, payers, payees } = around
  let number = 0

  const order = (kind: Order['kind'], path: string, body: object, parties: { from: string; to: string }, pays: number): Order => {
    const made = { kind, name: `${kind}-${client}-${++number}`, path, body, ...parties, pays, reply: null, attempts: 0 }
    load.orders.push(made)
    return made
  }

  async function place(one: Order): Promise<Reply | undefined> {
    const { key } = around
    const named = one.kind === 'transfer' || one.kind === 'hold' ? { ...one.body, memo: one.name } : one.body
    for (;;) {
      const send = await around.server()
      if (one.attempts++ > 0) load.retried++
      const reply = await send('POST', one.path, { key, body: named, idempotencyKey: one.name }).catch(() => undefined)
      if (reply && reply.status !== 503 && reply.body.code !== 'idempotency_in_progress') return keep(one, reply)
      if (!around.retries()) return undefined
      await sleep(5)
    }
  }

  /** Some clients press the button again although they have their answer. */
  async function placeTwice(one: Order): Promise<Reply | undefined> {
    const reply = await place(one)
    return reply && random(10) === 0 ? place(one) : reply
  }

  function keep(one: Order, reply: Reply): Reply {
    if (one.reply && (one.reply.status !== reply.status || JSON.stringify(one.reply.body) !== JSON.stringify(reply.body)))
      throw new Error(`${one.name} was answered ${JSON.stringify(one.reply.body)}, then ${JSON.stringify(reply.body)}`)
    if (one.reply && !reply.replayed) throw new Error(`${one.name} was decided twice`)
    if (!one.reply && reply.replayed) load.recovered++
    if (reply.status >= 300) throw new Error(`${one.name} was refused: ${JSON.stringify(reply.body)}`)
    one.reply ??= reply
    return reply
  }

  while (!around.stopped()) {
    const parties = { from: payers[random(payers.length)]!, to: payees[random(payees.length)]! }
    const amount = 10 + random(90)
    if (random(2) === 0) {
      if (!(await placeTwice(order('transfer', '/v1/transfers', { ...parties, asset, amount }, parties, amount)))) return
      continue
    }
    const hold = await placeTwice(order('hold', '/v1/holds', { ...parties, asset, amount }, parties, 0))
    if (!hold) return
    const part = 1 + random(amount - 1)
    const final = random(2) === 0
    const path = `/v1/holds/${hold.body.id}`
    if (!(await placeTwice(order('capture', `${path}/capture`, { amount: part, final }, parties, part)))) return
    if (!final && random(2) === 0 && !(await placeTwice(order('release', `${path}/release`, {}, parties, 0)))) return
  }
}
