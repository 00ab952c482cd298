import { expect, test } from 'vitest'
import { formatTime } from '../core/time.ts'
import { createTestApp } from '../test/harness.ts'

const minute = 60_000

async function clocked() {
  const { sandbox, post, get, time } = createTestApp()
  const key = await sandbox('demo')
  const start = time.now
  const clock = async () => (await get('/v1/clock', key)).body
  return { post, get, time, key, clock, at: (milliseconds: number) => formatTime(start + milliseconds) }
}

test('a real clock follows the host', async () => {
  const { clock, time, at } = await clocked()
  time.now += minute
  expect(await clock()).toEqual({ now: at(minute), mode: 'real', aheadMs: 0 })
})

test('a frozen clock stands still, moves when advanced, and resumes where it stands', async () => {
  const { clock, time, at, post, key } = await clocked()
  expect((await post('/v1/clock/freeze', {}, key)).body).toEqual({ now: at(0), mode: 'frozen', aheadMs: null })
  time.now += minute
  expect((await clock()).now).toBe(at(0))
  expect((await post('/v1/clock/advance', { by: 'PT1H' }, key)).body.now).toBe(at(60 * minute))
  expect((await post('/v1/clock/advance', { to: at(61 * minute) }, key)).body.now).toBe(at(61 * minute))
  expect((await post('/v1/clock/resume', {}, key)).body).toEqual({ now: at(61 * minute), mode: 'shifted', aheadMs: 60 * minute })
  time.now += minute
  expect((await clock()).now).toBe(at(62 * minute))
})

test('it never goes back, whatever the host does', async () => {
  const { clock, time, at, post, key } = await clocked()
  expect((await post('/v1/clock/advance', { to: at(-1) }, key)).body).toMatchObject({ code: 'clock_out_of_range', field: 'to' })
  expect((await post('/v1/clock/advance', { to: '9999-12-31T23:59:59.999Z' }, key)).status).toBe(200)
  expect((await post('/v1/clock/advance', { by: 'PT0.001S' }, key)).body).toMatchObject({ code: 'clock_out_of_range', field: 'by' })
  time.now -= minute
  expect((await clock()).now).toBe('9999-12-31T23:59:59.999Z')
})

test('what expires in between does so in order, each once and at its own instant', async () => {
  const { at, post, get, key } = await clocked()
  const wallets = { from: 'wal_0000000000000000000000hana', to: 'wal_00000000000000000000sakaba', asset: 'JPY', amount: 10 }
  const ids: string[] = []
  for (const minutes of [30, 10, 20, 10, 41]) ids.push((await post('/v1/holds', { ...wallets, expiresAt: at(minutes * minute) }, key)).body.id)
  await post('/v1/clock/advance', { by: 'PT40M' }, key)
  const { data } = (await get('/v1/events?type=hold.expired', key)).body
  expect(data.map((event: { at: string; data: { id: string } }) => [event.data.id, event.at])).toEqual([
    [ids[1], at(10 * minute)],
    [ids[3], at(10 * minute)],
    [ids[2], at(20 * minute)],
    [ids[0], at(30 * minute)],
  ])
  expect((await get(`/v1/holds/${ids[4]}`, key)).body.status).toBe('held')
  const all = (await get('/v1/events?limit=100', key)).body.data
  expect(all.at(-1)).toMatchObject({ type: 'clock.advanced', at: at(40 * minute) })
})

test('a hold expires by itself on host time, and a read shows it at the very millisecond', async () => {
  const { at, post, get, key, time } = await clocked()
  const hold = (
    await post(
      '/v1/holds',
      { from: 'wal_0000000000000000000000hana', to: 'wal_00000000000000000000sakaba', asset: 'JPY', amount: 10, expiresAt: at(minute) },
      key,
    )
  ).body
  time.now += minute - 1
  expect((await get(`/v1/holds/${hold.id}`, key)).body.status).toBe('held')
  time.now += 1
  const [shown, wallet] = await Promise.all([get(`/v1/holds/${hold.id}`, key), get('/v1/wallets/wal_0000000000000000000000hana', key)])
  expect(shown.body).toMatchObject({ status: 'expired', released: 10 })
  expect(wallet.body.balances[0]).toMatchObject({ asset: 'JPY', held: 16_000 })
})
