import type { Attestation, KeyPolicy, SigningRefusal } from '../core/signing.ts'
import { attestationFault } from './policy.ts'

export function unknownKey(keyId: string): SigningRefusal {
  return { refused: 'unknown_key', detail: `there is no key ${String(keyId).slice(0, 100)}` }
}

/** Why a key under this policy is not made by a provider that attests so much; undefined if it can be. */
export function attestationRefusal(policy: KeyPolicy, shown: Attestation, now: number): SigningRefusal | undefined {
  const detail = attestationFault(policy, shown, now)
  return detail === undefined ? undefined : { refused: 'attestation', detail }
}
