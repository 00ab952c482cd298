import type { Database } from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { KeyUse } from '../core/signing.ts'
import { openRow, rowSeal, type SealedRow, type StoredKey } from './row-seal.ts'

export type NewKey = Omit<StoredKey, 'number' | 'status' | 'rotatedTo'> & { readonly handle: Uint8Array }
type NewUse = Omit<KeyUse, 'id' | 'digest'> & { readonly key: number; readonly digest: Uint8Array | null }

/** Keys and their uses. Reading a key throws KeystoreFault if its row was changed from outside. */
export interface Keystore {
  byId(keyId: string): StoredKey | undefined
  /** The newest of its name. */
  byName(name: string): StoredKey | undefined
  /** Runs all of it or nothing. `durable`: a power loss after it returns takes nothing back; else only a crash of the process does not. */
  commit<T>(durable: boolean, change: () => T): T
  insert(key: NewKey): StoredKey
  end(key: StoredKey, status: 'rotated' | 'revoked', rotatedTo: string | null): StoredKey
  /** Ended keys whose private key may still be there. */
  toDestroy(): readonly StoredKey[]
  forgetHandle(key: StoredKey): void
  record(use: NewUse): void
  /** Newest first. */
  uses(key: number, after: number | null, limit: number): readonly KeyUse[]
  /** Times of the newest signatures after an instant, oldest first, at most `limit`. */
  signedSince(key: number, at: number, limit: number): number[]
  close(): void
}

/** Over an open database with the schema of `keystore-schema.ts`; `rowKey` authenticates rows. */
export function createKeystore(database: Database, rowKey: Uint8Array): Keystore {
  const { read, statements } = prepareAll(database, rowKey)
  /** Nobody else writes, and what is changed is dropped here before it is known whether the commit succeeds. */
  const known = new LRUCache<string, StoredKey>({ max: 10_000 })
  const update = (key: StoredKey) => {
    known.delete(key.keyId)
    statements.update.run(key.status, key.rotatedTo, key.handle, rowSeal(rowKey, key), key.number)
    return key
  }
  return {
    byId(keyId) {
      const key = known.get(keyId) ?? read(statements.byId.get(keyId))
      if (key) known.set(keyId, key)
      return key
    },
    byName: (name) => read(statements.byName.get(name)),
    commit(durable, change) {
      database.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`)
      return database.transaction(change).immediate()
    },
    insert(key) {
      const row: StoredKey = { ...key, number: statements.nextNumber.get() as number, status: 'active', rotatedTo: null }
      const { number, keyId, publicKey, name, status, policy, attestation, createdAt, provider, handle } = row
      const texts = [JSON.stringify(policy), JSON.stringify(attestation)]
      statements.insert.run(number, keyId, publicKey, name, status, ...texts, createdAt, provider, handle, rowSeal(rowKey, row))
      return row
    },
    end: (key, status, rotatedTo) => update({ ...key, status, rotatedTo }),
    toDestroy: () => statements.toDestroy.all().map((row) => read(row)!),
    forgetHandle: (key) => void update({ ...key, handle: null }),
    record: ({ key, at, event, purpose, operation, digest, detail }) =>
      void statements.record.run(key, at, event, purpose, operation, digest, detail),
    uses: (key, after, limit) => statements.uses.all(key, after ?? Number.MAX_SAFE_INTEGER, limit) as KeyUse[],
    signedSince: (key, at, limit) => (statements.signedSince.all(key, at, limit) as number[]).reverse(),
    close: () => void database.close(),
  }
}

function prepareAll(database: Database, rowKey: Uint8Array) {
  const columns = `number, key_id AS keyId, public_key AS publicKey, name, status, policy, attestation,
    created_at AS createdAt, rotated_to AS rotatedTo, provider, handle, seal`
  const statements = {
    byId: database.prepare(`SELECT ${columns} FROM keys WHERE key_id = ?`),
    byName: database.prepare(`SELECT ${columns} FROM keys WHERE name = ? AND rotated_to IS NULL`),
    toDestroy: database.prepare(`SELECT ${columns} FROM keys WHERE status <> 'active' AND handle IS NOT NULL`),
    nextNumber: database.prepare('SELECT coalesce(max(number), 0) + 1 FROM keys').pluck(),
    insert: database.prepare(
      `INSERT INTO keys (number, key_id, public_key, name, status, policy, attestation, created_at, provider, handle, seal)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    update: database.prepare('UPDATE keys SET status = ?, rotated_to = ?, handle = ?, seal = ? WHERE number = ?'),
    record: database.prepare('INSERT INTO uses (key, at, event, purpose, operation, digest, detail) VALUES (?, ?, ?, ?, ?, ?, ?)'),
    uses: database.prepare(
      `SELECT id, at, event, purpose, operation, iif(digest IS NULL, NULL, lower(hex(digest))) AS digest, detail FROM uses
       WHERE key = ? AND id < ? ORDER BY id DESC LIMIT ?`,
    ),
    signedSince: database.prepare(`SELECT at FROM uses WHERE key = ? AND event = 'signed' AND at > ? ORDER BY id DESC LIMIT ?`).pluck(),
  }
  return { statements, read: (row: unknown) => (row === undefined ? undefined : openRow(rowKey, row as SealedRow)) }
}
