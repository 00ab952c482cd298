import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { KeystoreFault } from '../signing/faults.ts'
import { askForBackup } from './control.ts'
import { serviceFiles } from './files.ts'
import { done, examine, expectVerified, openTown, pay, payMany } from './test/payments.ts'
import { backUp, eventually, newFolder, run, startService } from './test/service.ts'
import { writeBackup } from './write-backup.ts'

/** The real command, the real service, and a restore in another place. */

test('a backup of the running service, under load, has all that was answered before it began', async () => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const service = await startService(database)
  const town = await openTown(service.send)
  const load = payMany(service.send, town, 32)
  await sleep(1_500)
  const before = done(load.payments).length
  const answeredBefore = done(load.payments).slice()
  const [began, target] = [performance.now(), join(folder, 'backup')]
  expect(await backUp(database, target, '--with-secrets')).toMatchObject({ code: 0, stderr: '' })
  const took = performance.now() - began
  const during = done(load.payments).length - before
  await sleep(300)
  const payments = await load.stop()
  expect(during, 'commits go on meanwhile').toBeGreaterThan(0)
  console.log(`backup in ${Math.round(took)} ms: ${Math.round(before / 1.5)} payments/s before, ${Math.round((during / took) * 1000)} during`)
  expect(payments.filter(({ reply }) => reply?.status !== 201)).toEqual([])
  expect(readdirSync(target).sort()).toEqual(['k.db', 'k.keys.db', 'k.log.vkey', 'k.master', 'kariosae.key'])
  for (const name of readdirSync(target).filter((name) => name !== 'k.log.vkey')) expect(statSync(join(target, name)).mode & 0o077).toBe(0)

  cpSync(target, join(folder, 'restored'), { recursive: true })
  await expectVerified(join(target, 'k.db'))
  const restored = await startService(join(folder, 'restored', 'k.db'))
  const known = new Set(payments.map(({ memo }) => memo))
  const there = await restored.send('GET', '/v1/transfers?limit=100', { key: town.key })
  expect(there.body.data.every(({ memo }: { memo: string }) => known.has(memo))).toBe(true)
  await examine(restored, town, answeredBefore, 'at least')
  // The same request, sent again to the restored service, is answered as it was; and wallets can still sign.
  const again = await pay(restored.send, town)
  expect(again.reply?.status).toBe(201)
  await service.stop()
})

test('keys that begin and end while it is copied: every wallet of the backup can sign', async () => {
  const folder = newFolder()
  const service = await startService(join(folder, 'k.db'))
  const town = await openTown(service.send)
  const { key, payee } = town
  let going = true
  const wallets: string[] = []
  const busy = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (going && wallets.length < 400) {
        const { body } = await service.send('POST', '/v1/wallets', { key, body: { name: 'short' } })
        await service.send('POST', '/v1/assets/JPY/issue', { key, body: { to: body.id, amount: 1 } })
        wallets.push(body.id)
        await service.send('POST', `/v1/wallets/${body.id}/rotate-key`, { key, body: {} })
      }
    }),
  )
  await eventually(
    () => wallets.length,
    (count) => count > 30,
  )
  expect(await backUp(join(folder, 'k.db'), join(folder, 'backup'), '--with-secrets')).toMatchObject({ code: 0 })
  going = false
  await busy
  await service.stop()
  const restored = await startService(join(folder, 'backup', 'k.db'))
  const payments = wallets.map((from) => restored.send('POST', '/v1/transfers', { key, body: { from, to: payee, asset: 'JPY', amount: 1 } }))
  const statuses = (await Promise.all(payments)).map(({ status }) => status)
  // 404: made after the backup; 422: made, but nothing issued to it yet.
  expect(statuses.filter((status) => ![201, 404, 422].includes(status))).toEqual([])
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(5)
})

