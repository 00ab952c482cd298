import { expect } from 'vitest'
import type { Reply, Send } from '../../test/kill/client.ts'
import { flaws, readJournal } from '../../test/kill/ledger.ts'
import { type Service, verify } from './service.ts'

const funds = 1_000_000_000

export interface Town {
  readonly key: string
  readonly payer: string
  readonly payee: string
}

export async function openTown(send: Send): Promise<Town> {
  const post = async (path: string, key: string | undefined, body: object) => {
    const reply = await send('POST', path, { ...(key ? { key } : {}), body })
    if (reply.status !== 201 && reply.status !== 200) throw new Error(JSON.stringify(reply.body))
    return reply.body
  }
  const { apiKey: key } = await post('/v1/sandboxes', undefined, {})
  await post('/v1/assets', key, { code: 'JPY', scale: 0 })
  const payer = (await post('/v1/wallets', key, { name: 'payer' })).id
  const payee = (await post('/v1/wallets', key, { name: 'payee' })).id
  await post('/v1/assets/JPY/issue', key, { to: payer, amount: funds })
  return { key, payer, payee }
}

/** Payments of 1, each with a memo of its own, and what became of them: a reply, or the fault of the connection. */
export interface Payment {
  readonly memo: string
  reply?: Reply
  fault?: string
  /** When the answer was there. */
  at?: number
}

let numbers = 0

export async function pay(send: Send, { key, payer, payee }: Town, padding = ''): Promise<Payment> {
  const payment: Payment = { memo: `payment ${++numbers}${padding}` }
  const body = { from: payer, to: payee, asset: 'JPY', amount: 1, memo: payment.memo }
  try {
    payment.reply = await send('POST', '/v1/transfers', { key, body, idempotencyKey: payment.memo.slice(0, 40) })
  } catch (fault) {
    payment.fault = (fault as { code?: string }).code ?? (fault as Error).message
  }
  payment.at = performance.now()
  return payment
}

/** So many clients pay, each one payment after another, until told to stop. */
export function payMany(send: Send, town: Town, clients: number) {
  const payments: Payment[] = []
  let going = true
  const all = Promise.all(
    Array.from({ length: clients }, async () => {
      while (going) {
        const payment = await pay(send, town)
        payments.push(payment)
        if (payment.fault) return
      }
    }),
  )
  return {
    payments,
    ended: all,
    async stop(): Promise<Payment[]> {
      going = false
      await all
      return payments
    },
  }
}

export const done = (payments: readonly Payment[]) => payments.filter(({ reply }) => reply?.status === 201)

/** The journal has exactly what was answered as done, the audit and `npm run verify` find nothing wrong. */
export async function examine(
  { send }: Pick<Service, 'send'>,
  { key, payee }: Town,
  payments: readonly Payment[],
  may: 'exactly' | 'at least' = 'exactly',
) {
  const events = await readJournal(send, key)
  const paid = events.filter(({ type }) => type === 'transfer.completed').map(({ data }) => data.memo)
  const answered = done(payments).map(({ memo }) => memo)
  expect(flaws(events)).toEqual([])
  expect(new Set(paid).size, 'paid twice').toBe(paid.length)
  const there = new Set(paid)
  expect(
    answered.filter((memo) => !there.has(memo)),
    'answered, and not there',
  ).toEqual([])
  if (may === 'exactly') {
    const told = new Set(answered)
    expect(
      paid.filter((memo) => !told.has(memo!)),
      'there, and not answered',
    ).toEqual([])
  }
  expect((await send('GET', '/v1/audit', { key })).body).toMatchObject({ ok: true, differences: [], records: events.length })
  expect((await send('GET', `/v1/wallets/${payee}`, { key })).body.balances[0]?.posted ?? 0).toBe(paid.length)
  return paid.length
}

export async function expectVerified(database: string): Promise<void> {
  expect(await verify(database)).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is wrong.') })
}
