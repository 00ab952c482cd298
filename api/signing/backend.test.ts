import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type KeyView, type SigningBackend, SigningUnavailable } from '../core/signing.ts'
import { createBackend } from './backend.ts'
import { KeystoreFault } from './faults.ts'
import type { Keystore } from './keystore.ts'
import { passingMasterKey } from './master-key.ts'
import { masterKeyFile } from './master-key-file.ts'
import { openKeystore } from './open-keystore.ts'
import { createEmbeddedProvider } from './providers/embedded.ts'
import type { KeyProvider } from './providers/provider.ts'

const folder = mkdtempSync(join(tmpdir(), 'signing-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Over a file, with what a test changes of its provider and its clock. */
function open(name: string, change: (provider: KeyProvider) => Partial<KeyProvider> = () => ({}), now: () => number = () => 0) {
  const { keystore, dataKey } = openKeystore(join(folder, name), masterKeyFile(join(folder, `${name}.master`)))
  const provider = createEmbeddedProvider(dataKey, [])
  return createBackend({ keystore, providers: [{ ...provider, ...change(provider) }], now })
}

const policy = { purposes: ['note'], rate: { count: 2, seconds: 60 } }
const make = async (backend: SigningBackend, ...names: string[]) =>
  (await backend.createKeys(names.map((name) => ({ name, policy })))) as readonly KeyView[]
const note = (keyId: string) => ({ keyId, payload: { form: 'note', text: 'a\n' } }) as const
const events = async (backend: SigningBackend, keyId: string) => (await backend.uses(keyId, { after: null, limit: 9 })).map(({ event }) => event)

test('a window passes by the clock, to the millisecond, also after a restart', async () => {
  let now = 1_000
  let backend = await open('window', undefined, () => now)
  const [key] = await make(backend, 'a')
  const outcome = async () => Object.keys(await backend.sign([note(key!.keyId)]))[0]
  expect(await outcome()).toBe('signatures')
  now = 2_000
  expect(await outcome()).toBe('signatures')
  for (now of [2_000, 60_999]) expect(await outcome()).toBe('refusals')
  await backend.close()
  backend = await open('window', undefined, () => now)
  expect(await outcome()).toBe('refusals')
  now = 61_000
  expect(await outcome()).toBe('signatures')
  expect(await outcome()).toBe('refusals')
  await backend.close()
})

test('where one of several keys cannot be made none is kept', async () => {
  const destroyed: Uint8Array[] = []
  let room = 1
  const backend = await open('room', (provider) => ({
    createKey: () => (room-- > 0 ? provider.createKey() : Promise.reject(new Error('full'))),
    destroy: async ({ publicKey }) => void destroyed.push(publicKey),
  }))
  await expect(make(backend, 'a', 'b')).rejects.toThrow('full')
  expect(destroyed).toHaveLength(1)
  room = 2
  const [a, b] = await make(backend, 'a', 'b')
  expect([a!.name, b!.name]).toEqual(['a', 'b'])
  expect(Buffer.from(destroyed[0]!).toString('base64url')).not.toBe(a!.publicKey)
  await backend.close()
})

test('where one of several signatures cannot be made none is given, told or counted', async () => {
  let broken = true
  const backend = await open('broken', (provider) => ({
    sign: (key, message) => (broken && message.length === 3 ? Promise.reject(new Error('broken')) : provider.sign(key, message)),
  }))
  const [key] = await make(backend, 'a')
  const other = { keyId: key!.keyId, payload: { form: 'note', text: 'bb\n' } } as const
  await expect(backend.sign([note(key!.keyId), other])).rejects.toThrow('broken')
  expect(await events(backend, key!.keyId)).toEqual(['created'])
  broken = false
  expect(await backend.sign([note(key!.keyId), other])).toHaveProperty('signatures')
  expect(await events(backend, key!.keyId)).toEqual(['signed', 'signed', 'created'])
  await backend.close()
})

describe('calls at the same time', () => {
  async function openOver(change: (keystore: Keystore) => Partial<Keystore>) {
    const { keystore, dataKey } = openKeystore(':memory:', passingMasterKey())
    const providers = [createEmbeddedProvider(dataKey, [])] as const
    const backend = await createBackend({ keystore: { ...keystore, ...change(keystore) }, providers, now: () => 0 })
    return { backend, keys: await make(backend, 'a', 'b', 'c') }
  }
  const signEach = (backend: SigningBackend, keys: readonly KeyView[]) => Promise.allSettled(keys.map(({ keyId }) => backend.sign([note(keyId)])))

  test('are recorded together', async () => {
    const recorded: number[] = []
    const { backend, keys } = await openOver(({ recordSigned }) => ({
      recordSigned(uses, at) {
        recorded.push(uses.length)
        return recordSigned(uses, at)
      },
    }))
    expect((await signEach(backend, keys)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    expect(recorded).toEqual([3])
  })

  test('a key whose row was changed fails those that need it', async () => {
    const changed = new Set<string>()
    const { backend, keys } = await openOver(({ look }) => ({
      look(keyIds, ...rest) {
        if (keyIds.some((keyId) => changed.has(keyId))) throw new KeystoreFault('changed')
        return look(keyIds, ...rest)
      },
    }))
    changed.add(keys[1]!.keyId)
    expect((await signEach(backend, keys)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  test('wait only once for a keystore that cannot serve', async () => {
    let asked = 0
    const { backend, keys } = await openOver(() => ({
      recordSigned() {
        asked++
        throw new SigningUnavailable('away')
      },
    }))
    for (const answer of await signEach(backend, keys)) expect(answer).toMatchObject({ reason: expect.any(SigningUnavailable) })
    expect(asked).toBe(1)
  })
})

test('a private key that was not destroyed when its key ended is destroyed at the next start', async () => {
  const failing = await open('ending', () => ({ destroy: () => Promise.reject(new Error('the device is away')) }))
  const [a, b, c] = await make(failing, 'a', 'b', 'c')
  await expect(failing.revoke(a!.keyId)).rejects.toThrow('away')
  await expect(failing.rotate(b!.keyId)).rejects.toThrow('away')
  expect(await failing.sign([note(a!.keyId), note(b!.keyId), note(c!.keyId)])).toMatchObject({
    refusals: [{ refused: 'revoked' }, { refused: 'revoked' }, null],
  })
  await failing.close()
  const destroyed: string[] = []
  const record = () => ({
    destroy: async ({ publicKey }: { publicKey: Uint8Array }) => void destroyed.push(Buffer.from(publicKey).toString('base64url')),
  })
  await (await open('ending', record)).close()
  expect(destroyed).toEqual([a!.publicKey, b!.publicKey])
  await (await open('ending', record)).close()
  expect(destroyed).toHaveLength(2)
})

test('a rotated key can be revoked too, and its successor stays', async () => {
  const backend = await open('both')
  const [old] = await make(backend, 'a')
  const successor = (await backend.rotate(old!.keyId)) as KeyView
  expect(await backend.revoke(old!.keyId)).toMatchObject({ status: 'revoked', rotatedTo: successor.keyId })
  expect(await backend.rotate(old!.keyId)).toEqual(successor)
  expect(await backend.sign([note(successor.keyId)])).toHaveProperty('signatures')
  await backend.close()
})

test('a page of the trail has between 1 and 1,000 uses', async () => {
  const backend = await open('pages')
  const [key] = await make(backend, 'a')
  await backend.sign([note(key!.keyId)])
  expect(await backend.uses(key!.keyId, { after: null, limit: 0 })).toHaveLength(1)
  expect(await backend.uses(key!.keyId, { after: null, limit: 1e9 })).toHaveLength(2)
  await backend.close()
})
