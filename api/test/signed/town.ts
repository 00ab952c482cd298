import { randomBytes } from 'node:crypto'
import { encodeBase64url } from '../../core/base64url.ts'
import { ed25519 } from '../../core/crypto/ed25519.ts'
import { demo } from '../../core/demo-ids.ts'
import { createTestApp, type Result, type TestApp } from '../harness.ts'
import { sandboxOf, signatureHeader, signerSeed } from '../sign.ts'

/** Another wallet that keeps its own key. */
export const kinSeed = randomBytes(32)
export const publicKeyOf = (seed: Uint8Array) => encodeBase64url(ed25519.publicKey(seed))

export type Town = Awaited<ReturnType<typeof createTown>>

/** A demo sandbox with a second wallet that keeps its own key, and a key bound to the first. */
export async function createTown(app: TestApp = createTestApp()) {
  const key = await app.sandbox('demo')
  const sandbox = sandboxOf(key)
  const made = async (answer: Promise<Result>) => {
    const { status, body } = await answer
    if (status >= 300) throw new Error(JSON.stringify(body))
    return body
  }
  const kin = (await made(app.post('/v1/wallets', { name: 'Kin', custody: 'self', publicKey: publicKeyOf(kinSeed) }, key))).id as string
  const own = { name: 'own', scopes: ['read', 'write'], wallet: demo.signer }
  const bound = (await made(app.post('/v1/api-keys', own, key))).apiKey as string
  await made(app.post('/v1/assets/JPY/issue', { to: kin, amount: 10_000 }, key))

  /** The header of a command that the demo wallet signs, or another. */
  const sign = (operation: string, body: unknown = {}, id = '', more: object = {}) => signatureHeader({ sandbox, operation, body, id, ...more })
  const records = async (): Promise<Result['body'][]> => {
    const all = []
    for (let after: string | null = ''; after !== null; ) {
      const page: Result['body'] = (await app.get(`/v1/journal/entries?limit=100${after === '' ? '' : `&after=${after}`}`, key)).body
      all.push(...page.data)
      after = page.nextCursor
    }
    return all
  }
  return { app, key, sandbox, kin, bound, sign, made, records }
}

/** A refusal's `toSign`, signed byte by byte as it says: the signature, as a client that knows no more would make it. */
export function signAsTold({ wallet, kid, body, bytes }: Result['body'], seed: Uint8Array = signerSeed) {
  const sig = encodeBase64url(ed25519.sign(new TextEncoder().encode(bytes), seed))
  return { wallet, kid, alg: 'Ed25519', nonce: body.nonce, validUntil: body.validUntil, sig }
}

export const headerOf = (signature: object) => ({ 'Kariosae-Signature': JSON.stringify(signature) })
