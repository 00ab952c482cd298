import { expect } from 'vitest'
import type { Send } from './client.ts'
import { actualBalances, expectedBalances, flaws, happened, type openLedger, readJournal, traceOf } from './ledger.ts'
import type { Load } from './load.ts'

/** What the journal and the balances say of the orders that were answered, and whether they agree with each other. */
export async function examine(send: Send, ledger: Awaited<ReturnType<typeof openLedger>>, { orders }: Load) {
  const events = await readJournal(send, ledger.key)
  const trace = happened(events)
  const answered = orders.filter(({ reply }) => reply !== null)
  const traced = orders.filter((order) => trace.has(traceOf(order)))
  expect(flaws(events)).toEqual([])
  expect((await send('GET', '/v1/audit', { key: ledger.key })).body).toMatchObject({ ok: true, differences: [], records: events.length })
  expect(answered.filter((order) => trace.get(traceOf(order))?.length !== 1).map(traceOf), 'answered, but not there exactly once').toEqual([])
  expect(answered.filter((order) => trace.get(traceOf(order))?.[0] !== order.reply?.body.id).map(traceOf), 'answered with another ID').toEqual([])
  expect(traced.filter((order) => trace.get(traceOf(order))?.length !== 1).map(traceOf), 'there more than once').toEqual([])
  expect(await actualBalances(send, ledger)).toEqual(expectedBalances(ledger, traced))
  return { answered, traced }
}
