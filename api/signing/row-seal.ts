import { timingSafeEqual } from 'node:crypto'
import type { KeyView } from '../core/signing.ts'
import { KeystoreFault } from './faults.ts'
import { mac } from './sealing.ts'

/** A key as it is kept. `handle` is what its provider finds the private key by; null when that was destroyed. */
export interface StoredKey extends Omit<KeyView, 'publicKey'> {
  readonly number: number
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  readonly handle: Uint8Array | null
}

export type SealedRow = Omit<StoredKey, 'policy' | 'attestation'> & {
  readonly policy: string
  readonly attestation: string
  readonly seal: Uint8Array
}

/** Over all that a row says, so that nobody without the master key can widen a policy, revive a key or exchange handles. */
export function rowSeal(rowKey: Uint8Array, key: StoredKey): Uint8Array {
  return sealOf(rowKey, key, JSON.stringify(key.policy), JSON.stringify(key.attestation))
}

/** The key in a row. Throws KeystoreFault if anything in it is not as it was written. */
export function openRow(rowKey: Uint8Array, { seal, policy, attestation, ...rest }: SealedRow): StoredKey {
  const expected = sealOf(rowKey, rest, policy, attestation)
  if (seal.length !== expected.length || !timingSafeEqual(seal, expected)) {
    throw new KeystoreFault(`the keystore's row of ${rest.keyId} was changed from outside; put a copy of the file back`)
  }
  return { ...rest, policy: JSON.parse(policy), attestation: JSON.parse(attestation) }
}

function sealOf(rowKey: Uint8Array, key: Omit<StoredKey, 'policy' | 'attestation'>, policy: string, attestation: string): Uint8Array {
  const { number, keyId, name, status, createdAt, rotatedTo, provider } = key
  const [point, handle] = [key.publicKey, key.handle].map((bytes) => bytes && Buffer.from(bytes).toString('base64'))
  return mac(rowKey, JSON.stringify([number, keyId, point, name, status, policy, attestation, createdAt, rotatedTo, provider, handle]))
}
