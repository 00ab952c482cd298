import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { done, examine, expectVerified, openTown, type Payment, pay, payMany, type Town } from './test/payments.ts'
import { backUp, eventually, newFolder, type Service, smallDisk, startService } from './test/service.ts'

/**
 * What happens to the files while the service runs. Each time: clear answers meanwhile, and afterwards exactly what was
 * answered as done, with nothing for the audit or the verifier to find.
 */

const readiness = async ({ send }: Service) => (await send('GET', '/healthz/ready')).body

/** Fills a disk to the last byte, so that emptying it again is one deletion. */
function fill(disk: string): void {
  const file = openSync(join(disk, 'filler'), 'a')
  for (let size = 64 * 1024; size >= 1; ) {
    try {
      if (writeSync(file, Buffer.alloc(size)) < size) size = Math.floor(size / 2)
    } catch {
      size = Math.floor(size / 2)
    }
  }
  closeSync(file)
}

function expectUnavailable(payments: readonly Payment[]): void {
  const refused = payments.filter(({ reply }) => reply?.status !== 201)
  expect(refused.length).toBeGreaterThan(0)
  for (const { reply } of refused) expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable', retryable: true } })
}

async function retryAfterOf(service: Service, { key, payer, payee }: Town): Promise<string | null> {
  const body = JSON.stringify({ from: payer, to: payee, asset: 'JPY', amount: 1, memo: 'asked with fetch' })
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
  return (await fetch(`${service.origin}/v1/transfers`, { method: 'POST', headers, body })).headers.get('retry-after')
}

test('a disk that fills up: 503 and reading goes on; when there is room again, it goes on by itself', async (context) => {
  const disk = smallDisk(16 * 1024 * 1024)
  if (!disk) return context.skip('this user may not mount a small disk')
  const database = join(disk, 'k.db')
  const service = await startService(database, { env: { LOG_LEVEL: 'silent' } })
  const town = await openTown(service.send)
  expect(await readiness(service)).toEqual({ status: 'ready' })
  const load = payMany(service.send, town, 16)
  await eventually(
    () => done(load.payments).length,
    (count) => count > 50,
  )
  fill(disk)
  await eventually(
    () => load.payments.filter(({ reply }) => reply?.status === 503).length,
    (count) => count > 100,
  )
  expect(await readiness(service)).toMatchObject({
    code: 'unavailable',
    detail: expect.stringMatching(/^Not ready: the (store|signing backend) cannot serve: /),
  })
  expect(await retryAfterOf(service, town)).toBe('1')
  expect((await service.send('GET', '/v1/audit', { key: town.key })).body).toMatchObject({ ok: true })
  const full = done(load.payments).length
  unlinkSync(join(disk, 'filler'))
  await eventually(
    () => readiness(service),
    ({ status }) => status === 'ready',
  )
  await eventually(
    () => done(load.payments).length,
    (count) => count > full + 50,
  )
  const payments = await load.stop()
  expectUnavailable(payments)
  await examine(service, town, payments)
  fill(disk)
  expect(await service.stop(), 'it can stop on a full disk').toMatchObject({ code: 0 })
  unlinkSync(join(disk, 'filler'))
  await expectVerified(database)
  await examine(await startService(database), town, payments)
})

test('a disk that fills up under the keystore alone', async (context) => {
  const disk = smallDisk(4 * 1024 * 1024)
  if (!disk) return context.skip('this user may not mount a small disk')
  const folder = newFolder()
  symlinkSync(join(disk, 'k.keys.db'), join(folder, 'k.keys.db'))
  const database = join(folder, 'k.db')
  const service = await startService(database, { env: { LOG_LEVEL: 'silent' } })
  const town = await openTown(service.send)
  fill(disk)
  const load = payMany(service.send, town, 16)
  await eventually(
    () => load.payments.filter(({ reply }) => reply?.status === 503).length,
    (count) => count > 50,
  )
  const wallet = await service.send('POST', '/v1/wallets', { key: town.key, body: { name: 'keyless' } })
  expect(wallet).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  unlinkSync(join(disk, 'filler'))
  const before = done(load.payments).length
  await eventually(
    () => done(load.payments).length,
    (count) => count > before + 50,
  )
  const payments = await load.stop()
  expectUnavailable(payments)
  await service.stop()
  await expectVerified(database)
  await examine(await startService(database), town, payments)
})