test('of a stopped service the same command copies the files, without secrets unless asked for', async () => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const service = await startService(database)
  const town = await openTown(service.send)
  const payments = [await pay(service.send, town), await pay(service.send, town)]
  await service.stop()
  mkdirSync(join(folder, 'deep'))
  const { code, stdout } = await backUp(database, join(folder, 'deep', 'backup'))
  expect(code).toBe(0)
  expect(stdout).toContain(`Not in it: ${join(folder, 'k.master')}, without which no key in it can be used`)
  expect(readdirSync(join(folder, 'deep', 'backup')).sort()).toEqual(['k.db', 'k.keys.db', 'k.log.vkey'])
  await expectVerified(join(folder, 'deep', 'backup', 'k.db'))

  const keyless = await run(['api/server.ts'], { env: { PORT: '0', DATABASE_URL: `file:${join(folder, 'deep', 'backup', 'k.db')}` } }).ended
  expect(keyless).toMatchObject({ code: 1, stderr: expect.stringMatching(/^kariosae: .*master key.*\n$/) })
  for (const secret of ['k.master', 'kariosae.key']) cpSync(join(folder, secret), join(folder, 'deep', 'backup', secret))
  await examine(await startService(join(folder, 'deep', 'backup', 'k.db')), town, payments)
})

test('of backups that are asked for at once one is written, and the others say that it is', async () => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const service = await startService(database)
  for (const name of ['k.db', 'k.keys.db', 'k.db-wal']) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
  const load = payMany(service.send, await openTown(service.send), 16)
  await sleep(1_500)
  const ask = (name: string) => askForBackup(join(folder, 'k.control'), { target: join(folder, name), withSecrets: false })
  const asked = await Promise.allSettled(['one', 'one', 'two', 'three'].map(ask))
  await load.stop()
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const one of asked)
    if (one.status === 'rejected') expect(one.reason.message).toMatch(/^a backup to .* is under way; ask again when it is done$/)
  expect(readdirSync(folder).filter((name) => /^(one|two|three)/.test(name))).toHaveLength(1)
  expect(await ask('four')).toMatchObject({ target: join(folder, 'four') })
})

test('a copy of the keystore that another began is not ended by whoever may not begin one', async () => {
  const folder = newFolder()
  const steps: string[] = []
  const files = serviceFiles(join(folder, 'k.db'))
  const copy = { nearlyDone: Promise.resolve(), finish: async () => {}, cancel: async () => void steps.push('ledger cancel') }
  const signing = {
    async copy(step: string): Promise<never> {
      steps.push(step)
      throw new KeystoreFault('the keystore is being copied already')
    },
  }
  const sources = { files, store: { copyTo: () => copy, still: (work: () => Promise<unknown>) => work() }, signing } as never
  await expect(writeBackup({ target: join(folder, 'b'), withSecrets: false }, sources)).rejects.toThrow('is being copied already')
  expect(steps).toEqual(['begin', 'ledger cancel'])
})

test('it says what is wrong, and leaves nothing half done', async () => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const service = await startService(database)
  mkdirSync(join(folder, 'taken'))
  mkdirSync(join(folder, 'begun.partial'))
  writeFileSync(join(folder, 'file'), '')
  const cases: readonly [folder: string, says: RegExp][] = [
    [join(folder, 'taken'), /taken is there already; name a folder that is not/],
    [join(folder, 'begun'), /begun\.partial is there: a backup broke off, .*delete it \(rm -r '.*begun\.partial'\)/],
    [join(folder, 'file', 'backup'), /may not write to .*file/],
    [join(folder, 'nowhere', 'backup'), /the folder .*nowhere is not there; make it, or name another/],
    ['/proc/nowhere/backup', /the folder \/proc\/nowhere is not there/],
    ['/proc/backup', /may not write to \/proc/],
  ]
  for (const [target, says] of cases) expect(await backUp(database, target)).toMatchObject({ code: 2, stderr: expect.stringMatching(says) })
  expect(await backUp(join(folder, 'none.db'), join(folder, 'x'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no database at'),
  })
  expect(await backUp(database)).toMatchObject({ code: 2, stderr: expect.stringContaining('Name one folder.') })
  const postgres = run(['api/operate/backup.ts', join(folder, 'x')], { env: { DATABASE_URL: 'postgres://127.0.0.1/k' } })
  expect(await postgres.ended).toMatchObject({ code: 2, stderr: expect.stringContaining('pg_dump') })
  expect(existsSync(join(folder, 'x'))).toBe(false)
  service.signal('SIGKILL')
  await service.ended
  expect(existsSync(join(folder, 'k.control')), 'a killed service leaves its socket').toBe(true)
  expect(await backUp(database, join(folder, 'after')), 'which hinders nobody').toMatchObject({ code: 0 })
  await startService(database)
  expect(await backUp(database, join(folder, 'again'))).toMatchObject({ code: 0 })
})
