import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { KeyView } from '../../core/signing.ts'
import { createBackend } from '../backend.ts'
import { masterKeyFile } from '../master-key-file.ts'
import { openKeystore } from '../open-keystore.ts'
import { startSigningProcess } from '../process/client.ts'
import { signingFiles } from '../process/settings.ts'
import { signingContract } from '../signing.contract.ts'
import { createEmbeddedProvider } from './embedded.ts'
import { createPkcs11Provider } from './pkcs11.ts'

/** SoftHSM 2 as Debian has it, or where SOFTHSM2_LIBRARY says. */
const library = process.env['SOFTHSM2_LIBRARY'] ?? '/usr/lib/softhsm/libsofthsm2.so'
const whySkipped = existsSync(library) || process.env['CI'] ? '' : `skipped: no SoftHSM at ${library}`

test('SoftHSM is there where it has to be', ({ skip }) => {
  skip(whySkipped !== '', whySkipped)
  expect(existsSync(library)).toBe(true)
})

describe.skipIf(whySkipped !== '')(`an HSM through PKCS#11 ${whySkipped}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'signing-'))
  mkdirSync(join(folder, 'tokens'))
  writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`)
  process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf')
  execFileSync(process.env['SOFTHSM2_UTIL'] ?? 'softhsm2-util', [
    '--init-token',
    '--free',
    '--label',
    'test',
    '--so-pin',
    '12345678',
    '--pin',
    '4711',
  ])
  afterAll(() => rmSync(folder, { recursive: true }))

  const token = (parts: Partial<Parameters<typeof createPkcs11Provider>[0]> = {}) =>
    createPkcs11Provider({ library, token: 'test', pin: '4711', ...parts }, [])
  const path = join(folder, 'keys.db')
  const backend = () => {
    const { keystore, dataKey } = openKeystore(path, masterKeyFile(join(folder, 'kariosae.master')))
    return createBackend({ keystore, providers: [token(), createEmbeddedProvider(dataKey, [])], now: Date.now })
  }
  signingContract('keys in SoftHSM', { protection: 'HSM', open: backend, reopen: backend })

  test('in the signing process; a keystore moves into the HSM key by key, by rotation', async () => {
    const files = signingFiles(join(folder, 'moving', 'kariosae.db'))
    const note = (keyId: string) => [{ keyId, payload: { form: 'note', text: 'a\n' } as const }]
    const before = await startSigningProcess({ ...files, provider: 'embedded' })
    const [old] = (await before.createKeys([{ name: 'a', policy: { purposes: ['note'] } }])) as [KeyView]
    await before.close()
    const pinFile = join(folder, 'pin')
    writeFileSync(pinFile, '4711\n')
    const moved = await startSigningProcess({ ...files, provider: { library, token: 'test', pinFile } })
    expect(await moved.sign(note(old.keyId))).toHaveProperty('signatures')
    const inside = (await moved.rotate(old.keyId, { ...old.policy, attestation: { keys: ['HSM'], logic: ['isolated'] } })) as KeyView
    expect(inside).toMatchObject({ provider: 'pkcs11', attestation: { keys: 'HSM' }, name: 'a' })
    expect(await moved.sign(note(inside.keyId))).toHaveProperty('signatures')
    await moved.close()
  })

  test.each([
    ['library', { library: join(folder, 'none.so') }, /cannot be loaded/],
    ['token', { token: 'other' }, /no token has the label other/],
    ['PIN', { pin: '4712' }, /C_Login: CKR 0xa0/],
  ])('another %s is told', (_what, parts, message) => {
    expect(() => token(parts)).toThrow(message)
  })

  test('a key that is destroyed, or that another token has, signs nothing', async () => {
    const provider = token()
    const key = await provider.createKey()
    expect(await provider.sign(key, new Uint8Array(3))).toHaveLength(64)
    await provider.destroy(key)
    await provider.destroy(key)
    await expect(provider.sign(key, new Uint8Array(3))).rejects.toThrow(/has no private key with the ID/)
    await provider.close()
  })
})
