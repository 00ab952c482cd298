import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../examples/client.ts'
import { createTestApp } from '../test/harness.ts'
import { type Dev, startDev } from './test/dev.ts'

/** `npx wrangler dev` in real workerd with real time: what happens by itself, and what ends and restarts leave. */

const folder = mkdtempSync(join(tmpdir(), 'kariosae-workerd-'))
let dev: Dev
beforeAll(async () => {
  dev = await startDev(folder)
})
afterAll(async () => {
  await dev?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const hana = 'wal_0000000000000000000000hana'
const sakaba = 'wal_00000000000000000000sakaba'
const pay = { from: hana, to: sakaba, asset: 'JPY', amount: 1 }

interface Wallet {
  balances: { asset: string; posted: number; held: number }[]
}

async function begin() {
  const { apiKey } = await connect(dev.url).post<{ apiKey: string }>('/v1/sandboxes', { fixture: 'demo' })
  return { apiKey, api: connect(dev.url, apiKey) }
}

const yen = async (apiKey: string, wallet: string) =>
  (await connect(dev.url, apiKey).get<Wallet>(`/v1/wallets/${wallet}`)).balances.find(({ asset }) => asset === 'JPY')!

/** Listens to the events of a sandbox from now on. */
const listen = (apiKey: string) => fetch(`${dev.url}/v1/events/stream`, { headers: { Authorization: `Bearer ${apiKey}` } })

/** The types of events that come by a stream until one is of this type. */
async function until(type: string, stream: Response): Promise<string[]> {
  const seen: string[] = []
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of stream.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(bytes, { stream: true })
    seen.splice(0, seen.length, ...[...text.matchAll(/^event: (.*)$/gm)].map((match) => match[1]!))
    if (seen.includes(type)) return seen
  }
  return seen
}

test('a hold expires by itself, and the event stream tells it while nobody asks', async () => {
  const { api, apiKey } = await begin()
  const stream = await listen(apiKey)
  const hold = await api.post<{ id: string }>('/v1/holds', { ...pay, amount: 500, expiresAt: new Date(Date.now() + 5_000).toISOString() })
  expect(await until('hold.expired', stream)).toEqual(['hold.held', 'hold.expired'])
  expect(await api.get(`/v1/holds/${hold.id}`)).toMatchObject({ status: 'expired' })
})

test('a restart loses nothing: keys, balances, journal, and what is due', async () => {
  const { api, apiKey } = await begin()
  const before = await yen(apiKey, hana)
  await api.post('/v1/transfers', { ...pay, amount: 700 }, 'paid once')
  const hold = await api.post<{ id: string }>('/v1/holds', { ...pay, amount: 500, expiresAt: new Date(Date.now() + 5_000).toISOString() })
  const fork = await api.post<{ apiKey: string }>('/v1/sandbox/fork')
  await dev.stop()
  dev = await startDev(folder)
  const again = connect(dev.url, apiKey)
  expect((await again.send('POST', '/v1/transfers', { ...pay, amount: 700 }, 'paid once')).replayed).toBe(true)
  await expect.poll(() => again.get(`/v1/holds/${hold.id}`)).toMatchObject({ status: 'expired' })
  expect(await yen(apiKey, hana)).toMatchObject({ posted: before.posted - 700, held: before.held })
  // The keys of the copy's wallets are those of the original, in the original's keystore.
  const copy = connect(dev.url, fork.apiKey)
  const paid = await copy.post<{ id: string }>('/v1/transfers', pay)
  expect(await copy.get(`/v1/transfers/${paid.id}/receipt`)).toBeTruthy()
  for (const one of [again, copy]) expect(await one.get('/v1/audit')).toMatchObject({ ok: true })
})

test('workerd killed in the middle of load loses nothing that was answered, and does nothing twice', async () => {
  const { apiKey } = await begin()
  const before = await yen(apiKey, hana)
  const sent = new Set<string>()
  const answered = new Set<string>()
  const transfer = (key: string) => connect(dev.url, apiKey).send('POST', '/v1/transfers', pay, key)
  let running = true
  const client = async () => {
    while (running) {
      const key = randomUUID()
      sent.add(key)
      try {
        const request = {
          method: 'POST',
          body: JSON.stringify(pay),
          headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
        }
        const { status } = await fetch(`${dev.url}/v1/transfers`, request)
        if (status === 201) answered.add(key)
      } catch {
        return // the connection broke: whether it was done is not known
      }
    }
  }
  const clients = Array.from({ length: 8 }, client)
  while (answered.size < 50) await sleep(20)
  await dev.kill()
  running = false
  await Promise.all(clients)
  dev = await startDev(folder)
  const posted = before.posted - (await yen(apiKey, hana)).posted
  expect(posted).toBeGreaterThanOrEqual(answered.size)
  expect(posted).toBeLessThanOrEqual(sent.size)
  const repeated = await Promise.all([...sent].map(async (key) => ({ key, ...(await transfer(key)) })))
  expect(repeated.filter(({ key, replayed }) => answered.has(key) && !replayed)).toEqual([])
  expect(before.posted - (await yen(apiKey, hana)).posted).toBe(sent.size)
  expect(await connect(dev.url, apiKey).get('/v1/audit')).toMatchObject({ ok: true })
})

test('a sandbox that moved here from a service with other keys is reached by them, and by no forged one', async () => {
  const elsewhere = createTestApp()
  const key = await elsewhere.sandbox('demo')
  await elsewhere.post('/v1/transfers', pay, key)
  const file = (await (await elsewhere.app.hono.request('/v1/sandbox/export', { headers: { Authorization: `Bearer ${key}` } })).text())
    .trimEnd()
    .split('\n')
  const [header, trailer] = [JSON.parse(file[0]!), JSON.parse(file.at(-1)!)]
  const once = { 'Import-Key': randomUUID() }
  const send = (path: string, body: string, type: string) =>
    fetch(`${dev.url}/v1/imports/${header.head.id}/${path}`, {
      method: 'POST',
      headers: { ...once, 'Content-Type': type },
      body,
    })
  expect(await (await send('parts', `${file.slice(1, -1).join('\n')}\n`, 'application/x-ndjson')).json()).toMatchObject({ rows: expect.any(Number) })
  expect(await (await send('complete', JSON.stringify({ header, trailer }), 'application/json')).json()).toMatchObject({ done: true })
  expect((await yen(key, sakaba)).posted).toBe((await elsewhere.get(`/v1/wallets/${sakaba}`, key)).body.balances[0].posted)
  const ask = (apiKey: string) => fetch(`${dev.url}/v1/sandbox`, { headers: { Authorization: `Bearer ${apiKey}` } })
  expect([(await ask(key)).status, (await ask(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).status]).toEqual([200, 401])
})
