import { createCache } from '../cache.ts'
import { nodeCrypto } from './native-library.ts'
import type { Ed25519 } from './scheme.ts'
import { checkSeed } from './seed.ts'
import { sha256 } from './sha256.ts'
import { isSignatureShaped } from './signature-shape.ts'
import { keyText, strictPoint } from './strict-key.ts'

type Node = NonNullable<typeof nodeCrypto>
type KeyObject = ReturnType<Node['createPublicKey']>

/** By the runtime's own library; undefined where it has none that keeps to the definition. */
export const native: Ed25519 | undefined = nodeCrypto && keepsToDefinition(nodeCrypto) ? provider(nodeCrypto) : undefined

/** To import a key costs as much as to use it, so keys are remembered: about 1 kB each. */
function provider(node: Node): Ed25519 {
  const publicKeys = createCache<string, { readonly key: KeyObject | undefined }>(10_000)
  const privateKeys = createCache<string, KeyObject>(1_000)

  function strictKey(bytes: Uint8Array): KeyObject | undefined {
    if (bytes.length !== 32) return undefined
    const text = keyText(bytes)
    const found = publicKeys.get(text)
    if (found) return found.key
    const key = strictPoint(bytes) && importPublic(node, bytes)
    publicKeys.set(text, { key })
    return key
  }

  /** Named by its hash, so that no copy of the seed stays behind as a text. */
  function privateKey(seed: Uint8Array): KeyObject {
    const text = keyText(sha256(checkSeed(seed)))
    const found = privateKeys.get(text)
    if (found) return found
    const key = importPrivate(node, seed)
    privateKeys.set(text, key)
    return key
  }

  return {
    verify(signature, message, publicKey) {
      const key = isSignatureShaped(signature) ? strictKey(publicKey) : undefined
      return key !== undefined && node.verify(null, message, key, signature)
    },
    verifyLater(signature, message, publicKey) {
      const key = isSignatureShaped(signature) ? strictKey(publicKey) : undefined
      if (key === undefined) return Promise.resolve(false)
      return new Promise((resolve, reject) => {
        node.verify(null, message, key, signature, (fault, good) => (fault ? reject(fault) : resolve(good)))
      })
    },
    sign: (message, seed) => new Uint8Array(node.sign(null, message, privateKey(seed))),
    publicKey: (seed) => exportPublic(node, privateKey(seed)),
  }
}

/** The keys in DER: a fixed head, then the 32 bytes (RFC 8410, sections 4 and 7). */
function importPublic(node: Node, key: Uint8Array): KeyObject {
  return node.createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]), format: 'der', type: 'spki' })
}

function importPrivate(node: Node, seed: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = node.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return key
}

function exportPublic(node: Node, privateKey: KeyObject): Uint8Array {
  return new Uint8Array(node.createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32))
}

/** RFC 8032, section 7.1, test 2: is all there, does it compute it, and does it refuse the same signature with S + L? */
function keepsToDefinition(node: Node): boolean {
  const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex')
  const [point, scalar, aboveOrder] = [
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da',
    '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    'f52db740582bab86162ba17aadeafba0387b2eaeb4302aeeb00d291612bb0c10',
  ]
  try {
    const key = importPrivate(node, seed)
    const publicKey = importPublic(node, exportPublic(node, key))
    const message = Uint8Array.of(0x72)
    const signature = node.sign(null, message, key)
    return (
      signature.toString('hex') === `${point}${scalar}` &&
      node.verify(null, message, publicKey, signature) &&
      !node.verify(null, message, publicKey, Buffer.from(`${point}${aboveOrder}`, 'hex'))
    )
  } catch {
    return false
  }
}
