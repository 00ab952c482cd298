import { describe, expect, test } from 'vitest'
import type { Reader } from './core/reader.ts'
import type { KeyPolicy, KeyView } from './core/signing.ts'
import type { AnyCommand, KeyWish } from './core/use-case.ts'
import { endKeys, type PreparedKeys, prepareKeys } from './prepare-keys.ts'

const policy: KeyPolicy = { purposes: ['kariosae.spend.v1'], maxAmounts: { JPY: 5 } }
const view = (keyId: string, more: Partial<KeyView> = {}): KeyView => ({
  ...{ keyId, publicKey: 'x', name: 'n', status: 'active', policy, attestation: { platform: 'server', logic: [], keys: 'software' } },
  ...{ createdAt: 0, rotatedTo: null, provider: 'test', ...more },
})

/** What is asked of the signing backend, for a command with these wishes and these wallets. */
function asking(wishes: readonly KeyWish[], wallets: Record<string, object>, sharesKeys = false) {
  const asked: { made: { name: string; policy: KeyPolicy }[]; revoked: string[] } = { made: [], revoked: [] }
  let names = 0
  const maker = {
    signing: {
      createKeys: async (wanted: readonly { name: string; policy: KeyPolicy }[]) => {
        asked.made.push(...wanted)
        return wanted.map(({ name, policy: own }) => view(`did:key:${name}`, { name, policy: own }))
      },
      publicKey: async (keyId: string) => view(keyId),
      revoke: async (keyId: string) => {
        asked.revoked.push(keyId)
        return view(keyId)
      },
    },
    reader: { wallet: async (id: string) => wallets[id], sandbox: async () => ({ sharesKeys }) } as unknown as Reader,
    newName: () => `sbx/key${++names}`,
  } as unknown as Parameters<typeof prepareKeys>[2]
  const command = { keys: () => wishes } as unknown as AnyCommand
  /** The command was answered, and told of these keys. */
  const ended = (keys: PreparedKeys, told: readonly string[] = keys.keys.map(({ id }) => id)) => endKeys(command, keys, { body: told.join() }, maker)
  return { asked, ended, prepared: () => prepareKeys(command, { id: '', body: {} }, maker) }
}

const managed = (id: string, revokedAt: number | null = null, ...former: string[]) => ({
  custody: 'managed',
  key: { id, revokedAt, former: former.map((one) => ({ id: one, seq: 1 })) },
})

describe('the keys that a command needs', () => {
  test('none for none', async () => {
    const { asked, prepared } = asking([], {})
    expect(await prepared()).toMatchObject({ keys: [], losing: [] })
    expect(asked.made).toEqual([])
  })

  test('each for one purpose, with the policy that is asked for, that of the key before it, or none', async () => {
    const wishes = [
      { policy: { operations: ['createHold'] } },
      { policy: null, replaces: 'wal_1' },
      { policy: null, replaces: 'wal_nowhere' },
      { policy: null },
    ]
    const { asked, prepared } = asking(wishes, { wal_1: managed('did:key:old') })
    expect(await prepared()).toMatchObject({ losing: ['wal_1'] })
    expect(asked.made.map((one) => one.policy)).toEqual([
      { operations: ['createHold'], purposes: ['kariosae.spend.v1'] },
      policy,
      { purposes: ['kariosae.spend.v1'] },
      { purposes: ['kariosae.spend.v1'] },
    ])
    expect(new Set(asked.made.map(({ name }) => name)).size).toBe(4)
  })

  test('a policy cannot widen what the key is for', async () => {
    const { asked, prepared } = asking([{ policy: { purposes: ['note', 'credential'] } }], {})
    await prepared()
    expect(asked.made[0]!.policy.purposes).toEqual(['kariosae.spend.v1'])
  })

  const ends: readonly (readonly [string, object, readonly string[]])[] = [
    ['another key', managed('did:key:new', null, 'did:key:old'), ['did:key:old']],
    ['yet another', managed('did:key:newest', null, 'did:key:old', 'did:key:new'), ['did:key:old', 'did:key:new']],
    ['another, revoked', managed('did:key:new', 1, 'did:key:old'), ['did:key:old', 'did:key:new']],
    ['the same key', managed('did:key:old'), []],
    ['the same key, revoked', managed('did:key:old', 1), ['did:key:old']],
  ]
  test.each(ends)('a key is ended once the ledger has %s', async (_name, after, revoked) => {
    const wallets: Record<string, object> = { wal_1: managed('did:key:old') }
    const { asked, ended, prepared } = asking([{ policy: null, replaces: 'wal_1' }], wallets)
    const keys = await prepared()
    if ('code' in keys) throw new Error(keys.detail)
    wallets['wal_1'] = after
    await ended(keys)
    expect(asked.revoked).toEqual(revoked)
  })

  test('a key that another sandbox may have is ended by the ledger alone', async () => {
    const wallets: Record<string, object> = { wal_1: managed('did:key:old') }
    const { asked, ended, prepared } = asking([{ policy: null, replaces: 'wal_1' }], wallets, true)
    const keys = await prepared()
    if ('code' in keys) throw new Error(keys.detail)
    wallets['wal_1'] = managed('did:key:new', 1, 'did:key:old')
    await ended(keys)
    expect(asked.revoked).toEqual([])
  })

  test('a key that the command did not take is ended', async () => {
    const { asked, ended, prepared } = asking([{ policy: null }, { policy: null }], {})
    const keys = await prepared()
    if ('code' in keys) throw new Error(keys.detail)
    await ended(keys, ['did:key:sbx/key2'])
    expect(asked.revoked).toEqual(['did:key:sbx/key1'])
  })

  test('a wallet that keeps its own key loses none of the service', async () => {
    const { prepared } = asking([{ revokes: 'wal_1' }], { wal_1: { custody: 'self', key: { id: 'did:key:own', revokedAt: null } } })
    expect(await prepared()).toMatchObject({ keys: [], losing: [] })
  })
})
