import { encodeArray } from '../../../db/postgres/arrays.ts'
import { createCache } from '../../core/cache.ts'
import type { NewKey } from '../keystore.ts'
import { openRow, rowSeal, type StoredKey } from '../row-seal.ts'
import type { KeyDatabase, Row } from './database.ts'
import * as statements from './statements.ts'

type Keys = ReadonlyMap<string, StoredKey>

/** Rows of keys. What is remembered may have ended meanwhile; whether it has, its seal is compared for. */
export function createKeyRows({ run }: Pick<KeyDatabase, 'run'>, rowKey: Uint8Array) {
  const known = createCache<string, StoredKey>(10_000)
  const seals = new WeakMap<StoredKey, Uint8Array>()
  const sealOf = (key: StoredKey) => seals.get(key) ?? rowSeal(rowKey, key)

  function read(row: Row): StoredKey {
    const key = openKey(rowKey, row)
    seals.set(key, row.at(-1) as Uint8Array)
    known.set(key.keyId, key)
    return key
  }

  async function find(statement: string, texts: readonly string[]): Promise<readonly StoredKey[]> {
    // No name and no ID has a NUL, which PostgreSQL would refuse to look for.
    const asked = texts.filter((text) => typeof text === 'string' && !text.includes('\0'))
    return asked.length === 0 ? [] : (await run(statement, encodeArray('text', asked))).map(read)
  }

  async function fetch(keyIds: readonly string[]): Promise<Keys> {
    return new Map((await find(statements.byIds, keyIds)).map((key) => [key.keyId, key]))
  }

  async function numbered(keys: readonly NewKey[]): Promise<readonly StoredKey[]> {
    const numbers = await run(statements.takeNumbers, keys.length)
    return keys.map((key, i) => ({ ...key, number: numbers[i]![0] as number, status: 'active', rotatedTo: null }))
  }

  return {
    sealOf,
    /** As they are now. */
    fetch,
    /** As they are, or as they were. */
    async recall(keyIds: readonly string[]): Promise<Keys> {
      const keys = new Map<string, StoredKey>()
      const missing: string[] = []
      for (const keyId of new Set(keyIds)) {
        const key = known.get(keyId)
        if (key) keys.set(keyId, key)
        else missing.push(keyId)
      }
      return missing.length === 0 ? keys : new Map([...keys, ...(await fetch(missing))])
    },
    byNames: async (names: readonly string[]): Promise<Keys> => new Map((await find(statements.byNames, names)).map((key) => [key.name, key])),
    toDestroy: async (): Promise<readonly StoredKey[]> => (await run(statements.toDestroy)).map(read),
    /** Gives those whose names were free. */
    async insert(keys: readonly NewKey[]): Promise<readonly StoredKey[]> {
      const rows = [...(await numbered(keys))].sort((one, other) => (one.name < other.name ? -1 : 1))
      const made = new Set((await run(statements.insert, ...columnsOf(rows, rowKey))).map(([number]) => number))
      return rows.filter(({ number }) => made.has(number))
    },
    /** Gives the successor; undefined if the row is no longer as `key` has it. */
    async rotate(key: StoredKey, ended: StoredKey, fresh: NewKey): Promise<StoredKey | undefined> {
      const successors = await numbered([fresh])
      const change = [key.number, sealOf(key), ended.rotatedTo, rowSeal(rowKey, ended)]
      const made = await run(statements.rotate, ...columnsOf(successors, rowKey), ...change)
      return made.length === 1 ? successors[0] : undefined
    },
    /** False if the row is no longer as `key` has it. */
    async change(statement: string, key: StoredKey, changed: StoredKey): Promise<boolean> {
      return (await run(statement, key.number, sealOf(key), rowSeal(rowKey, changed))).length === 1
    },
  }
}

function openKey(rowKey: Uint8Array, row: Row): StoredKey {
  const [number, keyId, publicKey, name, status, policy, attestation, createdAt, rotatedTo, provider, handle, seal] = row
  return openRow(rowKey, { number, keyId, publicKey, name, status, policy, attestation, createdAt, rotatedTo, provider, handle, seal } as never)
}

function columnsOf(keys: readonly StoredKey[], rowKey: Uint8Array): readonly Buffer[] {
  const all = (type: Parameters<typeof encodeArray>[0], value: (key: StoredKey) => unknown) => encodeArray(type, keys.map(value))
  return [
    all('int8', ({ number }) => number),
    all('text', ({ keyId }) => keyId),
    all('bytea', ({ publicKey }) => publicKey),
    all('text', ({ name }) => name),
    all('text', ({ policy }) => JSON.stringify(policy)),
    all('text', ({ attestation }) => JSON.stringify(attestation)),
    all('int8', ({ createdAt }) => createdAt),
    all('text', ({ provider }) => provider),
    all('bytea', ({ handle }) => handle),
    all('bytea', (key) => rowSeal(rowKey, key)),
    all('int4', ({ policy }) => (policy.rate ? 1 : 0)),
  ]
}
