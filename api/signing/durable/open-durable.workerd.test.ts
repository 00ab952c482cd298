import { env, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { SigningBackend } from '../../core/signing.ts'
import { KeystoreFault } from '../faults.ts'
import { signingContract } from '../signing.contract.ts'
import type { DurableStorage } from './connection.ts'
import { openDurableBackend } from './open-durable.ts'

/** The keystore in the storage of a real Durable Object. Whatever uses the storage runs inside of its object. */

type Namespace = Parameters<typeof runInDurableObject>[0] extends infer Stub ? { getByName(name: string): Stub } : never
const objects = (env as unknown as { ROOT: Namespace }).ROOT
const masterKey = 'k'.repeat(42).concat('A')

function inside<T>(name: string, work: (storage: DurableStorage) => Promise<T>): Promise<T> {
  return runInDurableObject(objects.getByName(name), (_object, { storage }) => work(storage as unknown as DurableStorage))
}

async function open(name: string, key = masterKey): Promise<SigningBackend> {
  const backend = await inside(name, (storage) => openDurableBackend(storage, key))
  return {
    createKeys: (...given) => inside(name, () => backend.createKeys(...given)),
    publicKey: (...given) => inside(name, () => backend.publicKey(...given)),
    sign: (...given) => inside(name, () => backend.sign(...given)),
    rotate: (...given) => inside(name, () => backend.rotate(...given)),
    revoke: (...given) => inside(name, () => backend.revoke(...given)),
    uses: (...given) => inside(name, () => backend.uses(...given)),
    close: () => inside(name, () => backend.close()),
  }
}

signingContract('keys in the storage of a Durable Object', {
  protection: 'software',
  open: () => open('contract'),
  reopen: () => open('contract'),
})

describe('in a Durable Object', () => {
  const wanted = [{ name: 'a', policy: { purposes: ['note'] } }]

  test('a key does not claim that it is isolated from the API', async () => {
    const [key] = await (await open('attested')).createKeys(wanted)
    expect(key).toMatchObject({ attestation: { platform: 'server', logic: [], keys: 'software' } })
  })

  test('another master key, or none, does not open what is there', async () => {
    await (await open('guarded')).createKeys(wanted)
    await expect(open('guarded', 'E'.repeat(42).concat('A'))).rejects.toThrow(/this is not the master key of the keystore of this Durable Object/)
    await expect(open('guarded', '')).rejects.toThrow(KeystoreFault)
  })

  test('two objects have nothing in common', async () => {
    const [one, other] = [await open('one'), await open('other')]
    const [[here], [there]] = [await one.createKeys(wanted), await other.createKeys(wanted)]
    expect(here).not.toEqual(there)
    expect(await other.publicKey((here as { keyId: string }).keyId)).toBeUndefined()
  })

  test('what was changed in the storage from outside signs nothing', async () => {
    const backend = await open('changed')
    const [{ keyId }] = (await backend.createKeys(wanted)) as unknown as readonly [{ keyId: string }]
    const change = `DROP TRIGGER signing_keys_are_fixed; UPDATE signing_keys SET policy = '{"purposes":["note","credential"]}'`
    await inside('changed', async ({ sql }) => sql.exec(change).toArray())
    const again = await open('changed')
    await expect(again.sign([{ keyId, payload: { form: 'note', text: 'a\n' } }])).rejects.toThrow(/was changed from outside/)
  })

  test('uses are only appended there too', async () => {
    await (await open('appended')).createKeys(wanted)
    for (const change of ['UPDATE signing_uses SET at = 0', 'DELETE FROM signing_uses'])
      await expect(inside('appended', async ({ sql }) => sql.exec(change).toArray())).rejects.toThrow(/uses are only appended/)
  })
})
