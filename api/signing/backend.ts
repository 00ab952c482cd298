import type { KeyUse, SigningBackend } from '../core/signing.ts'
import type { BackendParts } from './backend-parts.ts'
import { createKeyLife, viewOf } from './key-life.ts'
import { unknownKey } from './refusals.ts'
import { createSigner } from './sign.ts'

const longestPage = 1_000

/** The door over a keystore and its providers. What changes anything happens one after another. */
export async function createBackend(parts: BackendParts): Promise<SigningBackend> {
  const { keystore, providers } = parts
  const inTurn = oneAfterAnother()
  const life = createKeyLife(parts)
  const sign = createSigner(parts)
  await life.finishDestroying()
  return {
    createKeys: (wanted) => inTurn(() => life.create(wanted)),
    async publicKey(keyId) {
      const key = keystore.byId(keyId)
      return key && viewOf(key)
    },
    sign: (requests) => inTurn(() => sign(requests)),
    rotate: (keyId, policy) =>
      inTurn(async () => {
        const key = keystore.byId(keyId)
        return key ? life.rotate(key, policy) : unknownKey(keyId)
      }),
    revoke: (keyId) =>
      inTurn(async () => {
        const key = keystore.byId(keyId)
        return key ? life.revoke(key) : unknownKey(keyId)
      }),
    async uses(keyId, { after, limit }): Promise<readonly KeyUse[]> {
      const key = keystore.byId(keyId)
      return key ? keystore.uses(key.number, after, Math.min(Math.max(limit, 1), longestPage)) : []
    },
    close: () =>
      inTurn(async () => {
        for (const provider of providers) await provider.close()
        keystore.close()
      }),
  }
}

function oneAfterAnother() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(task: () => Promise<T>): Promise<T> => {
    const answer = last.then(task)
    last = answer.catch(() => {})
    return answer
  }
}
