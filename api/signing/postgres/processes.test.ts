import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresServer, startServer, whyNoServer, withClient } from '../../../db/postgres/test/server.ts'
import { type KeyView, type SigningBackend, SigningUnavailable } from '../../core/signing.ts'
import { KeystoreFault } from '../faults.ts'
import { masterKeyFile } from '../master-key-file.ts'
import { startSigningProcess } from '../process/client.ts'
import { openBackend } from '../process/open-backend.ts'
import { type Secrets, type SigningSettings, sharedSigning } from '../process/settings.ts'
import { childrenOf, until } from '../test/processes.ts'
import { rotatePostgresMasterKey } from './open-postgres.ts'

const skipped = await whyNoServer()
interface Place {
  readonly url: string
  /** Of the master key. */
  readonly file: string
}
const script = new URL('../rotate-master-key.ts', import.meta.url).pathname

describe.skipIf(skipped)(`signing processes on one PostgreSQL ${skipped ?? ''}`, async () => {
  const server = skipped ? (undefined as unknown as PostgresServer) : await startServer()
  const folder = mkdtempSync(join(tmpdir(), 'signing-'))
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true })
  })

  let url: string
  let backends: readonly [SigningBackend, SigningBackend]
  beforeAll(async () => {
    url = await server.database()
    backends = await Promise.all([start('shared', url), start('shared', url)])
  })
  afterAll(() => close(backends ?? []))

  const settingsOf = (name: string): SigningSettings => ({ ...sharedSigning(join(folder, name)), provider: 'embedded' })
  const start = (name: string, url: string) => startSigningProcess(settingsOf(name), () => {}, { DATABASE_URL: url })
  /** A door as a signing process has it, in this process: faster to start. */
  const openDoor = ({ url, file }: Place, secrets: Secrets = {}) =>
    openBackend({ ...settingsOf(''), masterKeyFile: file }, { DATABASE_URL: url, ...secrets })
  const newPlace = async (name: string): Promise<Place> => ({ url: await server.database(), file: settingsOf(name).masterKeyFile })
  const make = async (backend: SigningBackend, name: string, rate?: { count: number; seconds: number }) =>
    ((await backend.createKeys([{ name, policy: { purposes: ['note'], ...(rate && { rate }) } }])) as readonly KeyView[])[0]!
  const sign = (backend: SigningBackend, { keyId }: KeyView, times = 1) =>
    backend.sign(Array.from({ length: times }, () => ({ keyId, payload: { form: 'note', text: 'a\n' } })))
  const close = (backends: readonly SigningBackend[]) => Promise.all(backends.map((backend) => backend.close()))

  test('together they never sign more often than a rate allows, in any window, and as often as it does', async () => {
    const rate = { count: 7, seconds: 1 }
    const key = await make(backends[0], 'rate', rate)
    let [signed, late] = [0, false]
    async function hammer(backend: SigningBackend, times: number): Promise<void> {
      while (!late) if ('signatures' in (await sign(backend, key, times))) signed += times
    }
    const end = setTimeout(() => {
      late = true
    }, 3_500)
    await Promise.all(backends.flatMap((backend) => [1, 1, 2, 3].map((times) => hammer(backend, times))))
    clearTimeout(end)
    const times: number[] = []
    for (let after: number | null = null; ; ) {
      const uses = await backends[1].uses(key.keyId, { after, limit: 1_000 })
      if (uses.length === 0) break
      times.unshift(
        ...uses
          .filter(({ event }) => event === 'signed')
          .map(({ at }) => at)
          .reverse(),
      )
      after = uses.at(-1)!.id
    }
    expect(times).toHaveLength(signed)
    const gaps = times.slice(rate.count).map((at, i) => at - times[i]!)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(rate.seconds * 1_000)
    expect(signed).toBeGreaterThanOrEqual(rate.count * 3)
  })

  test('asked for much more at once, they sign exactly as often as a rate allows', async () => {
    const key = await make(backends[0], 'burst', { count: 30, seconds: 3_600 })
    const answers = await Promise.all(backends.flatMap((backend) => Array.from({ length: 40 }, () => sign(backend, key))))
    expect(answers.filter((answer) => 'signatures' in answer)).toHaveLength(30)
  })

  test('nobody refuses what may be signed because the database is gone: it is told as unavailable, and goes on by itself', async () => {
    const keys = [await make(backends[0], 'a', { count: 1_000, seconds: 3_600 }), await make(backends[0], 'b')]
    const signs = async (backend: SigningBackend) =>
      (await Promise.all(keys.map((key) => sign(backend, key)))).every((answer) => 'signatures' in answer)
    const children = signingProcesses()
    for (const backend of backends) expect(await signs(backend)).toBe(true)
    const others = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
    await withClient(url, (client) => client.query(others))
    await until(() => signs(backends[0]).catch(() => false))

    let [stop, signed] = [false, 0]
    const faults: unknown[] = []
    const asking = backends.map(async (backend) => {
      while (!stop) {
        try {
          expect(await sign(backend, keys[0]!)).toHaveProperty('signatures')
          signed++
        } catch (fault) {
          faults.push(fault)
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      }
    })
    await until(() => signed > 20)
    await server.kill()
    await until(() => faults.length > 5)
    await expect(make(backends[0], 'c')).rejects.toThrow(SigningUnavailable)
    await expect(backends[0].revoke(keys[1]!.keyId)).rejects.toThrow(SigningUnavailable)
    await expect(start('shared', url)).rejects.toThrow(SigningUnavailable)
    await server.start()
    for (const backend of backends) await until(() => signs(backend).catch(() => false))
    stop = true
    await Promise.all(asking)
    expect(faults.filter((fault) => !(fault instanceof SigningUnavailable))).toEqual([])
    expect(signingProcesses()).toEqual(children)
  })

  test('the address of the database stands in no argument of a process', async () => {
    expect(signingProcesses()).toHaveLength(2)
    for (const child of signingProcesses()) expect(commandOf(child)).not.toContain(url)
    await expect(startSigningProcess(settingsOf('shared'))).rejects.toThrow(/DATABASE_URL does not say in which/)
  })

  test('whoever starts first makes the keystore and its master key; the others find it', async () => {
    const place = await newPlace('first')
    const doors = await Promise.all(Array.from({ length: 4 }, () => openDoor(place)))
    const made = await Promise.all(doors.map((door) => make(door, 'a')))
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1)
    for (const door of doors) expect(await sign(door, made[0]!)).toHaveProperty('signatures')
    await close(doors)
  })

  test('a keystore that a newer version made is left alone, unless that says otherwise', async () => {
    const place = await newPlace('newer')
    const change = (sql: string) => withClient(place.url, (client) => client.query(sql))
    await close([await openDoor(place)])
    await change('UPDATE kariosae_keys.version SET version = 99')
    await close([await openDoor(place)])
    await change('UPDATE kariosae_keys.version SET usable_from = 98')
    await expect(openDoor(place)).rejects.toThrow(/made by a newer version/)
  })

  describe('under a new master key', () => {
    const rotate = (env: Record<string, string>, ...given: string[]) =>
      execFileSync(process.execPath, [script, ...given], { env, encoding: 'utf8', stdio: 'pipe' })

    test('who signs goes on, and who starts needs the new one', async () => {
      const { masterKeyFile: file } = settingsOf('shared')
      const [key, before] = [await make(backends[0], 'before'), readFileSync(file, 'utf8')]
      expect(rotate({ DATABASE_URL: url }, file)).toContain('The keystore in PostgreSQL is under master key number 2.')
      expect(readFileSync(file, 'utf8')).not.toBe(before)
      expect(existsSync(`${file}.next`)).toBe(false)
      for (const backend of backends) expect(await sign(backend, key)).toHaveProperty('signatures')
      const later = await make(backends[1], 'later')
      const again = await openDoor({ url, file })
      for (const each of [key, later]) expect(await sign(again, each)).toHaveProperty('signatures')
      await again.close()
      const old = openDoor({ url, file }, { MASTER_KEY: before.trim() })
      await expect(old).rejects.toThrow(KeystoreFault)
      await expect(old).rejects.toThrow(/this is not the master key of the keystore in PostgreSQL/)
    })

    test('master keys that are given are exchanged by whoever gives them', async () => {
      const [place, present, next] = [await newPlace('given'), 'A'.repeat(43), 'E'.repeat(42).concat('A')]
      const env = { DATABASE_URL: place.url, MASTER_KEY: present }
      const door = await openDoor(place, env)
      const key = await make(door, 'a')
      expect(() => rotate(env)).toThrow(/set NEW_MASTER_KEY/)
      expect(rotate({ ...env, NEW_MASTER_KEY: next })).toMatch(/number 2/)
      const after = await openDoor(place, { MASTER_KEY: next })
      for (const each of [door, after]) expect(await sign(each, key)).toHaveProperty('signatures')
      await close([door, after])
      expect(existsSync(place.file)).toBe(false)
    })

    test.each(['waiting', 'rewrapped', 'settled'])(
      'a process that is killed when the new key is %s leaves a keystore that opens and rotates',
      async (step) => {
        const place = await newPlace(step)
        const door = await openDoor(place)
        const [key, before] = [await make(door, 'a'), readFileSync(place.file, 'utf8')]
        const code = `
        import { masterKeyFile } from '${new URL('../master-key-file.ts', import.meta.url)}'
        import { rotatePostgresMasterKey } from '${new URL('./open-postgres.ts', import.meta.url)}'
        await rotatePostgresMasterKey('${place.url}', masterKeyFile('${place.file}'), (step) => step === '${step}' && process.kill(process.pid, 'SIGKILL'))`
        const signal = await new Promise((resolve) => {
          execFile(process.execPath, ['--input-type=module', '-e', code], (fault) => resolve(fault?.signal))
        })
        expect(signal).toBe('SIGKILL')
        expect(existsSync(`${place.file}.next`)).toBe(step !== 'settled')
        const again = await openDoor(place)
        for (const each of [door, again]) expect(await sign(each, key)).toHaveProperty('signatures')
        expect(existsSync(`${place.file}.next`)).toBe(false)
        expect(readFileSync(place.file, 'utf8') === before).toBe(step === 'waiting')
        const { version } = await rotatePostgresMasterKey(place.url, masterKeyFile(place.file))
        expect(version).toBe(step === 'waiting' ? 2 : 3)
        await close([door, again, await openDoor(place)])
      },
    )

    test('who starts in the middle of it waits, and takes nothing away', async () => {
      const place = await newPlace('middle')
      const door = await openDoor(place)
      const opened: string[] = []
      const openings: Promise<SigningBackend>[] = []
      await rotatePostgresMasterKey(place.url, masterKeyFile(place.file), async (step) => {
        const opening = openDoor(place)
        void opening.then(() => opened.push(step))
        openings.push(opening)
        await new Promise((resolve) => setTimeout(resolve, 150))
        expect(existsSync(`${place.file}.next`)).toBe(step !== 'settled')
        expect(opened).toEqual([])
      })
      await close([door, ...(await Promise.all(openings)), await openDoor(place)])
      expect(opened).toHaveLength(3)
    })
  })
})

function signingProcesses(): readonly number[] {
  return childrenOf(process.pid).filter((pid) => commandOf(pid).includes('signing/process/child.ts'))
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
}
