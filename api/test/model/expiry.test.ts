import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { demo } from '../../core/demo-ids.ts'
import { formatTime } from '../../core/time.ts'
import { createTestDatabase } from '../engines.ts'
import { startService } from './drive-http.ts'
import { setStage, tally } from './stage.ts'

test.each([
  { when: -1, status: 200, code: undefined, posted: 1_000, told: 'hold.captured' },
  { when: 0, status: 409, code: 'hold_expired', posted: 0, told: 'hold.expired' },
  { when: 1, status: 409, code: 'hold_expired', posted: 0, told: 'hold.expired' },
])('a capture $when ms from the expiry is answered $status', async ({ when, status, code, posted, told }) => {
  const stage = await setStage()
  const hold = await stage.hold(1_000, { expiresAt: stage.at(5_000) })
  stage.app.time.now += 5_000 + when
  const result = await stage.post(`/v1/holds/${hold}/capture`, {})
  expect([result.status, result.body.code]).toEqual([status, code])
  expect((await stage.balances()).payee).toEqual({ posted, held: 0, incoming: 0, available: posted })
  expect(await stage.told(hold)).toEqual(['hold.held', told])
  expect(await stage.sound()).toBe(true)
})

test.each([
  { when: -1, answer: 'insufficient_funds' },
  { when: 0, answer: '201' },
])('$when ms from the expiry, spending what was held is answered $answer, though no alarm has run', async ({ when, answer }) => {
  const stage = await setStage()
  const hold = await stage.hold(1_000_000, { expiresAt: stage.at(5_000) })
  stage.app.time.now += 5_000 + when
  expect(await stage.told(hold)).toEqual(['hold.held'])
  expect(tally([await stage.post('/v1/transfers', stage.terms(1_000_000))])).toEqual({ [answer]: 1 })
  expect(await stage.sound()).toBe(true)
})

test.each([
  { when: -1, held: 600 },
  { when: 0, held: 0 },
])('$when ms from the expiry, a reader sees $held held', async ({ when, held }) => {
  const stage = await setStage()
  const hold = await stage.hold(600, { expiresAt: stage.at(5_000) })
  stage.app.time.now += 5_000 + when
  const { payer, payee } = await stage.balances()
  expect([payer.held, payee.incoming, payer.available]).toEqual([held, held, 1_000_000 - held])
  expect((await stage.get(`/v1/holds/${hold}`)).body.status).toBe(held > 0 ? 'held' : 'expired')
})

test('captures, releases and payments that meet the expiry in one commit see one outcome', async () => {
  const stage = await setStage()
  const hold = await stage.hold(1_000_000, { expiresAt: stage.at(5_000) })
  stage.app.time.now += 4_999
  const early = ['capture', 'release'].map((action) => stage.post(`/v1/holds/${hold}/${action}`, {}))
  stage.app.time.now += 1
  const late = [stage.post('/v1/transfers', stage.terms(1_000_000)), stage.post(`/v1/holds/${hold}/capture`, {})]
  const results = await Promise.all([...early, ...late])
  const [, outcome, ...more] = await stage.told(hold)
  expect(more).toEqual([])
  expect(tally(results)).toEqual(outcome === 'hold.expired' ? { hold_expired: 3, 201: 1 } : { 200: 1, already_captured: 2, insufficient_funds: 1 })
  expect((await stage.balances()).payee.posted).toBe(1_000_000)
  expect(await stage.sound()).toBe(true)
})

test('a capture that arrives at the expiry is refused even in a commit that others came to before', async () => {
  const stage = await setStage()
  const hold = await stage.hold(1_000, { expiresAt: stage.at(5_000) })
  stage.app.time.now += 4_999
  const before = stage.post('/v1/transfers', stage.terms(1))
  stage.app.time.now += 1
  const results = await Promise.all([before, stage.post(`/v1/holds/${hold}/capture`, {})])
  expect(tally(results)).toEqual({ 201: 1, hold_expired: 1 })
  expect(await stage.told(hold)).toEqual(['hold.held', 'hold.expired'])
  expect(await stage.sound()).toBe(true)
})

