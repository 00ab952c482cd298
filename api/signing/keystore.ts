import type { KeyUse } from '../core/signing.ts'
import type { StoredKey } from './row-seal.ts'

type Eventually<T> = T | Promise<T>

export type NewKey = Omit<StoredKey, 'number' | 'status' | 'rotatedTo'> & { readonly handle: Uint8Array }

/** What a key signed, or was refused to sign and why. */
export interface NewUse extends Pick<KeyUse, 'purpose' | 'operation' | 'detail'> {
  readonly key: StoredKey
  /** Null where it was refused. */
  readonly digest: Uint8Array | null
}

/** Keys as one signing finds them. */
export interface Look {
  /** What was remembered is not: another process may have ended a key or used up its rate. `recordSigned` sees to that. */
  readonly certain: boolean
  key(keyId: string): StoredKey | undefined
  /** Its signatures in the window of its rate that ends now; 0 where it has no rate. No more than count matters are counted. */
  recent(key: StoredKey): number
}

/**
 * Keys and their uses. Reading a key throws KeystoreFault if its row was changed from outside. What changes a key looks first
 * whether it still is as it was given: others may have been there meanwhile, in this process or in another.
 */
export interface Keystore {
  byId(keyId: string): Eventually<StoredKey | undefined>
  /** The newest of each name. */
  byNames(names: readonly string[]): Eventually<ReadonlyMap<string, StoredKey>>
  /** For a signing at this host time. Not `certain`, it costs as little as it can. */
  look(keyIds: readonly string[], at: number, certain: boolean): Eventually<Look>
  /**
   * Records that these keys sign, all or none. False, and nothing is recorded, if one of them ended since it was read or would
   * sign more often than its rate allows. A power loss may take it back, a crash of this process not.
   */
  recordSigned(uses: readonly NewUse[], at: number): Eventually<boolean>
  recordRefused(uses: readonly NewUse[], at: number): Eventually<void>
  /** At each place the key that has the name now: the new one, or who had it before. Names differ. Durable. */
  create(keys: readonly NewKey[]): Eventually<readonly StoredKey[]>
  /** The old key as it is then, and its successor; undefined if it had ended. Durable. */
  rotate(key: StoredKey, fresh: NewKey): Eventually<readonly [old: StoredKey, successor: StoredKey] | undefined>
  /** The key as it is then; undefined if it was not as it was given. Durable. */
  revoke(key: StoredKey, at: number): Eventually<StoredKey | undefined>
  /** Ended keys whose private key may still be there. */
  toDestroy(): Eventually<readonly StoredKey[]>
  forgetHandle(key: StoredKey): Eventually<void>
  /** Newest first. */
  uses(key: StoredKey, after: number | null, limit: number): Eventually<readonly KeyUse[]>
  close(): Eventually<void>
}
