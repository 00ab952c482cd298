import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createBackend } from '../backend.ts'
import { KeystoreFault } from '../faults.ts'
import { type MasterKeySource, passingMasterKey } from '../master-key.ts'
import { masterKeyFile } from '../master-key-file.ts'
import { openKeystore } from '../open-keystore.ts'
import { signingContract } from '../signing.contract.ts'
import { createEmbeddedProvider } from './embedded.ts'
import type { ProviderKey } from './provider.ts'

const folder = mkdtempSync(join(tmpdir(), 'signing-'))
afterAll(() => rmSync(folder, { recursive: true }))

function backend(path: string, source: MasterKeySource = masterKeyFile(join(folder, 'kariosae.master'))) {
  const { keystore, dataKey } = openKeystore(path, source)
  return createBackend({ keystore, providers: [createEmbeddedProvider(dataKey, [], 2)], now: Date.now })
}

signingContract('embedded keys in memory', { protection: 'software', open: () => backend(':memory:', passingMasterKey()) })

const path = join(folder, 'keys.db')
signingContract('embedded keys in a file', { protection: 'software', open: () => backend(path), reopen: () => backend(path) })

const dataKey = randomBytes(32)
const [mine, yours] = await Promise.all([1, 2].map(() => createEmbeddedProvider(dataKey, []).createKey()))
const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))
const message = new Uint8Array(3)

test.each<[what: string, key: ProviderKey, under: Uint8Array]>([
  ['the ciphertext of another key', { publicKey: mine!.publicKey, handle: yours!.handle }, dataKey],
  ['a changed nonce', { ...mine!, handle: flip(mine!.handle, 0) }, dataKey],
  ['a changed ciphertext', { ...mine!, handle: flip(mine!.handle, 12) }, dataKey],
  ['a changed tag', { ...mine!, handle: flip(mine!.handle, 59) }, dataKey],
  ['half of it', { ...mine!, handle: mine!.handle.subarray(0, 27) }, dataKey],
  ['nothing', { ...mine!, handle: new Uint8Array() }, dataKey],
  ['another data key', mine!, randomBytes(32)],
])('%s does not open', async (_what, key, under) => {
  const provider = createEmbeddedProvider(under, [])
  expect(mine!.handle).toHaveLength(60)
  await expect(provider.sign(key, message)).rejects.toThrow(KeystoreFault)
  expect(await createEmbeddedProvider(dataKey, []).sign(mine!, message)).toHaveLength(64)
})
