import { chmodSync, cpSync, mkdirSync, openSync, readFileSync, symlinkSync, truncateSync, unlinkSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examine, openTown, pay } from './test/payments.ts'
import { give, newFolder, smallDisk, startService, tryService } from './test/service.ts'

/** What an operator reads when the service cannot start: one line, the reason and what to do. Real files, real faults. */

async function madeService(folder: string): Promise<string> {
  const database = join(folder, 'k.db')
  const service = await startService(database)
  await service.stop()
  return database
}

async function expectOneLine(database: string, says: RegExp, options: Parameters<typeof tryService>[1] = {}): Promise<void> {
  const ended = await tryService(database, options)
  if (!('code' in ended)) throw new Error('it started')
  expect(ended.stderr).toMatch(/^kariosae: [^\n]+\n$/)
  expect(ended.stderr).toMatch(says)
  expect(ended.code).toBe(1)
}

const overwrite = (path: string, at: number, bytes: Buffer) => writeSync(openSync(path, 'r+'), bytes, 0, bytes.length, at)

test('a file that is no database, or half of one, or damaged at its beginning', async () => {
  const folder = newFolder()
  const made = await madeService(folder)
  const broken = (name: string, breakIt: (path: string) => unknown) => {
    mkdirSync(join(folder, name))
    for (const file of ['k.db', 'k.keys.db', 'k.master', 'kariosae.key', 'k.log.vkey']) cpSync(join(folder, file), join(folder, name, file))
    breakIt(join(folder, name, 'k.db'))
    return join(folder, name, 'k.db')
  }
  const cases: readonly [name: string, breakIt: (path: string) => unknown, says: RegExp][] = [
    [
      'text',
      (path) => writeFileSync(path, 'This is a diary. '.repeat(100)),
      /is no database, or its beginning is damaged \(SQLITE_NOTADB\); put a backup in its place/,
    ],
    ['header', (path) => overwrite(path, 0, Buffer.alloc(64, 7)), /its beginning is damaged/],
    ['half', (path) => truncateSync(path, 30_000), /is damaged \(SQLITE_CORRUPT\w*\); put a backup in its place/],
    ['schema', (path) => overwrite(path, 100, Buffer.alloc(400, 0xff)), /is damaged \(SQLITE_CORRUPT\w*\); put a backup in its place/],
    ['folder', (path) => [unlinkSync(path), mkdirSync(path)], /cannot be opened \(SQLITE_CANTOPEN\w*\); it must be a file/],
  ]
  for (const [name, breakIt, says] of cases) await expectOneLine(broken(name, breakIt), says)
  const keystore = broken('keystore', () => undefined)
  overwrite(join(folder, 'keystore', 'k.keys.db'), 0, Buffer.alloc(64, 7))
  await expectOneLine(keystore, /k\.keys\.db is damaged or no keystore/)
  await (await startService(made)).stop()
})

test('a key of the API that is gone is made anew, and that is said; at the very first start it is not', async () => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const said = async () => (await (await startService(database)).stop()).stderr
  expect(await said()).toBe('')
  expect(await said()).toBe('')
  unlinkSync(join(folder, 'kariosae.key'))
  expect(await said()).toContain('kariosae.key was not there and is made anew')
  expect(await said()).toBe('')
})

test('a file or a folder that may not be written', async () => {
  const folder = newFolder()
  const options = { asNobody: true }
  give(folder)
  const service = await startService(join(folder, 'k.db'), options)
  await service.stop()
  chmodSync(join(folder, 'k.db'), 0o444)
  await expectOneLine(join(folder, 'k.db'), /k\.db cannot be written \(EACCES\); give the user of the service the right/, options)
  chmodSync(join(folder, 'k.db'), 0o000)
  await expectOneLine(join(folder, 'k.db'), /k\.db cannot be written \(EACCES\)/, options)
  chmodSync(join(folder, 'k.db'), 0o644)
  chmodSync(join(folder, 'k.keys.db'), 0o444)
  chmodSync(folder, 0o555)
  await expectOneLine(join(folder, 'k.db'), /cannot be (written|opened) \((EACCES|SQLITE_(READONLY|CANTOPEN)\w*)\)/, options)
  await expectOneLine(join(folder, 'new.db'), /cannot be (opened|used|written) \((SQLITE_CANTOPEN\w*|EACCES)\)/, options)
  await expectOneLine(join(folder, 'deeper', 'new.db'), /cannot be (opened|used|written) \(EACCES\)/, options)
})

test('a disk without room', async (context) => {
  const disk = smallDisk(64 * 1024)
  if (!disk) return context.skip('this user may not mount a small disk')
  await expectOneLine(join(disk, 'k.db'), /disk .*is full/)
  const keys = newFolder()
  symlinkSync(join(disk, 'full.keys.db'), join(keys, 'k.keys.db'))
  expect(() => writeFileSync(join(disk, 'rest'), Buffer.alloc(64 * 1024))).toThrow('ENOSPC')
  await expectOneLine(join(keys, 'k.db'), /the disk with .*k\.keys\.db is full/)
})

test('a log that is damaged: a commit that was under way is forgotten, one that was answered is not', async () => {
  const folder = newFolder()
  const database = join(folder, 'k.db')
  const service = await startService(database)
  const town = await openTown(service.send)
  const payments = []
  for (let number = 0; number < 20; number++) payments.push(await pay(service.send, town))
  service.signal('SIGKILL')
  await service.ended
  const log = readFileSync(`${database}-wal`)
  overwrite(`${database}-wal`, log.length >> 1, Buffer.alloc(500, 7))
  await expectOneLine(database, /k\.db-wal is damaged, and \d+ commits that lie behind it would be lost; .*: truncate -s \d+ /)
  writeFileSync(`${database}-wal`, log)
  // A write that the disk lost half of: the last commit, or that of the request log.
  overwrite(`${database}-wal`, log.length - 2_000, Buffer.alloc(500, 7))
  const again = await startService(database)
  expect(await examine(again, town, payments.slice(0, -1), 'at least')).toBeGreaterThanOrEqual(19)
})
