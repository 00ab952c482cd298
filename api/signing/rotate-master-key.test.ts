import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { KeyView } from '../core/signing.ts'
import { openBackend } from './process/open-backend.ts'
import { type SigningSettings, signingFiles } from './process/settings.ts'
import { revealSeed } from './test/reveal-seed.ts'

const folder = mkdtempSync(join(tmpdir(), 'signing-'))
afterAll(() => rmSync(folder, { recursive: true }))
const script = new URL('./rotate-master-key.ts', import.meta.url).pathname

async function keystore(name: string, secrets: { MASTER_KEY?: string } = {}) {
  const settings: SigningSettings = { ...signingFiles(join(folder, name, 'kariosae.db')), provider: 'embedded' }
  const backend = await openBackend(settings, secrets)
  const [key] = await backend.createKeys([{ name, policy: { purposes: ['note'] } }])
  await backend.close()
  return { settings, key: key as KeyView, masterKey: () => readFileSync(settings.masterKeyFile, 'utf8') }
}

async function signs(settings: SigningSettings, { keyId }: KeyView, secrets: { MASTER_KEY?: string } = {}): Promise<boolean> {
  const backend = await openBackend(settings, secrets)
  const answer = await backend.sign([{ keyId, payload: { form: 'note', text: 'a\n' } }])
  await backend.close()
  return 'signatures' in answer
}

test('the keystore is under a new master key, the old one opens it no more, and seeds stay as they are', async () => {
  const { settings, key, masterKey } = await keystore('rotated')
  const [before, seed] = [masterKey(), revealSeed(settings, key.publicKey)]
  const told = execFileSync(process.execPath, [script, settings.keystore], { encoding: 'utf8' })
  expect(told).toBe(`${settings.keystore} is under master key number 2.\n`)
  expect(masterKey()).not.toBe(before)
  expect(existsSync(`${settings.masterKeyFile}.next`)).toBe(false)
  expect(revealSeed(settings, key.publicKey)).toEqual(seed)
  expect(await signs(settings, key)).toBe(true)
  await expect(openBackend(settings, { MASTER_KEY: before })).rejects.toThrow(/this is not the master key/)
})

test.each(['waiting', 'rewrapped', 'settled'])(
  'a process that is killed when the new key is %s leaves a keystore that opens and rotates',
  async (step) => {
    const { settings, key, masterKey } = await keystore(step)
    const before = masterKey()
    const code = `
    import { masterKeyFile } from '${new URL('./master-key-file.ts', import.meta.url)}'
    import { rotateMasterKey } from '${new URL('./open-keystore.ts', import.meta.url)}'
    const { keystore, masterKeyFile: file } = ${JSON.stringify(settings)}
    rotateMasterKey(keystore, masterKeyFile(file), (step) => step === '${step}' && process.kill(process.pid, 'SIGKILL'))`
    const signal = await new Promise((resolve) => {
      execFile(process.execPath, ['--input-type=module', '-e', code], (fault) => resolve(fault?.signal))
    })
    expect(signal).toBe('SIGKILL')
    expect(existsSync(`${settings.masterKeyFile}.next`)).toBe(step !== 'settled')
    expect(await signs(settings, key)).toBe(true)
    expect(existsSync(`${settings.masterKeyFile}.next`)).toBe(false)
    expect(masterKey() === before).toBe(step === 'waiting')
    execFileSync(process.execPath, [script, settings.keystore])
    expect(await signs(settings, key)).toBe(true)
  },
)

test('master keys that are given are exchanged by whoever gives them', async () => {
  const [present, next] = ['A'.repeat(43), 'E'.repeat(42).concat('A')]
  const { settings, key } = await keystore('given', { MASTER_KEY: present })
  const run = (env: Record<string, string>) => execFileSync(process.execPath, [script, settings.keystore], { env, encoding: 'utf8', stdio: 'pipe' })
  expect(() => run({ MASTER_KEY: present })).toThrow(/set NEW_MASTER_KEY/)
  expect(() => run({ MASTER_KEY: next, NEW_MASTER_KEY: present })).toThrow(/this is not the master key/)
  expect(run({ MASTER_KEY: present, NEW_MASTER_KEY: next })).toMatch(/number 2/)
  expect(await signs(settings, key, { MASTER_KEY: next })).toBe(true)
  await expect(openBackend(settings, { MASTER_KEY: present })).rejects.toThrow(/this is not the master key/)
  expect(existsSync(settings.masterKeyFile)).toBe(false)
})

test('without a keystore there is nothing to rotate', () => {
  const path = join(folder, 'none.db')
  expect(() => execFileSync(process.execPath, [script, path], { stdio: 'pipe' })).toThrow(/there is no keystore/)
  expect(existsSync(path)).toBe(false)
})
