import { encodeArray } from '../../../db/postgres/arrays.ts'
import type { KeyUse } from '../../core/signing.ts'
import type { Keystore, Look, NewUse } from '../keystore.ts'
import { countByKey } from '../rate-windows.ts'
import type { StoredKey } from '../row-seal.ts'
import type { KeyDatabase } from './database.ts'
import { createKeyRows } from './key-rows.ts'
import * as statements from './statements.ts'

/**
 * Over a database with the schema of `schema.ts` that other signing processes use too. Signing is one statement: what is remembered
 * of the keys is judged, and the database records it only if their rows are still those, by their seals, and their rates have room,
 * by its own clock and one process after the other. `rowKey` authenticates rows.
 */
export function createPostgresKeystore(database: KeyDatabase, rowKey: Uint8Array): Keystore {
  const { run } = database
  const rows = createKeyRows(database, rowKey)

  async function recentOf(keys: Iterable<StoredKey>): Promise<ReadonlyMap<number, number>> {
    const rated = [...keys].filter(({ policy }) => policy.rate)
    if (rated.length === 0) return new Map()
    const values = [rated.map(({ number }) => number), rated.map(({ policy }) => policy.rate!.count), rated.map(({ policy }) => policy.rate!.seconds)]
    const counted = await run(statements.recent, ...values.map((column) => encodeArray('int8', column)))
    return new Map(counted as readonly (readonly [number, number])[])
  }

  async function look(keyIds: readonly string[], certain: boolean): Promise<Look> {
    const keys = await (certain ? rows.fetch(keyIds) : rows.recall(keyIds))
    const recent = certain ? await recentOf(keys.values()) : new Map<number, number>()
    return { certain, key: (keyId) => keys.get(keyId), recent: ({ number }) => recent.get(number) ?? 0 }
  }

  async function forgetHandle(key: StoredKey): Promise<void> {
    let present: StoredKey | undefined = key
    while (present && present.handle !== null) {
      if (await rows.change(statements.forgetHandle, present, { ...present, handle: null })) return
      present = (await rows.fetch([key.keyId])).get(key.keyId)
    }
  }

  return {
    byId: async (keyId) => (await rows.fetch([keyId])).get(keyId),
    byNames: rows.byNames,
    look: (keyIds, _at, certain) => look(keyIds, certain),
    async recordSigned(uses) {
      const [[recorded]] = (await run(statements.recordSigned, ...signedColumns(uses, rows.sealOf))) as [[boolean]]
      return recorded
    },
    async recordRefused(uses) {
      if (uses.length > 0) await run(statements.recordRefused, ...refusedColumns(uses))
    },
    async create(keys) {
      const made = await rows.insert(keys)
      const taken = keys.flatMap(({ name }) => (made.some((key) => key.name === name) ? [] : name))
      const before = taken.length === 0 ? undefined : await rows.byNames(taken)
      return keys.map(({ name }) => made.find((key) => key.name === name) ?? before!.get(name)!)
    },
    async rotate(key, fresh) {
      const ended: StoredKey = { ...key, status: 'rotated', rotatedTo: fresh.keyId }
      const successor = await rows.rotate(key, ended, fresh)
      return successor && [ended, successor]
    },
    async revoke(key) {
      const ended: StoredKey = { ...key, status: 'revoked' }
      return (await rows.change(statements.revoke, key, ended)) ? ended : undefined
    },
    toDestroy: rows.toDestroy,
    forgetHandle,
    async uses({ number }, after, limit) {
      const found = await run(statements.page, number, after ?? Number.MAX_SAFE_INTEGER, limit)
      return found.map(([id, at, event, purpose, operation, digest, detail]) => ({ id, at, event, purpose, operation, digest, detail }) as KeyUse)
    },
    close: database.close,
  }
}

/** Keys and what each must still be; those with a rate, and how often they sign; then the uses. */
function signedColumns(uses: readonly NewUse[], sealOf: (key: StoredKey) => Uint8Array): readonly Buffer[] {
  const signing = countByKey(uses)
  const rated = signing.filter(({ key }) => key.policy.rate)
  return [
    encodeArray(
      'int8',
      signing.map(({ key }) => key.number),
    ),
    encodeArray(
      'bytea',
      signing.map(({ key }) => sealOf(key)),
    ),
    encodeArray(
      'int8',
      rated.map(({ key }) => key.number),
    ),
    encodeArray(
      'int8',
      rated.map(({ times }) => times),
    ),
    encodeArray(
      'int8',
      rated.map(({ key }) => key.policy.rate!.count),
    ),
    encodeArray(
      'int8',
      rated.map(({ key }) => key.policy.rate!.seconds),
    ),
    encodeArray(
      'int8',
      uses.map(({ key }) => key.number),
    ),
    encodeArray('int8', placesFromEnd(uses)),
    encodeArray(
      'text',
      uses.map(({ purpose }) => storable(purpose)),
    ),
    encodeArray(
      'text',
      uses.map(({ operation }) => storable(operation)),
    ),
    encodeArray(
      'bytea',
      uses.map(({ digest }) => digest),
    ),
  ]
}

/** How many signatures of the same key come after each: what its number is counted back by from that of the last. */
function placesFromEnd(uses: readonly NewUse[]): readonly number[] {
  const after = new Map<number, number>()
  return uses
    .map((_use, i) => {
      const { number } = uses[uses.length - 1 - i]!.key
      const place = after.get(number) ?? 0
      after.set(number, place + 1)
      return place
    })
    .reverse()
}

function refusedColumns(uses: readonly NewUse[]): readonly Buffer[] {
  const text = (of: (use: NewUse) => string | null) =>
    encodeArray(
      'text',
      uses.map((use) => storable(of(use))),
    )
  return [
    encodeArray(
      'int8',
      uses.map(({ key }) => key.number),
    ),
    text(({ purpose }) => purpose),
    text(({ operation }) => operation),
    text(({ detail }) => detail),
  ]
}

/** The one character that no text of PostgreSQL has. */
function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '\ufffd')
}
