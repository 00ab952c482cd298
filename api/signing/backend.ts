import type { KeyUse, KeyView, SigningBackend, SigningRefusal } from '../core/signing.ts'
import type { BackendParts } from './backend-parts.ts'
import { createKeyLife, viewOf } from './key-life.ts'
import { unknownKey } from './refusals.ts'
import type { StoredKey } from './row-seal.ts'
import { createSigner } from './sign.ts'

const longestPage = 1_000

/** The door over a keystore and its providers. */
export async function createBackend(parts: BackendParts): Promise<SigningBackend> {
  const { keystore, providers } = parts
  const { together, alone } = inTurn()
  const life = createKeyLife(parts)
  const sign = createSigner(parts)
  const end = (keyId: string, how: (key: StoredKey) => Promise<KeyView | SigningRefusal>) =>
    alone(async () => {
      const key = await keystore.byId(keyId)
      return key ? how(key) : unknownKey(keyId)
    })
  await life.finishDestroying()
  return {
    createKeys: (wanted) => together(() => life.create(wanted)),
    async publicKey(keyId) {
      const key = await keystore.byId(keyId)
      return key && viewOf(key)
    },
    sign: (requests) => together(() => sign(requests)),
    rotate: (keyId, policy) => end(keyId, (key) => life.rotate(key, policy)),
    revoke: (keyId) => end(keyId, life.revoke),
    async uses(keyId, { after, limit }): Promise<readonly KeyUse[]> {
      const key = await keystore.byId(keyId)
      return key ? keystore.uses(key, after, Math.min(Math.max(limit, 1), longestPage)) : []
    },
    close: () =>
      alone(async () => {
        for (const provider of providers) await provider.close()
        await keystore.close()
      }),
  }
}

/** What is done `together` overlaps; what is done `alone` waits for all that was asked before it, and all after waits for it. */
function inTurn() {
  let last: Promise<unknown> = Promise.resolve()
  const underWay = new Set<Promise<unknown>>()
  return {
    together<T>(task: () => Promise<T>): Promise<T> {
      const answer = last.then(task)
      const settled: Promise<unknown> = answer.then(
        () => underWay.delete(settled),
        () => underWay.delete(settled),
      )
      underWay.add(settled)
      return answer
    },
    alone<T>(task: () => Promise<T>): Promise<T> {
      const answer = Promise.all([last, ...underWay]).then(task)
      last = answer.catch(() => {})
      return answer
    },
  }
}
