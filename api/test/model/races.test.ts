import { expect, test } from 'vitest'
import { type Store, StoreUnavailable } from '../../core/store.ts'
import { engine, openTestStore } from '../engines.ts'
import { setStage, tally } from './stage.ts'

test('of 100 captures of one hold at once exactly one wins, and there is one event', async () => {
  const stage = await setStage()
  const hold = await stage.hold(8_000)
  const results = await Promise.all(Array.from({ length: 100 }, () => stage.post(`/v1/holds/${hold}/capture`, {})))
  expect(tally(results)).toEqual({ 200: 1, already_captured: 99 })
  expect(await stage.told(hold)).toEqual(['hold.held', 'hold.captured'])
  expect(await stage.balances()).toEqual({
    payer: { posted: 992_000, held: 0, incoming: 0, available: 992_000 },
    payee: { posted: 8_000, held: 0, incoming: 0, available: 8_000 },
  })
  expect(await stage.sound()).toBe(true)
})

test('of 100 partial captures at once as many win as the hold can pay', async () => {
  const stage = await setStage()
  const hold = await stage.hold(8_000)
  const results = await Promise.all(Array.from({ length: 100 }, () => stage.post(`/v1/holds/${hold}/capture`, { amount: 900, final: false })))
  expect(tally(results)).toEqual({ 200: 8, exceeds_hold: 92 })
  expect((await stage.get(`/v1/holds/${hold}`)).body).toMatchObject({ status: 'held', captured: 7_200, remaining: 800 })
  expect(await stage.sound()).toBe(true)
})

test('a double tap under one key is one payment, and the second is told to wait', async () => {
  const stage = await setStage()
  const pay = () => stage.post('/v1/transfers', stage.terms(500), { 'Idempotency-Key': 'tap' })
  const taps = await Promise.all([pay(), pay(), pay()])
  const done = taps.filter(({ status }) => status === 201)
  // Over a network the first may be done when the others come: they are given its answer.
  expect(done.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
  expect(new Set(done.map(({ body }) => body.id)).size).toBe(1)
  expect(tally(taps.filter((tap) => !done.includes(tap)))).toEqual(done.length === 3 ? {} : { idempotency_in_progress: 3 - done.length })
  if (engine !== 'workerd') expect(done).toHaveLength(1)
  expect((await pay()).headers.get('idempotency-replayed')).toBe('true')
  expect((await stage.balances()).payee.posted).toBe(500)
})

test.each([
  { first: 'capture', wins: 'captured', others: 'already_captured', posted: 8_000 },
  { first: 'release', wins: 'released', others: 'already_released', posted: 0 },
])('when captures race releases and a $first comes first, it is $wins and never both', async ({ first, wins, others, posted }) => {
  const stage = await setStage()
  const hold = await stage.hold(8_000)
  const actions = [first, ...['release', 'capture', 'capture', 'release', 'release', 'capture']]
  const results = await Promise.all(actions.map((action) => stage.post(`/v1/holds/${hold}/${action}`, {})))
  expect(tally(results)).toEqual({ 200: 1, [others]: 6 })
  expect(await stage.told(hold)).toEqual(['hold.held', `hold.${wins}`])
  expect((await stage.balances()).payee).toEqual({ posted, held: 0, incoming: 0, available: posted })
  expect(await stage.sound()).toBe(true)
})

test('a refused command leaves its neighbours in the commit untouched', async () => {
  const stage = await setStage()
  const amounts = Array.from({ length: 30 }, (_, index) => (index % 3 === 1 ? 2_000_000 : 100 + index))
  const results = await Promise.all(amounts.map((amount) => stage.post('/v1/transfers', stage.terms(amount))))
  expect(results.map(({ status }) => status)).toEqual(amounts.map((amount) => (amount > 1_000_000 ? 422 : 201)))
  const paid = amounts.filter((amount) => amount <= 1_000_000).reduce((sum, amount) => sum + amount, 0)
  expect((await stage.balances()).payee.posted).toBe(paid)
  const { body } = await stage.get('/v1/events?type=transfer.completed&limit=100')
  expect(body.data.map(({ data }: { data: { amount: number } }) => data.amount)).toEqual(amounts.filter((amount) => amount <= 1_000_000))
  expect(await stage.sound()).toBe(true)
})

/** A store that cannot write a transfer with the memo `poison`: it fails in the middle of the transaction. */
function poisonable(fault: Error): Store {
  const store = openTestStore()
  const commit = store.commit.bind(store)
  store.commit = (needs, decide) =>
    commit(needs, async (sources) => {
      const decided = await decide(sources)
      for (const { state, journal } of decided.commits) {
        const poisoned = [...state.written.transfer.values()].some(({ memo }) => memo === 'poison')
        if (poisoned) Object.defineProperty(journal.records.at(-1), 'text', { enumerable: true, get: () => fail(fault) })
      }
      return decided
    })
  return store
}

function fail(fault: Error): never {
  throw fault
}

test.each([
  { fault: new Error('a fault of ours'), status: 500, code: 'internal_error' },
  { fault: new StoreUnavailable('the disk is full'), status: 503, code: 'unavailable' },
  {
    fault: Object.assign(new Error('disk I/O error'), { code: engine === 'postgres' ? '58030' : 'SQLITE_IOERR_WRITE' }),
    status: 503,
    code: 'unavailable',
  },
])('a command whose commit fails with $fault.message fails alone, with $code', async ({ fault, status, code }) => {
  const stage = await setStage(poisonable(fault))
  const memos = Array.from({ length: 20 }, (_, index) => (index === 7 ? 'poison' : `fine ${index}`))
  const pay = (memo: string) => stage.post('/v1/transfers', stage.terms(10, { memo }), { 'Idempotency-Key': memo })
  const results = await Promise.all(memos.map(pay))
  expect(results.map((result) => result.status)).toEqual(memos.map((memo) => (memo === 'poison' ? status : 201)))
  expect(results[7]!.body).toMatchObject({ code, retryable: true })
  expect(JSON.stringify(results[7]!.body)).not.toContain(fault.message)
  expect(stage.app.faults).toHaveLength(1)
  expect((await stage.balances()).payee.posted).toBe(190)
  expect((await Promise.all(memos.map(pay))).map((result) => result.headers.get('idempotency-replayed'))).toEqual(
    memos.map((memo) => (memo === 'poison' ? null : 'true')),
  )
  expect((await stage.balances()).payee.posted).toBe(190)
  expect(await stage.sound()).toBe(true)
})
