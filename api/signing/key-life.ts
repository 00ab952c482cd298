import { encodeBase64url } from '../core/base64url.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import type { KeyPolicy, KeyUse, KeyView, SigningRefusal } from '../core/signing.ts'
import type { BackendParts } from './backend-parts.ts'
import type { NewKey } from './keystore.ts'
import { attestationRefusal } from './refusals.ts'
import type { StoredKey } from './row-seal.ts'

type Answer = KeyView | SigningRefusal
interface WantedKey {
  readonly name: string
  readonly policy: KeyPolicy
}

/** How keys begin and end. Its calls do not overlap. */
export function createKeyLife({ keystore, providers, now }: BackendParts) {
  const [maker] = providers

  async function make({ name, policy }: WantedKey): Promise<NewKey> {
    const { publicKey, handle } = await maker.createKey()
    return { keyId: toDidKey(publicKey), publicKey, handle, name, policy, attestation: maker.attestation, createdAt: now(), provider: maker.name }
  }

  function note(key: StoredKey, event: KeyUse['event'], detail: string | null): void {
    keystore.record({ key: key.number, at: now(), event, purpose: null, operation: null, digest: null, detail })
  }

  function insert(key: NewKey): StoredKey {
    const stored = keystore.insert(key)
    note(stored, 'created', `by ${key.provider}`)
    return stored
  }

  /** If it comes to nothing, no private key stays behind with the provider. */
  async function discardOnFault<T>(made: ReadonlyMap<string, NewKey>, use: () => T): Promise<Awaited<T>> {
    try {
      return await use()
    } catch (fault) {
      for (const key of made.values()) await maker.destroy(key)
      throw fault
    }
  }

  async function create(wanted: readonly WantedKey[]): Promise<readonly Answer[]> {
    const answers = new Map<string, StoredKey | SigningRefusal>()
    const made = new Map<string, NewKey>()
    await discardOnFault(made, async () => {
      for (const { name, policy } of wanted) {
        if (answers.has(name) || made.has(name)) continue
        const answer = keystore.byName(name) ?? attestationRefusal(policy, maker.attestation, now())
        if (answer) answers.set(name, answer)
        else made.set(name, await make({ name, policy }))
      }
      if (made.size > 0)
        keystore.commit(true, () => {
          for (const key of made.values()) answers.set(key.name, insert(key))
        })
    })
    return wanted.map(({ name }) => viewOrRefusal(answers.get(name)!))
  }

  async function rotate(key: StoredKey, policy: KeyPolicy = key.policy): Promise<Answer> {
    if (key.rotatedTo !== null) return viewOf(keystore.byId(key.rotatedTo)!)
    if (key.status === 'revoked') return { refused: 'revoked', detail: `${key.keyId} was revoked` }
    const refusal = attestationRefusal(policy, maker.attestation, now())
    if (refusal) return refusal
    const fresh = await make({ name: key.name, policy })
    const [old, successor] = await discardOnFault(new Map([[fresh.name, fresh]]), () =>
      keystore.commit(true, () => {
        const ended = keystore.end(key, 'rotated', fresh.keyId)
        note(ended, 'rotated', `to ${fresh.keyId}`)
        return [ended, insert(fresh)] as const
      }),
    )
    await destroy(old)
    return viewOf(successor)
  }

  async function revoke(key: StoredKey): Promise<Answer> {
    if (key.status === 'revoked') return viewOf(key)
    const ended = keystore.commit(true, () => {
      note(key, 'revoked', null)
      return keystore.end(key, 'revoked', key.rotatedTo)
    })
    await destroy(ended)
    return viewOf(ended)
  }

  /** After the end is durable; a crash in between is made up for at the next start. */
  async function destroy(key: StoredKey): Promise<void> {
    const provider = providers.find(({ name }) => name === key.provider)
    if (key.handle === null || !provider) return
    await provider.destroy({ publicKey: key.publicKey, handle: key.handle })
    keystore.commit(false, () => keystore.forgetHandle(key))
  }

  async function finishDestroying(): Promise<void> {
    for (const key of keystore.toDestroy()) await destroy(key)
  }

  return { create, rotate, revoke, finishDestroying }
}

export function viewOf({ keyId, publicKey, name, status, policy, attestation, createdAt, rotatedTo, provider }: StoredKey): KeyView {
  return { keyId, publicKey: encodeBase64url(publicKey), name, status, policy, attestation, createdAt, rotatedTo, provider }
}

function viewOrRefusal(answer: StoredKey | SigningRefusal): Answer {
  return 'refused' in answer ? answer : viewOf(answer)
}
