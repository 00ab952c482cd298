import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type PostgresServer, startServer, whyNoServer, withClient } from '../../../db/postgres/test/server.ts'
import type { KeyView, SigningBackend } from '../../core/signing.ts'
import { createBackend } from '../backend.ts'
import { rowKeyOf } from '../data-key.ts'
import { KeystoreFault } from '../faults.ts'
import { givenMasterKey } from '../master-key.ts'
import { createEmbeddedProvider } from '../providers/embedded.ts'
import type { KeyProvider } from '../providers/provider.ts'
import { signingContract } from '../signing.contract.ts'
import { found, seedOf } from '../test/reveal-seed.ts'
import { openDatabase } from './database.ts'
import { createPostgresKeystore } from './keystore.ts'
import { openPostgresKeystore } from './open-postgres.ts'

const skipped = await whyNoServer()
const masterKey = 'k'.repeat(42).concat('A')
const payment = { purposes: ['test.v1', 'note'] }
const order = (keyId: string, body: object = {}) => ({ keyId, payload: { form: 'envelope', type: 'test.v1', body } }) as const

describe.skipIf(skipped)(`the keystore in PostgreSQL ${skipped ?? ''}`, async () => {
  const server = skipped ? (undefined as unknown as PostgresServer) : await startServer({ fsync: false })
  afterAll(() => server?.stop())

  /** A door, as one of several processes has it. */
  async function open(url: string, change: (provider: KeyProvider) => Partial<KeyProvider> = () => ({})): Promise<SigningBackend> {
    const { keystore, dataKey } = await openPostgresKeystore(url, givenMasterKey(masterKey))
    const provider = createEmbeddedProvider(dataKey, [])
    return createBackend({ keystore, providers: [{ ...provider, ...change(provider) }], now: Date.now })
  }
  async function twoDoors() {
    const url = await server.database()
    return { url, doors: [await open(url), await open(url)] as const }
  }
  const make = async (backend: SigningBackend, name: string, policy: object = payment) =>
    ((await backend.createKeys([{ name, policy: { ...payment, ...policy } }])) as readonly KeyView[])[0]!
  const events = async (backend: SigningBackend, keyId: string) => (await backend.uses(keyId, { after: null, limit: 99 })).map(({ event }) => event)
  const change = (url: string, sql: string) => withClient(url, (client) => client.query(sql))

  if (server) {
    const one = await server.database()
    signingContract('one door', { protection: 'software', open: () => open(one), reopen: () => open(one) })
    const both = await server.database()
    const inTurn = async () => alternating([await open(both), await open(both)])
    signingContract('two doors on one database, each call by the other', { protection: 'software', open: inTurn, reopen: inTurn })
  }

  test('what several do at once to a name or a key gives one result, and leaves no private key behind', async () => {
    const url = await server.database()
    const destroyed: string[] = []
    let created = 0
    const record = (provider: KeyProvider) => ({
      createKey: () => provider.createKey().finally(() => created++),
      destroy: async ({ publicKey }: { publicKey: Uint8Array }) => void destroyed.push(Buffer.from(publicKey).toString('base64url')),
    })
    const doors = [await open(url, record), await open(url, record), await open(url, record)]
    const names = Array.from({ length: 20 }, (_, i) => `name ${i}`)
    const wanted = (turned: boolean) => (turned ? names.toReversed() : names).map((name) => ({ name, policy: payment }))
    const made = (await Promise.all(doors.map((door, i) => door.createKeys(wanted(i === 1))))) as readonly (readonly KeyView[])[]
    expect(made[1]!.toReversed()).toEqual(made[0])
    expect(made[2]).toEqual(made[0])
    expect(destroyed.filter((key) => made[0]!.some(({ publicKey }) => publicKey === key))).toEqual([])
    expect(created - destroyed.length).toBe(20)
    const { rows } = await change(url, 'SELECT count(*)::int AS keys FROM kariosae_keys.keys')
    expect(rows).toEqual([{ keys: 20 }])

    const [{ keyId }] = made[0] as unknown as readonly [KeyView]
    const successors = await Promise.all([...doors, ...doors].map((door) => door.rotate(keyId)))
    expect(new Set(successors.map((key) => (key as KeyView).keyId)).size).toBe(1)
    const next = (successors[0] as KeyView).keyId
    const revoked = await Promise.all(doors.map((door) => door.revoke(next)))
    expect(revoked).toEqual(revoked.map(() => ({ ...successors[0], status: 'revoked' })))
    expect(await events(doors[0]!, next)).toEqual(['revoked', 'created'])
    for (const door of doors) await door.close()
  })

  test('rotated by one and revoked by another at once, a key has ended and its successor, if there is one, signs', async () => {
    const { doors } = await twoDoors()
    for (let i = 0; i < 10; i++) {
      const { keyId } = await make(doors[0], `both ${i}`)
      const [rotated, revoked] = await Promise.all([doors[0].rotate(keyId), doors[1].revoke(keyId)])
      expect(revoked).toHaveProperty('status', 'revoked')
      expect(await doors[0].sign([order(keyId)])).toMatchObject({ refusals: [{ refused: 'revoked' }] })
      if ('keyId' in rotated) expect(await doors[1].sign([order(rotated.keyId)])).toHaveProperty('signatures')
      else expect(rotated).toMatchObject({ refused: 'revoked' })
    }
    for (const door of doors) await door.close()
  })

  test('a key that one revoked is refused by the other at its next signature, though that remembers it', async () => {
    const { doors } = await twoDoors()
    const [key, other] = [await make(doors[0], 'a'), await make(doors[0], 'b')]
    for (const door of doors) expect(await door.sign([order(key.keyId), order(other.keyId)])).toHaveProperty('signatures')
    await doors[0].revoke(key.keyId)
    expect(await doors[1].sign([order(other.keyId), order(key.keyId)])).toMatchObject({ refusals: [null, { refused: 'revoked' }] })
    expect(await doors[1].sign([order(other.keyId)])).toHaveProperty('signatures')
    expect(await events(doors[1], key.keyId)).toEqual(['refused', 'revoked', 'signed', 'signed', 'created'])
    for (const door of doors) await door.close()
  })

  test('a private key that was destroyed elsewhere is no fault: its key has ended', async () => {
    const url = await server.database()
    const [ending, signing] = [await open(url), await open(url, () => ({ sign: () => Promise.reject(new KeystoreFault('no private key')) }))]
    const key = await make(ending, 'a')
    await expect(signing.sign([order(key.keyId)])).rejects.toThrow('no private key')
    await ending.revoke(key.keyId)
    expect(await signing.sign([order(key.keyId)])).toMatchObject({ refusals: [{ refused: 'revoked' }] })
    for (const door of [ending, signing]) await door.close()
  })

  test('rates are counted for all keys of a batch, across doors, and what is refused counts for none', async () => {
    const { doors } = await twoDoors()
    const [few, many] = [
      await make(doors[0], 'few', { rate: { count: 3, seconds: 3_600 } }),
      await make(doors[0], 'many', { rate: { count: 100, seconds: 3_600 } }),
    ]
    const batch = (...counts: readonly [number, number]) =>
      [few, many].flatMap(({ keyId }, i) => Array.from({ length: counts[i]! }, () => order(keyId)))
    expect(await doors[0].sign(batch(2, 1))).toHaveProperty('signatures')
    expect(await doors[1].sign(batch(2, 90))).toMatchObject({ refusals: [null, { refused: 'rate' }, ...Array.from({ length: 90 }, () => null)] })
    expect(await doors[1].sign(batch(1, 99))).toHaveProperty('signatures')
    expect(await doors[0].sign(batch(1, 0))).toMatchObject({ refusals: [{ refused: 'rate' }] })
    expect(await doors[0].sign(batch(0, 1))).toMatchObject({ refusals: [{ refused: 'rate' }] })
    expect(await doors[0].sign(batch(4, 0))).toMatchObject({ refusals: Array.from({ length: 4 }, () => ({ refused: 'rate' })) })
    for (const door of doors) await door.close()
  })

  test('a batch of any size is one statement once its keys are known, and two before', async () => {
    const url = await server.database()
    const { keystore, dataKey } = await openPostgresKeystore(url, givenMasterKey(masterKey))
    await keystore.close()
    const database = openDatabase(url)
    const said: string[] = []
    const run = (text: string, ...values: readonly unknown[]) => {
      said.push(text)
      return database.run(text, ...values)
    }
    const counted = createPostgresKeystore({ ...database, run }, rowKeyOf(dataKey))
    const backend = await createBackend({ keystore: counted, providers: [createEmbeddedProvider(dataKey, [])], now: Date.now })
    const rated = { ...payment, rate: { count: 1_000, seconds: 60 } }
    const keys = (await backend.createKeys(
      Array.from({ length: 64 }, (_, i) => ({ name: `${i}`, policy: i % 2 === 0 ? payment : rated })),
    )) as readonly KeyView[]
    for (const most of [2, 1]) {
      said.length = 0
      expect(await backend.sign(keys.map(({ keyId }) => order(keyId)))).toHaveProperty('signatures')
      expect(said).toHaveLength(most)
    }
    await backend.close()
  })

  test('a text that PostgreSQL cannot keep is kept in the trail without what it cannot', async () => {
    const backend = await open(await server.database())
    const key = await make(backend, 'a', { operations: ['a\0b'] })
    expect(await backend.sign([order(key.keyId, { operation: 'a\0b' })])).toHaveProperty('signatures')
    expect(await backend.sign([order(key.keyId, { operation: '\0\ud800' })])).toMatchObject({ refusals: [{ refused: 'operation' }] })
    expect(await backend.uses(key.keyId, { after: null, limit: 2 })).toMatchObject([{ event: 'refused' }, { operation: 'a\ufffdb' }])
    expect(await backend.sign([order('did:key:\0')])).toMatchObject({ refusals: [{ refused: 'unknown_key' }] })
    await backend.close()
  })

  test('a key whose count was taken away signs nothing', async () => {
    const url = await server.database()
    const backend = await open(url)
    const key = await make(backend, 'a', { rate: { count: 3, seconds: 60 } })
    await change(url, 'ALTER TABLE kariosae_keys.rates DISABLE TRIGGER USER; DELETE FROM kariosae_keys.rates')
    await expect(backend.sign([order(key.keyId)])).rejects.toThrow(/is not counted any more/)
    await backend.close()
  })

  test.each<[what: string, sql: string]>([
    ['a policy', `UPDATE kariosae_keys.keys SET policy = '{"purposes":["test.v1","note","credential"]}' WHERE name = 'one'`],
    ['a name', `UPDATE kariosae_keys.keys SET name = 'three' WHERE name = 'one'`],
    [
      'the private key of another',
      `UPDATE kariosae_keys.keys SET handle = (SELECT handle FROM kariosae_keys.keys WHERE name = 'two') WHERE name = 'one'`,
    ],
    ['a seal', `UPDATE kariosae_keys.keys SET seal = (SELECT seal FROM kariosae_keys.keys WHERE name = 'two') WHERE name = 'one'`],
    ['a status that was revoked', `UPDATE kariosae_keys.keys SET status = 'active', handle = 'x' WHERE name = 'revoked'`],
  ])('what was changed from outside signs nothing: %s', async (_what, sql) => {
    const url = await server.database()
    const backend = await open(url)
    const [one, two, revoked] = [await make(backend, 'one'), await make(backend, 'two'), await make(backend, 'revoked')]
    await backend.revoke(revoked.keyId)
    const changed = sql.includes("'revoked'") ? revoked : one
    await change(url, `ALTER TABLE kariosae_keys.keys DISABLE TRIGGER USER; ${sql}`)
    const fresh = await open(url)
    await expect(fresh.sign([order(changed.keyId)])).rejects.toThrow(`the keystore's row of ${changed.keyId} was changed from outside`)
    expect(await fresh.sign([order(two.keyId)])).toHaveProperty('signatures')
    for (const door of [backend, fresh]) await door.close()
  })

  test.each([
    ['a use is not changed', 'UPDATE kariosae_keys.uses SET at = 0', /uses are only appended/],
    ['a use is not deleted', 'DELETE FROM kariosae_keys.uses', /uses are only appended/],
    ['uses are not emptied', 'TRUNCATE kariosae_keys.uses', /uses are only appended/],
    ['counts are not deleted', 'DELETE FROM kariosae_keys.rates', /counts are not deleted/],
    ['a key is not deleted', 'DELETE FROM kariosae_keys.keys', /keys are not deleted/],
    ['a policy is not changed', `UPDATE kariosae_keys.keys SET policy = '{}'`, /what a key is does not change/],
    ['what ended stays so', `UPDATE kariosae_keys.keys SET status = 'active', handle = 'x' WHERE status = 'revoked'`, /a key that ended stays so/],
  ])('%s', async (_what, sql, message) => {
    const url = await server.database()
    const backend = await open(url)
    await backend.revoke((await make(backend, 'a')).keyId)
    await backend.close()
    await expect(change(url, sql)).rejects.toThrow(message)
  })

  test('no file of the database holds a seed, in whatever writing', async () => {
    const url = await server.database()
    const { keystore, dataKey } = await openPostgresKeystore(url, givenMasterKey(masterKey))
    await keystore.close()
    const backend = await open(url)
    const { publicKey, keyId } = await make(backend, 'a')
    expect(await backend.sign([order(keyId)])).toHaveProperty('signatures')
    const { rows } = await change(url, 'CHECKPOINT; SELECT 1').then(() => change(url, 'SELECT handle FROM kariosae_keys.keys'))
    const { handle } = rows[0] as { handle: Buffer }
    const seed = seedOf(dataKey, publicKey, handle)
    const files = (await readdir(server.folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    let sealed = false
    for (const { parentPath, name } of files) {
      // The server is at work: some of its files are gone by now.
      const bytes = await readFile(join(parentPath, name)).catch(() => Buffer.alloc(0))
      expect(found(bytes, seed)).toEqual([])
      sealed ||= bytes.includes(handle)
    }
    expect(sealed).toBe(true)
    await backend.close()
  })
})

/** Each call by the next of them. */
function alternating(doors: readonly SigningBackend[]): SigningBackend {
  let turn = 0
  const next = () => doors[turn++ % doors.length]!
  return {
    createKeys: (...given) => next().createKeys(...given),
    publicKey: (...given) => next().publicKey(...given),
    sign: (...given) => next().sign(...given),
    rotate: (...given) => next().rotate(...given),
    revoke: (...given) => next().revoke(...given),
    uses: (...given) => next().uses(...given),
    close: async () => void (await Promise.all(doors.map((door) => door.close()))),
  }
}