test('a hold from before a restart expires after it, at the same instant', async () => {
  const database = await createTestDatabase()
  const service = startService(database)
  const key = await service.app.sandbox('demo')
  const expiresAt = formatTime(service.app.time.now + 5_000)
  const { id } = (await service.app.post('/v1/holds', { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 100, expiresAt }, key)).body
  for (const [when, status] of [
    [-1, 'held'],
    [0, 'expired'],
  ] as const) {
    service.app.time.now = Date.parse(expiresAt) + when
    await service.reopen()
    expect((await service.app.get(`/v1/holds/${id}`, key)).body.status).toBe(status)
  }
  await service.close()
  await database.remove()
})

test('10,000 holds that are due at once expire in order of instant, then ID, each once', async () => {
  const stage = await setStage()
  const due: { id: string; at: number }[] = []
  for (let batch = 0; batch < 10; batch++) {
    const operations = Array.from({ length: 1_000 }, (_, index) => {
      const expiresAt = stage.at(1_000 + (((batch * 1_000 + index) * 7_919) % 50))
      return { op: 'createHold', body: stage.terms(100, { expiresAt }) }
    })
    const { body } = await stage.post('/v1/batches', { atomic: true, operations })
    for (const { result } of body.results) due.push({ id: result.id, at: Date.parse(result.expiresAt) })
  }
  expect((await stage.balances()).payer).toMatchObject({ held: 1_000_000, available: 0 })

  stage.app.time.now += 1_050
  const results = await Promise.all([
    ...due.slice(0, 20).map(({ id }) => stage.post(`/v1/holds/${id}/capture`, {})),
    ...due.slice(20, 40).map(({ id }) => stage.get(`/v1/holds/${id}`)),
  ])
  expect(tally(results)).toEqual({ hold_expired: 20, 200: 20 })
  const records = (await stage.store.reader(stage.sandbox).records(0, 100_000)).filter(({ type }) => type === 'hold.expired')
  const expected = due.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).map(({ id, at }) => `${id} ${formatTime(at)}`)
  expect(records.map(({ at, data }) => `${(data as { id: string }).id} ${formatTime(at)}`)).toEqual(expected)
  expect((await stage.balances()).payer).toMatchObject({ held: 0, available: 1_000_000 })
  expect(await stage.sound()).toBe(true)
}, 120_000)

test('a hold expires by itself at its instant of host time, and not before', async () => {
  const stage = await setStage()
  const hold = await stage.hold(1_000, { expiresAt: stage.at(40) })
  stage.app.app.start()
  stage.app.time.now += 39
  await sleep(80)
  expect(await stage.told(hold)).toEqual(['hold.held'])
  stage.app.time.now += 1
  await expect.poll(() => stage.told(hold)).toEqual(['hold.held', 'hold.expired'])
  await stage.app.app.stop()
  expect(stage.app.faults).toEqual([])
})

test('a hold made while the alarm waits for a later one expires first, and a frozen clock stops both', async () => {
  const stage = await setStage()
  stage.app.app.start()
  const later = await stage.hold(1_000, { expiresAt: stage.at(60_000) })
  const sooner = await stage.hold(1_000, { expiresAt: stage.at(30) })
  stage.app.time.now += 30
  await expect.poll(() => stage.told(sooner)).toEqual(['hold.held', 'hold.expired'])
  const frozen = await stage.hold(1_000, { expiresAt: stage.at(30) })
  await stage.post('/v1/clock/freeze', {})
  stage.app.time.now += 120_000
  await sleep(80)
  expect([await stage.told(frozen), await stage.told(later)]).toEqual([['hold.held'], ['hold.held']])
  await stage.post('/v1/clock/advance', { by: 'PT1M' })
  expect([await stage.told(frozen), await stage.told(later)]).toEqual([
    ['hold.held', 'hold.expired'],
    ['hold.held', 'hold.expired'],
  ])
  expect(await stage.sound()).toBe(true)
  await stage.app.app.stop()
})
