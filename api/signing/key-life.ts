import { encodeBase64url } from '../core/base64url.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import { type KeyPolicy, type KeyView, type SigningRefusal, SigningUnavailable } from '../core/signing.ts'
import type { BackendParts } from './backend-parts.ts'
import type { NewKey } from './keystore.ts'
import { attestationRefusal } from './refusals.ts'
import type { StoredKey } from './row-seal.ts'

type Answer = KeyView | SigningRefusal
type Kept = readonly StoredKey[]
type Eventually<T> = T | Promise<T>
interface WantedKey {
  readonly name: string
  readonly policy: KeyPolicy
}

/** How keys begin and end. What somebody else did meanwhile is found out by the keystore, and then goes before. */
export function createKeyLife({ keystore, providers, now }: BackendParts) {
  const [maker] = providers

  async function make({ name, policy }: WantedKey): Promise<NewKey> {
    const { publicKey, handle } = await maker.createKey()
    return { keyId: toDidKey(publicKey), publicKey, handle, name, policy, attestation: maker.attestation, createdAt: now(), provider: maker.name }
  }

  /** Makes keys and has them kept. Of what was not, no private key stays behind with the provider. */
  async function makeAndKeep(wanted: readonly WantedKey[], keep: (made: readonly NewKey[]) => Eventually<Kept>): Promise<Kept> {
    const made: NewKey[] = []
    try {
      for (const one of wanted) made.push(await make(one))
      const kept = await keep(made)
      await discard(made.filter(({ keyId }) => !kept.some((key) => key.keyId === keyId)))
      return kept
    } catch (fault) {
      // Where nobody can say whether they were kept, a private key too many is better than a key without one.
      if (!(fault instanceof SigningUnavailable)) await discard(made)
      throw fault
    }
  }

  async function discard(keys: readonly NewKey[]): Promise<void> {
    for (const key of keys) await maker.destroy(key)
  }

  async function create(wanted: readonly WantedKey[]): Promise<readonly Answer[]> {
    const answers = new Map<string, StoredKey | SigningRefusal>(await keystore.byNames([...new Set(wanted.map(({ name }) => name))]))
    const missing = new Map<string, WantedKey>()
    for (const one of wanted) {
      if (answers.has(one.name) || missing.has(one.name)) continue
      const refusal = attestationRefusal(one.policy, maker.attestation, now())
      if (refusal) answers.set(one.name, refusal)
      else missing.set(one.name, one)
    }
    const kept = missing.size === 0 ? [] : await makeAndKeep([...missing.values()], keystore.create)
    for (const key of kept) answers.set(key.name, key)
    return wanted.map(({ name }) => viewOrRefusal(answers.get(name)!))
  }

  async function rotate(key: StoredKey, policy: KeyPolicy = key.policy): Promise<Answer> {
    if (key.rotatedTo !== null) return viewOf((await keystore.byId(key.rotatedTo))!)
    if (key.status === 'revoked') return { refused: 'revoked', detail: `${key.keyId} was revoked` }
    const refusal = attestationRefusal(policy, maker.attestation, now())
    if (refusal) return refusal
    const [old, successor] = await makeAndKeep([{ name: key.name, policy }], async ([fresh]) => (await keystore.rotate(key, fresh!)) ?? [])
    if (!old || !successor) return rotate((await keystore.byId(key.keyId))!, policy)
    await destroy(old)
    return viewOf(successor)
  }

  async function revoke(key: StoredKey): Promise<Answer> {
    if (key.status === 'revoked') return viewOf(key)
    const ended = await keystore.revoke(key, now())
    if (!ended) return revoke((await keystore.byId(key.keyId))!)
    await destroy(ended)
    return viewOf(ended)
  }

  /** After the end is durable; a crash in between is made up for at the next start. */
  async function destroy(key: StoredKey): Promise<void> {
    const provider = providers.find(({ name }) => name === key.provider)
    if (key.handle === null || !provider) return
    await provider.destroy({ publicKey: key.publicKey, handle: key.handle })
    await keystore.forgetHandle(key)
  }

  async function finishDestroying(): Promise<void> {
    for (const key of await keystore.toDestroy()) await destroy(key)
  }

  return { create, rotate, revoke, finishDestroying }
}

export function viewOf({ keyId, publicKey, name, status, policy, attestation, createdAt, rotatedTo, provider }: StoredKey): KeyView {
  return { keyId, publicKey: encodeBase64url(publicKey), name, status, policy, attestation, createdAt, rotatedTo, provider }
}

function viewOrRefusal(answer: StoredKey | SigningRefusal): Answer {
  return 'refused' in answer ? answer : viewOf(answer)
}
