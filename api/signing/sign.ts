import { encodeBase64url } from '../core/base64url.ts'
import { sha256 } from '../core/crypto/sha256.ts'
import { type Payload, type SigningAnswer, type SigningRefusal, type SigningRequest, SigningUnavailable } from '../core/signing.ts'
import type { BackendParts } from './backend-parts.ts'
import { KeystoreFault } from './faults.ts'
import type { Look, NewUse } from './keystore.ts'
import { operationOf, payloadBytes, purposeOf } from './payload.ts'
import { policyRefusal } from './policy.ts'
import { unknownKey } from './refusals.ts'
import type { StoredKey } from './row-seal.ts'

interface Ready {
  readonly key: StoredKey
  readonly bytes: Uint8Array
}
interface Call {
  readonly requests: readonly SigningRequest[]
  resolve(answer: SigningAnswer): void
  reject(fault: unknown): void
}
type Judged = Ready | { readonly key?: StoredKey; readonly refusal: SigningRefusal }

/**
 * Signs all of a call or nothing. Signatures are made before they are recorded and given out after: the record alone knows
 * whether a key ended or its rate was used up meanwhile, and then they are thrown away. So nothing is locked while a device signs.
 * Calls that come meanwhile wait, and then share one look and one record, which cost more than a signature; where one of them is
 * refused or fails, each is tried by itself.
 */
export function createSigner({ keystore, providers, now }: BackendParts) {
  async function signatures(ready: readonly Ready[], { certain }: Look): Promise<readonly Uint8Array[] | undefined> {
    try {
      return await Promise.all(ready.map((one) => signature(one)))
    } catch (fault) {
      if (certain) throw fault
      return undefined // a key that ended elsewhere has no private key any more
    }
  }

  function signature({ key, bytes }: Ready): Promise<Uint8Array> {
    const provider = providers.find(({ name }) => name === key.provider)
    if (!provider || !key.handle) throw new KeystoreFault(`${key.keyId} is kept by ${key.provider}, which this process does not have`)
    return provider.sign({ publicKey: key.publicKey, handle: key.handle }, bytes)
  }

  /** Undefined if something may have changed meanwhile, so that it is to be looked at again. */
  async function attempt(requests: readonly SigningRequest[], look: Look, at: number): Promise<SigningAnswer | undefined> {
    const judged = judgeAll(requests, look, at)
    if (judged.some((one) => 'refusal' in one)) {
      if (!look.certain) return undefined
      await keystore.recordRefused(refusedUses(judged, requests), at)
      return { refusals: judged.map((one) => ('refusal' in one ? one.refusal : null)) }
    }
    const ready = judged as readonly Ready[]
    const made = await signatures(ready, look)
    const uses = ready.map(({ key, bytes }, i) => useOf(key, requests[i]!.payload, { digest: sha256(bytes).subarray(0, 16), detail: null }))
    return made && (await keystore.recordSigned(uses, at)) ? { signatures: made.map(encodeBase64url) } : undefined
  }

  async function alone(requests: readonly SigningRequest[]): Promise<SigningAnswer> {
    const keyIds = requests.map(({ keyId }) => keyId)
    for (let certain = false; ; certain = true) {
      const at = now()
      const answer = await attempt(requests, await keystore.look(keyIds, at, certain), at)
      if (answer) return answer
    }
  }

  async function together(requests: readonly SigningRequest[]): Promise<SigningAnswer | undefined> {
    const [at, keyIds] = [now(), requests.map(({ keyId }) => keyId)]
    return attempt(requests, { ...(await keystore.look(keyIds, at, false)), certain: false }, at)
  }

  /** Undefined where each has to be tried by itself: but not to wait once more for a keystore that cannot serve. */
  async function signaturesOf(calls: readonly Call[]): Promise<readonly string[] | undefined> {
    if (calls.length === 1) return undefined
    try {
      const answer = await together(calls.flatMap(({ requests }) => [...requests]))
      return answer && 'signatures' in answer ? answer.signatures : undefined
    } catch (fault) {
      if (fault instanceof SigningUnavailable) throw fault
      return undefined
    }
  }

  async function signAll(calls: readonly Call[]): Promise<void> {
    try {
      const signed = await signaturesOf(calls)
      if (!signed) return void (await Promise.all(calls.map(signAlone)))
      let given = 0
      for (const { requests, resolve } of calls) {
        resolve({ signatures: signed.slice(given, given + requests.length) })
        given += requests.length
      }
    } catch (fault) {
      for (const { reject } of calls) reject(fault)
    }
  }

  async function signAlone({ requests, resolve, reject }: Call): Promise<void> {
    await alone(requests).then(resolve, reject)
  }

  let waiting: Call[] = []
  let busy = false
  async function signWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const calls = waiting
      waiting = []
      await signAll(calls)
    }
    busy = false
  }

  return (requests: readonly SigningRequest[]): Promise<SigningAnswer> =>
    new Promise((resolve, reject) => {
      waiting.push({ requests, resolve, reject })
      if (busy) return
      busy = true
      queueMicrotask(() => void signWaiting())
    })
}

function judgeAll(requests: readonly SigningRequest[], look: Look, at: number): readonly Judged[] {
  const counts = new Map<number, number>()
  return requests.map(({ keyId, payload }): Judged => {
    const key = look.key(keyId)
    if (!key) return { refusal: unknownKey(keyId) }
    const before = counts.get(key.number) ?? 0
    const refusal = policyRefusal(key, payload, { now: at, recent: before + look.recent(key) })
    if (refusal) return { key, refusal }
    counts.set(key.number, before + 1)
    try {
      return { key, bytes: payloadBytes(payload) }
    } catch {
      return { key, refusal: { refused: 'purpose', detail: 'the payload has no canonical form (RFC 8785)' } }
    }
  })
}

function refusedUses(judged: readonly Judged[], requests: readonly SigningRequest[]): readonly NewUse[] {
  return judged.flatMap((one, i) => {
    if (!('refusal' in one) || !one.key) return []
    const { refused, detail } = one.refusal
    return useOf(one.key, requests[i]!.payload, { digest: null, detail: brief(`${refused}: ${detail}`) })
  })
}

function useOf(key: StoredKey, payload: Payload, outcome: Pick<NewUse, 'digest' | 'detail'>): NewUse {
  return { key, purpose: brief(purposeOf(payload)), operation: brief(operationOf(payload)), ...outcome }
}

/** The trail tells of what was asked for, without room to fill it with. */
function brief(text: unknown): string | null {
  return typeof text === 'string' ? text.slice(0, 200) : null
}
