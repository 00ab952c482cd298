import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import type { KeyView, SigningBackend } from '../../core/signing.ts'
import { SigningUnavailable } from '../../core/signing.ts'
import { KeystoreFault } from '../faults.ts'
import { signingContract } from '../signing.contract.ts'
import { childrenOf, isRunning, until } from '../test/processes.ts'
import { startSigningProcess } from './client.ts'
import { connect } from './connection.ts'
import { type SigningSettings, signingFiles } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'signing-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inside = (name: string): SigningSettings => ({ ...signingFiles(join(folder, name, 'kariosae.db')), provider: 'embedded' })

const start = () => startSigningProcess(inside('contract'))
signingContract('embedded keys in a process of their own', { protection: 'software', open: start, reopen: start })

async function makeKey(backend: SigningBackend): Promise<KeyView> {
  const [key] = await backend.createKeys([{ name: 'api', policy: { purposes: ['note', 'test.v1'] } }])
  return key as KeyView
}
const sign = (backend: SigningBackend, { keyId }: KeyView) => backend.sign([{ keyId, payload: { form: 'note', text: 'a\n' } }])
/** The one process that was started since. */
async function started<T>(what: () => Promise<T>): Promise<readonly [T, number]> {
  const before = childrenOf(process.pid)
  const result = await what()
  const [pid, ...others] = childrenOf(process.pid).filter((child) => !before.includes(child))
  expect(others).toEqual([])
  return [result, pid!]
}

describe.skipIf(process.platform !== 'linux')('its life (skipped where there is no /proc)', () => {
  test('killed, what was asked of it fails as unavailable, and it comes back with its keys', async () => {
    const events: string[] = []
    const [backend, pid] = await started(() => startSigningProcess(inside('killed'), (event) => events.push(event)))
    const key = await makeKey(backend)
    process.kill(pid, 'SIGSTOP')
    const asked = [sign(backend, key), backend.publicKey(key.keyId)]
    process.kill(pid, 'SIGKILL')
    for (const call of asked) await expect(call).rejects.toThrow(SigningUnavailable)
    await expect(sign(backend, key)).rejects.toThrow(/is started again/)
    await until(() => events.includes('the signing process is back'))
    expect(await sign(backend, key)).toHaveProperty('signatures')
    await backend.close()
    await expect(sign(backend, key)).rejects.toThrow(/was closed/)
  })

  test('while it cannot start it is tried again', async () => {
    const events: string[] = []
    const settings = inside('later')
    const [backend, pid] = await started(() => startSigningProcess(settings, (event) => events.push(event)))
    const key = await makeKey(backend)
    const master = exchange(settings.masterKeyFile, 'A'.repeat(43))
    process.kill(pid, 'SIGKILL')
    await until(() => events.some((event) => /cannot start: this is not the master key/.test(event)))
    exchange(settings.masterKeyFile, master)
    await until(() => events.includes('the signing process is back'))
    expect(await sign(backend, key)).toHaveProperty('signatures')
    await backend.close()
  })

  test('with its keys in memory it does not come back', async () => {
    const events: string[] = []
    const settings = { ...inside('memory'), keystore: ':memory:' }
    const [backend, pid] = await started(() => startSigningProcess(settings, (event) => events.push(event)))
    const key = await makeKey(backend)
    process.kill(pid, 'SIGKILL')
    await until(() => events.length > 0)
    await expect(sign(backend, key)).rejects.toThrow(/its keys were in memory/)
    await backend.close()
  })

  test('a signal to everybody leaves it there for what is still to be signed', async () => {
    const [backend, pid] = await started(() => startSigningProcess(inside('signalled')))
    const key = await makeKey(backend)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGUSR1']) process.kill(pid, signal)
    expect(await sign(backend, key)).toHaveProperty('signatures')
    await backend.close()
    expect(isRunning(pid)).toBe(false)
  })

  test('its answer is not late because nobody could read it, but who says nothing is ended', async () => {
    let gone = false
    const onGone = () => {
      gone = true
    }
    const patience = 400
    const [connection, pid] = await started(() => connect(inside('late'), {}, onGone, patience))
    const ask = () => connection.call('publicKey', ['did:key:z6Mkunknown'])
    const asked = ask()
    await new Promise((resolve) => setImmediate(resolve))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * patience)
    await asked
    await ask()
    expect(gone).toBe(false)
    process.kill(pid, 'SIGSTOP')
    await expect(ask()).rejects.toThrow(SigningUnavailable)
    expect(gone).toBe(true)
  })

  test('it ends when its parent is killed, with what it was doing', async () => {
    const settings = inside('orphan')
    const backend = await startSigningProcess(settings)
    const { keyId } = await makeKey(backend)
    await backend.close()
    const parent = spawn(process.execPath, [new URL('../test/parent.ts', import.meta.url).pathname, JSON.stringify(settings), keyId])
    await output(parent)
    const [child] = childrenOf(parent.pid!)
    expect(isRunning(child!)).toBe(true)
    parent.kill('SIGKILL')
    await until(() => !isRunning(child!))
  })

  test('it holds up nobody who is done, closed or not', async () => {
    const code = (end: string) => `
      import { startSigningProcess } from '${new URL('./client.ts', import.meta.url)}'
      const backend = await startSigningProcess(${JSON.stringify(inside('done'))})
      await backend.createKeys([{ name: 'a', policy: { purposes: [] } }])
      ${end}
      process.stdout.write('done')`
    for (const end of ['await backend.close()', '']) {
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code(end)])
      expect(stdout).toBe('done')
    }
  })

  test('it sees no key of the API, forgets its own, and opens no debugger', async () => {
    const settings = inside('environment')
    const master = 'A'.repeat(43)
    const env = { ...process.env, MASTER_KEY: master, SIGNING_KEY: 'signing-key-of-the-api', NODE_OPTIONS: '--inspect=0' }
    const code = `
      import { readFileSync } from 'node:fs'
      import { startSigningProcess } from '${new URL('./client.ts', import.meta.url)}'
      import { childrenOf } from '${new URL('../test/processes.ts', import.meta.url)}'
      const backend = await startSigningProcess(${JSON.stringify(settings)})
      process.stdout.write(childrenOf(process.pid).map((pid) => readFileSync('/proc/' + pid + '/environ', 'utf8')).join())
      await backend.close()`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env })
    expect(stdout).toContain('MASTER_KEY=')
    expect(stdout).not.toMatch(/SIGNING_KEY|NODE_OPTIONS/)
  })
})