test.each([
  ['k.db', 'deleted', unlinkSync],
  ['k.db-wal', 'deleted', unlinkSync],
  [
    'k.db',
    'moved away, and another put in its place',
    (path: string) => {
      renameSync(path, `${path}.old`)
      writeFileSync(path, readFileSync(`${path}.old`))
    },
  ],
])('%s is %s: nothing more is answered as done, and a backup saves all that was', async (name, _what, happen) => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const service = await startService(database, { env: { LOG_LEVEL: 'silent' } })
  const town = await openTown(service.send)
  const load = payMany(service.send, town, 8)
  await eventually(
    () => done(load.payments).length,
    (count) => count > 30,
  )
  happen(join(folder, name))
  await sleep(200)
  const late = await pay(service.send, town)
  expect(late.reply).toMatchObject({ status: 503 })
  expect(await readiness(service)).toMatchObject({ code: 'unavailable', detail: expect.stringMatching(/was deleted or replaced .*npm run backup/) })
  expect((await service.send('GET', '/v1/audit', { key: town.key })).body, 'reads go on').toMatchObject({ ok: true })
  const payments = await load.stop()
  expectUnavailable(payments)
  expect(await backUp(database, join(folder, 'rescue'), '--with-secrets')).toMatchObject({ code: 0 })
  await service.stop()
  await expectVerified(join(folder, 'rescue', 'k.db'))
  // What was being written in that very moment may be in it, though it was not answered as done.
  await examine(await startService(join(folder, 'rescue', 'k.db')), town, payments, 'at least')
})

test('the keystore is deleted: no wallet is made whose key would be gone', async () => {
  const folder = newFolder()
  const service = await startService(join(folder, 'k.db'), { env: { LOG_LEVEL: 'silent' } })
  const { key } = await openTown(service.send)
  rmSync(join(folder, 'k.keys.db'))
  expect(await service.send('POST', '/v1/wallets', { key, body: { name: 'keyless' } })).toMatchObject({ status: 503 })
  expect((await service.send('GET', '/v1/wallets', { key })).body.data).toHaveLength(2)
})

test('a page in the middle is damaged: what needs it is not served, what does not is, and nothing is written over it', async () => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const first = await startService(database)
  const [town, other] = [await openTown(first.send), await openTown(first.send)]
  const payments: Payment[] = []
  for (let number = 0; number < 300; number++) payments.push(await pay(first.send, town, ' '.repeat(200)))
  await first.stop()
  damage(database, 'journal')
  const service = await startService(database, { env: { LOG_LEVEL: 'silent' } })
  const audit = await service.send('GET', '/v1/audit', { key: town.key })
  expect(audit).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect((await service.send('GET', `/v1/wallets/${town.payee}`, { key: town.key })).body.balances[0].posted).toBe(300)
  const before = statSync(database).size
  const tries = [await pay(service.send, town), await pay(service.send, other)]
  for (const { reply } of tries) expect([201, 503]).toContain(reply?.status)
  expect(existsSync(database) && statSync(database).size >= before).toBe(true)
  await service.stop()
})

/** A page of this table that is no longer what it was: as a disk does it that forgets. */
function damage(database: string, table: string): void {
  const db = new Sqlite(database)
  const pages = db.prepare<[string], { pageno: number }>("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'")
  let page = 0
  try {
    const found = pages.all(table)
    page = found[found.length >> 1]!.pageno
  } finally {
    db.close()
  }
  const file = openSync(database, 'r+')
  writeSync(file, Buffer.alloc(4096, 0xee), 0, 4096, (page - 1) * 4096)
  closeSync(file)
}

test('the clock of the host steps back, and forward: journals never do, and nothing is lost', async () => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const step = join(folder, 'step')
  const preload = [fileURLToPath(new URL('./test/step-clock.mjs', import.meta.url))]
  writeFileSync(step, '0')
  const service = await startService(database, { preload, env: { STEP_CLOCK: step } })
  const town = await openTown(service.send)
  const { key, payer, payee } = town
  const hold = { from: payer, to: payee, asset: 'JPY', amount: 5, expiresAt: new Date(Date.now() + 1_800_000).toISOString() }
  const held = await service.send('POST', '/v1/holds', { key, body: hold })
  expect(held.status).toBe(201)
  const payments: Payment[] = []
  for (const hours of [0, -2, 0.25, -48, 1]) {
    writeFileSync(step, String(hours * 3_600_000))
    service.signal('SIGUSR2')
    await sleep(100)
    const load = payMany(service.send, town, 8)
    await sleep(250)
    payments.push(...(await load.stop()))
    const { status } = (await service.send('GET', `/v1/holds/${held.body.id}`, { key })).body
    expect(status, `after a step to ${hours} h`).toBe(hours === 1 ? 'expired' : 'held')
  }
  expect(payments.filter(({ reply }) => reply?.status !== 201)).toEqual([])
  await examine(service, town, payments)
  await service.stop()
  await expectVerified(database)
  await examine(await startService(database), town, payments)
})
