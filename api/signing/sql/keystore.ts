import { createCache } from '../../core/cache.ts'
import type { KeyUse } from '../../core/signing.ts'
import type { Keystore, NewKey, NewUse } from '../keystore.ts'
import { countByKey, createRateWindows } from '../rate-windows.ts'
import { openRow, rowSeal, type SealedRow, type StoredKey } from '../row-seal.ts'
import type { SqlConnection } from './connection.ts'

/** Over an open database with the schema of `schema.ts` that nobody else writes. `rowKey` authenticates rows. */
export function createSqlKeystore(connection: SqlConnection, rowKey: Uint8Array, prefix = ''): Keystore {
  const rows = createKeyRows(connection, rowKey, prefix)
  const uses = createUses(connection, prefix)
  const rates = createRateWindows(uses.signedSince)

  function maySign(signing: ReturnType<typeof countByKey>, at: number): boolean {
    return signing.every(({ key, times }) => {
      const { rate } = key.policy
      return rows.byId(key.keyId)?.status === 'active' && (!rate || rates.recent(key.number, rate, at) + times <= rate.count)
    })
  }

  function insert(fresh: NewKey): StoredKey {
    const key = rows.insert(fresh)
    uses.note(key, fresh.createdAt, 'created', `by ${fresh.provider}`)
    return key
  }

  return {
    byId: rows.byId,
    byNames: (names) => new Map(names.flatMap((name) => rows.byName(name) ?? []).map((key) => [key.name, key])),
    look: (_keyIds, at) => ({
      certain: true,
      key: rows.byId,
      recent: ({ number, policy: { rate } }) => (rate ? rates.recent(number, rate, at) : 0),
    }),
    recordSigned(signed, at) {
      const signing = countByKey(signed)
      if (!maySign(signing, at)) return false
      connection.transaction(false, () => uses.insert(signed, at))
      for (const { key, times } of signing) rates.add(key.number, key.policy.rate, at, times)
      return true
    },
    recordRefused: (refused, at) => connection.transaction(false, () => uses.insert(refused, at)),
    create: (keys) => connection.transaction(true, () => keys.map((key) => rows.byName(key.name) ?? insert(key))),
    rotate: (key, fresh) =>
      connection.transaction(true, () => {
        if (rows.byId(key.keyId)?.status !== 'active') return undefined
        const old = rows.update({ ...key, status: 'rotated', rotatedTo: fresh.keyId })
        uses.note(old, fresh.createdAt, 'rotated', `to ${fresh.keyId}`)
        return [old, insert(fresh)]
      }),
    revoke: (key, at) =>
      connection.transaction(true, () => {
        if (rows.byId(key.keyId)?.status !== key.status) return undefined
        uses.note(key, at, 'revoked', null)
        return rows.update({ ...key, status: 'revoked' })
      }),
    toDestroy: rows.toDestroy,
    forgetHandle: (key) => connection.transaction(false, () => void rows.update({ ...key, handle: null })),
    uses: uses.page,
    close: connection.close,
  }
}

function createKeyRows(connection: SqlConnection, rowKey: Uint8Array, prefix: string) {
  const table = `${prefix}keys`
  /** Nobody else writes, and what is changed is dropped here before it is known whether the commit succeeds. */
  const known = createCache<string, StoredKey>(10_000)
  const found = `SELECT number, key_id AS keyId, public_key AS publicKey, name, status, policy, attestation,
    created_at AS createdAt, rotated_to AS rotatedTo, provider, handle, seal FROM ${table}`
  const [byId, byName, toDestroy, nextNumber] = [
    `${found} WHERE key_id = ?`,
    `${found} WHERE name = ? AND rotated_to IS NULL`,
    `${found} WHERE status <> 'active' AND handle IS NOT NULL`,
    `SELECT coalesce(max(number), 0) + 1 AS number FROM ${table}`,
  ]
  const insert = `INSERT INTO ${table} (number, key_id, public_key, name, status, policy, attestation, created_at, provider, handle, seal)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const update = `UPDATE ${table} SET status = ?, rotated_to = ?, handle = ?, seal = ? WHERE number = ?`
  const read = (row: object) => openRow(rowKey, row as SealedRow)
  return {
    byId(keyId: string): StoredKey | undefined {
      const key = known.get(keyId) ?? connection.all(byId, keyId).map(read)[0]
      if (key) known.set(keyId, key)
      return key
    },
    byName: (name: string): StoredKey | undefined => connection.all(byName, name).map(read)[0],
    toDestroy: (): readonly StoredKey[] => connection.all(toDestroy).map(read),
    insert(fresh: NewKey): StoredKey {
      const [next] = connection.all(nextNumber) as readonly { number: number }[]
      const key: StoredKey = { ...fresh, number: next!.number, status: 'active', rotatedTo: null }
      const { number, keyId, publicKey, name, status, policy, attestation, createdAt, provider, handle } = key
      const texts = [JSON.stringify(policy), JSON.stringify(attestation)]
      connection.run(insert, number, keyId, publicKey, name, status, ...texts, createdAt, provider, handle, rowSeal(rowKey, key))
      return key
    },
    update(key: StoredKey): StoredKey {
      known.delete(key.keyId)
      connection.run(update, key.status, key.rotatedTo, key.handle, rowSeal(rowKey, key), key.number)
      return key
    },
  }
}

function createUses(connection: SqlConnection, prefix: string) {
  const table = `${prefix}uses`
  const record = `INSERT INTO ${table} (key, at, event, purpose, operation, digest, detail) VALUES (?, ?, ?, ?, ?, ?, ?)`
  const page = `SELECT id, at, event, purpose, operation, iif(digest IS NULL, NULL, lower(hex(digest))) AS digest, detail FROM ${table}
    WHERE key = ? AND id < ? ORDER BY id DESC LIMIT ?`
  const signedSince = `SELECT at FROM ${table} WHERE key = ? AND event = 'signed' AND at > ? ORDER BY id DESC LIMIT ?`
  return {
    insert(uses: readonly NewUse[], at: number): void {
      for (const { key, purpose, operation, digest, detail } of uses)
        connection.run(record, key.number, at, digest ? 'signed' : 'refused', purpose, operation, digest, detail)
    },
    note: (key: StoredKey, at: number, event: KeyUse['event'], detail: string | null) =>
      connection.run(record, key.number, at, event, null, null, null, detail),
    page: ({ number }: StoredKey, after: number | null, limit: number) =>
      connection.all(page, number, after ?? Number.MAX_SAFE_INTEGER, limit) as readonly KeyUse[],
    /** Times of the newest signatures after an instant, oldest first, at most `limit`. */
    signedSince: (key: number, at: number, limit: number) =>
      (connection.all(signedSince, key, at, limit) as readonly { at: number }[]).map((use) => use.at).reverse(),
  }
}