test('what it cannot begin with is told, and why', async () => {
  const settings = inside('wrong')
  await (await startSigningProcess(settings)).close()
  writeFileSync(settings.masterKeyFile, 'secret')
  const starting = startSigningProcess(settings)
  await expect(starting).rejects.toThrow(KeystoreFault)
  await expect(starting).rejects.toThrow(/is no master key: 32 bytes/)
  const hsm = { library: '/nowhere.so', token: 'none', pinFile: null }
  await expect(startSigningProcess({ ...inside('hsm'), provider: hsm })).rejects.toThrow(/the PIN of the token none is not known/)
})

test('closing waits for what was asked', async () => {
  const backend = await startSigningProcess(inside('closing'))
  const key = await makeKey(backend)
  const asked = [sign(backend, key), backend.revoke(key.keyId)]
  await backend.close()
  expect(await Promise.all(asked)).toMatchObject([{ signatures: [expect.any(String)] }, { status: 'revoked' }])
})

test('a defect in one call is told and ends nothing', async () => {
  const backend = await startSigningProcess(inside('defect'))
  await expect(backend.sign(null as never)).rejects.toThrow(/the signing process: /)
  await expect(backend.publicKey(1n as never)).rejects.toThrow(/BigInt/)
  expect(await sign(backend, await makeKey(backend))).toHaveProperty('signatures')
  await backend.close()
})

function exchange(path: string, text: string): string {
  const before = readFileSync(path, 'utf8')
  writeFileSync(path, text)
  return before
}

function output(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.stdout!.once('data', () => resolve()))
}
