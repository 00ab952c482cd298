import { randomBytes } from 'node:crypto'
import { decodeBase64url } from '../core/base64url.ts'
import { KeystoreFault } from './faults.ts'
import { mac } from './sealing.ts'

/** The key over all keys: 32 bytes, and a name that tells nothing of them. */
export interface MasterKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/**
 * Where a keystore finds the master key it names. A new one is first kept beside the present one (`prepare`), then the keystore
 * is rewrapped, then the new one takes the place (`settle`): after a crash at any instant one of the two is the keystore's.
 */
export interface MasterKeySource {
  /** Where it looks, for whoever reads a fault. */
  readonly place: string
  find(id: string): MasterKey | undefined
  /** The key for a keystore that is made now. */
  first(): MasterKey
  /** The keystore is now under this key; another one that waited or was before is dropped. */
  settle(id: string): void
}

export interface RotatableMasterKey extends MasterKeySource {
  /** A new key, durable, that waits for `settle`. */
  prepare(): MasterKey
}

/** A master key that is given and kept elsewhere. */
export function givenMasterKey(text: string): MasterKeySource {
  return unchanging(parseMasterKey(text, 'MASTER_KEY'), 'MASTER_KEY')
}

/** A given master key and the one to come. Whoever keeps them exchanges them after the keystore was rewrapped. */
export function givenMasterKeys(present: string, next: string): RotatableMasterKey {
  const sources = [parseMasterKey(present, 'MASTER_KEY'), parseMasterKey(next, 'NEW_MASTER_KEY')] as const
  return { ...unchanging(sources[0], 'MASTER_KEY'), prepare: () => sources[1] }
}

/** A master key that ends with the process, for a keystore that does. */
export function passingMasterKey(): MasterKeySource {
  return unchanging(masterKey(randomBytes(32)), 'memory')
}

function unchanging(key: MasterKey, place: string): MasterKeySource {
  return { place, find: (id) => (id === key.id ? key : undefined), first: () => key, settle() {} }
}

export function masterKey(bytes: Uint8Array): MasterKey {
  return { id: Buffer.from(mac(bytes, 'kariosae/master-key-id/1')).toString('hex', 0, 8), bytes }
}

export function parseMasterKey(text: string, where: string): MasterKey {
  const bytes = decodeBase64url(text.trim())
  if (bytes?.length !== 32) throw new KeystoreFault(`${where} is no master key: 32 bytes in base64url, which are 43 characters`)
  return masterKey(bytes)
}
