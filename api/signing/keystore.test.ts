import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import type { KeyView, SigningBackend } from '../core/signing.ts'
import { KeystoreFault } from './faults.ts'
import { openBackend } from './process/open-backend.ts'
import { type SigningSettings, signingFiles } from './process/settings.ts'
import { found, needles, revealSeed } from './test/reveal-seed.ts'

const folder = mkdtempSync(join(tmpdir(), 'signing-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inside = (name: string): SigningSettings => ({ ...signingFiles(join(folder, name, 'kariosae.db')), provider: 'embedded' })
const sign = (backend: SigningBackend, keyId: string) => backend.sign([{ keyId, payload: { form: 'note', text: 'a\n' } }])

/** A keystore with two keys that signed, closed. */
async function keystoreWithTwo(settings: SigningSettings, secrets: { MASTER_KEY?: string } = {}): Promise<readonly [KeyView, KeyView]> {
  const backend = await openBackend(settings, secrets)
  const wanted = ['one', 'two'].map((name) => ({ name, policy: { purposes: ['note'] } }))
  const keys = (await backend.createKeys(wanted)) as unknown as readonly [KeyView, KeyView]
  for (const { keyId } of keys) expect(await sign(backend, keyId)).toHaveProperty('signatures')
  await backend.close()
  return keys
}

function change(settings: SigningSettings, sql: string): void {
  const database = new Sqlite(settings.keystore)
  expect(database.prepare(sql).run().changes).toBe(1)
  database.close()
}

describe('at rest', () => {
  test('no file holds a seed, in whatever writing; a search that could find it', async () => {
    const settings = inside('rest')
    const [{ publicKey }] = await keystoreWithTwo(settings)
    const seed = revealSeed(settings, publicKey)
    const names = readdirSync(join(folder, 'rest'))
    expect(names).toEqual(expect.arrayContaining(['kariosae.keys.db', 'kariosae.master']))
    for (const name of names) expect(found(readFileSync(join(folder, 'rest', name)), seed)).toEqual([])
    const every = Object.entries(needles(seed))
    for (const [name, needle] of every) {
      writeFileSync(join(folder, 'control'), Buffer.concat([readFileSync(settings.keystore), needle, Buffer.alloc(7)]))
      expect(found(readFileSync(join(folder, 'control')), seed)).toContain(name)
    }
  })

  test('its owner alone can read keystore and master key', async () => {
    const settings = inside('owner')
    await keystoreWithTwo(settings)
    for (const path of [settings.keystore, settings.masterKeyFile]) expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('what was destroyed is not left behind', async () => {
    const settings = inside('destroyed')
    const [{ keyId, publicKey }] = await keystoreWithTwo(settings)
    const seed = revealSeed(settings, publicKey)
    const sealed = new Sqlite(settings.keystore, { readonly: true })
    const handle = sealed.prepare('SELECT handle FROM keys WHERE key_id = ?').pluck().get(keyId) as Buffer
    sealed.close()
    expect(readFileSync(settings.keystore).includes(handle)).toBe(true)
    const backend = await openBackend(settings, {})
    await backend.revoke(keyId)
    await backend.close()
    for (const secret of [handle, seed]) expect(readFileSync(settings.keystore).includes(secret)).toBe(false)
  })
})

describe('what cannot be opened says why', () => {
  const other = 'A'.repeat(43)
  test.each<[what: string, spoil: (settings: SigningSettings) => void, message: RegExp, secrets?: { MASTER_KEY: string }]>([
    [
      'another master key',
      ({ masterKeyFile }) => writeFileSync(masterKeyFile, other),
      /this is not the master key of .*put the one with the ID [0-9a-f]{16} back/,
    ],
    ['another master key that is given', () => {}, /this is not the master key/, { MASTER_KEY: other }],
    ['a master key that is none', ({ masterKeyFile }) => writeFileSync(masterKeyFile, 'secret'), /no master key: 32 bytes in base64url/],
    ['no master key', ({ masterKeyFile }) => rmSync(masterKeyFile), /this is not the master key/],
    ['a master key others can read', ({ masterKeyFile }) => writeMode(masterKeyFile, 0o640), /chmod 600/],
    ['no keystore to the master key', ({ keystore }) => rmSync(keystore), /its keystore is not; put the keystore back/],
    ['an empty keystore', ({ keystore }) => truncateSync(keystore), /its keystore is not; put the keystore back/],
    ['half a keystore', ({ keystore }) => truncateSync(keystore, 4_096 * 3), /is damaged/],
    ['a keystore that is cut within a page', ({ keystore }) => truncateSync(keystore, 10_000), /is damaged/],
    ['no keystore at all but a text', ({ keystore }) => writeFileSync(keystore, 'x'.repeat(8_192)), /is damaged or no keystore/],
    ['a page of zeros', ({ keystore }) => overwrite(keystore, 4_096, Buffer.alloc(4_096)), /is damaged/],
    ['another database', ({ keystore }) => otherDatabase(keystore), /is no keystore of this version/],
    ['a data key that was changed', (settings) => change(settings, 'UPDATE master SET data_key = zeroblob(60)'), /the data key in .* was changed/],
  ])('%s', async (_what, spoil, message, secrets = undefined) => {
    const settings = inside('spoilt')
    rmSync(join(folder, 'spoilt'), { recursive: true, force: true })
    await keystoreWithTwo(settings)
    spoil(settings)
    const opening = openBackend(settings, secrets ?? {})
    await expect(opening).rejects.toThrow(KeystoreFault)
    await expect(opening).rejects.toThrow(message)
  })

  test('a keystore that is in use', async () => {
    const settings = inside('used')
    const backend = await openBackend(settings, {})
    await expect(openBackend(settings, {})).rejects.toThrow(/is in use by another process/)
    await backend.close()
  })
})

describe('what was changed from outside signs nothing', () => {
  const policy = JSON.stringify({ purposes: ['note'], rate: { count: 9, seconds: 1 } })
  const unguarded = 'DROP TRIGGER keys_are_fixed; DROP TRIGGER keys_end'
  test.each<[what: string, sql: string]>([
    ['a policy', `UPDATE keys SET policy = '${policy}' WHERE name = 'one'`],
    ['a name', `UPDATE keys SET name = 'three' WHERE name = 'one'`],
    ['a provider', `UPDATE keys SET provider = 'pkcs11' WHERE name = 'one'`],
    ['an attestation', `UPDATE keys SET attestation = replace(attestation, 'software', 'HSM') WHERE name = 'one'`],
    ['the ciphertext of another key', `UPDATE keys SET handle = (SELECT handle FROM keys WHERE name = 'two') WHERE name = 'one'`],
    ['a bit of the ciphertext', `UPDATE keys SET handle = CAST(x'00' || substr(handle, 2) AS BLOB) WHERE name = 'one'`],
    ['a seal', `UPDATE keys SET seal = (SELECT seal FROM keys WHERE name = 'two') WHERE name = 'one'`],
  ])('%s', async (_what, sql) => {
    const settings = inside('changed')
    rmSync(join(folder, 'changed'), { recursive: true, force: true })
    const [one, two] = await keystoreWithTwo(settings)
    const database = new Sqlite(settings.keystore)
    database.exec(unguarded)
    database.close()
    change(settings, sql)
    const backend = await openBackend(settings, {})
    await expect(sign(backend, one.keyId)).rejects.toThrow(`the keystore's row of ${one.keyId} was changed from outside`)
    expect(await sign(backend, two.keyId)).toHaveProperty('signatures')
    await backend.close()
  })

  test('a revoked key that was made active again', async () => {
    const settings = inside('revived')
    const [{ keyId }] = await keystoreWithTwo(settings)
    copyFileSync(settings.keystore, join(folder, 'before.db'))
    const backend = await openBackend(settings, {})
    await backend.revoke(keyId)
    await backend.close()
    const database = new Sqlite(settings.keystore)
    database.exec(`${unguarded}; ATTACH '${join(folder, 'before.db')}' AS before;
      UPDATE keys SET status = 'active', handle = (SELECT handle FROM before.keys WHERE key_id = '${keyId}') WHERE key_id = '${keyId}'`)
    database.close()
    const again = await openBackend(settings, {})
    await expect(sign(again, keyId)).rejects.toThrow(/was changed from outside/)
    await again.close()
  })
})

test.each([
  ['a use is not changed', `UPDATE uses SET at = 0`, /uses are only appended/],
  ['a use is not deleted', 'DELETE FROM uses', /uses are only appended/],
  ['a key is not deleted', 'DELETE FROM keys', /keys are not deleted/],
  ['a policy is not changed', `UPDATE keys SET policy = '{}'`, /what a key is does not change/],
])('%s', async (_what, sql, message) => {
  const settings = inside(`guarded ${sql.slice(0, 13)}`)
  await keystoreWithTwo(settings)
  const database = new Sqlite(settings.keystore)
  expect(() => database.exec(sql)).toThrow(message)
  database.close()
})

function writeMode(path: string, mode: number): void {
  const text = readFileSync(path)
  rmSync(path)
  writeFileSync(path, text, { mode })
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const all = readFileSync(path)
  bytes.copy(all, at)
  writeFileSync(path, all)
}

function otherDatabase(path: string): void {
  rmSync(path)
  const database = new Sqlite(path)
  database.exec('CREATE TABLE a (b)')
  database.close()
}
