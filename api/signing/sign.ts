import { encodeBase64url } from '../core/base64url.ts'
import { sha256 } from '../core/crypto/sha256.ts'
import type { Payload, SigningAnswer, SigningRefusal, SigningRequest } from '../core/signing.ts'
import type { BackendParts } from './backend-parts.ts'
import { KeystoreFault } from './faults.ts'
import { operationOf, payloadBytes, purposeOf } from './payload.ts'
import { policyRefusal } from './policy.ts'
import { createRateWindows } from './rate-windows.ts'
import { unknownKey } from './refusals.ts'
import type { StoredKey } from './row-seal.ts'

type Judged = { readonly key: StoredKey; readonly bytes: Uint8Array } | { readonly key?: StoredKey; readonly refusal: SigningRefusal }

/** Signs all of a batch or nothing. Its calls do not overlap, so what is counted in between is what was signed. */
export function createSigner({ keystore, providers, now }: BackendParts) {
  const rates = createRateWindows(keystore.signedSince)

  function judge({ keyId, payload }: SigningRequest, counts: Map<number, number>, at: number): Judged {
    const key = keystore.byId(keyId)
    if (!key) return { refusal: unknownKey(keyId) }
    const { rate } = key.policy
    const before = counts.get(key.number) ?? 0
    const recent = rate ? before + rates.recent(key.number, rate, at) : 0
    const refusal = policyRefusal(key, payload, { now: at, recent })
    if (refusal) return { key, refusal }
    counts.set(key.number, before + 1)
    try {
      return { key, bytes: payloadBytes(payload) }
    } catch {
      return { key, refusal: { refused: 'purpose', detail: 'the payload has no canonical form (RFC 8785)' } }
    }
  }

  function record({ key }: Judged, payload: Payload, at: number, outcome: { digest: Uint8Array } | SigningRefusal): void {
    if (!key) return
    const signed = 'digest' in outcome
    keystore.record({
      key: key.number,
      at,
      event: signed ? 'signed' : 'refused',
      purpose: brief(purposeOf(payload)),
      operation: brief(operationOf(payload)),
      digest: signed ? outcome.digest : null,
      detail: signed ? null : brief(`${outcome.refused}: ${outcome.detail}`),
    })
  }

  function signature(key: StoredKey, bytes: Uint8Array): Promise<Uint8Array> {
    const provider = providers.find(({ name }) => name === key.provider)
    if (!provider || !key.handle) throw new KeystoreFault(`${key.keyId} is kept by ${key.provider}, which this process does not have`)
    return provider.sign({ publicKey: key.publicKey, handle: key.handle }, bytes)
  }

  return async (requests: readonly SigningRequest[]): Promise<SigningAnswer> => {
    const at = now()
    const counts = new Map<number, number>()
    const judged = requests.map((request) => judge(request, counts, at))
    if (judged.some((one) => 'refusal' in one)) {
      keystore.commit(false, () => {
        for (const [i, one] of judged.entries()) if ('refusal' in one) record(one, requests[i]!.payload, at, one.refusal)
      })
      return { refusals: judged.map((one) => ('refusal' in one ? one.refusal : null)) }
    }
    const ready = judged as (Judged & { bytes: Uint8Array; key: StoredKey })[]
    const signatures = await Promise.all(ready.map(({ key, bytes }) => signature(key, bytes)))
    keystore.commit(false, () => {
      for (const [i, one] of ready.entries()) record(one, requests[i]!.payload, at, { digest: sha256(one.bytes).subarray(0, 16) })
    })
    for (const { key } of ready) rates.add(key.number, key.policy.rate, at)
    return { signatures: signatures.map(encodeBase64url) }
  }
}

/** The trail tells of what was asked for, without room to fill it with. */
function brief(text: unknown): string | null {
  return typeof text === 'string' ? text.slice(0, 200) : null
}
