import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { createCache } from '../../core/cache.ts'
import type { LogicProtection } from '../../core/signing.ts'
import { KeystoreFault } from '../faults.ts'
import { type Attribute, type Handle, loadPkcs11, no, type Pkcs11Library, TokenFault, ulong, yes } from './pkcs11-library.ts'
import type { KeyProvider, ProviderKey } from './provider.ts'

export interface Pkcs11Settings {
  /** Path of the shared library. */
  readonly library: string
  /** The label of the token. */
  readonly token: string
  readonly pin: string
}

/** Numbers of PKCS#11 v3.1 (pkcs11t.h). */
const [CKM_EC_EDWARDS_KEY_PAIR_GEN, CKM_EDDSA] = [0x1055, 0x1057]
const [CKA_CLASS, CKA_TOKEN, CKA_PRIVATE, CKA_LABEL, CKA_ID, CKA_SENSITIVE, CKA_SIGN, CKA_VERIFY] = [
  0x00, 0x01, 0x02, 0x03, 0x102, 0x103, 0x108, 0x10a,
]
const [CKA_EXTRACTABLE, CKA_LOCAL, CKA_NEVER_EXTRACTABLE, CKA_ALWAYS_SENSITIVE] = [0x162, 0x163, 0x164, 0x165]
const [CKA_EC_PARAMS, CKA_EC_POINT] = [0x180, 0x181]
const [CKO_PUBLIC_KEY, CKO_PRIVATE_KEY] = [2, 3]

/** Names of the curve: the OID (RFC 8410) and, for tokens that know only that, a PrintableString (PKCS#11 v3.1, 6.3.9). */
const curves = ['06032b6570', `130c${Buffer.from('edwards25519').toString('hex')}`].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))

/**
 * Keys in a hardware security module: made there, sensitive, never extractable. The handle is the CKA_ID. That the token says so
 * is what is attested; whether it is hardware, its operator knows. Throws KeystoreFault if the token is not there or does not open.
 */
export function createPkcs11Provider({ library: path, token, pin }: Pkcs11Settings, logic: readonly LogicProtection[]): KeyProvider {
  const library = loadPkcs11(path)
  const session = openToken(library, token, pin)
  const objects = createCache<string, Handle>(10_000)

  function find(handle: Uint8Array, kind: number): readonly Handle[] {
    return library.find(session, [
      [CKA_CLASS, ulong(kind)],
      [CKA_ID, handle],
    ])
  }

  function privateKey({ handle }: ProviderKey): Handle {
    const name = Buffer.from(handle).toString('hex')
    const found = objects.get(name) ?? find(handle, CKO_PRIVATE_KEY)[0]
    if (found === undefined) throw new KeystoreFault(`the token ${token} has no private key with the ID ${name}`)
    objects.set(name, found)
    return found
  }

  const provider: KeyProvider = {
    name: 'pkcs11',
    attestation: { platform: 'server', logic, keys: 'HSM' },
    async createKey() {
      const handle = Uint8Array.from(randomBytes(16))
      const [publicObject, privateObject] = generate(library, session, handle)
      const publicKey = pointOf(library.attribute(session, publicObject, CKA_EC_POINT, 64))
      const key = { publicKey, handle }
      if (isGuarded(library, session, privateObject) && isKeyOf(publicKey, await provider.sign(key, handle), handle)) return key
      await provider.destroy(key)
      throw new KeystoreFault(`the token ${token} does not keep its private keys to itself, or signs by other keys than it says`)
    },
    sign: async (key, message) => library.sign(session, CKM_EDDSA, privateKey(key), message),
    async destroy({ handle }) {
      objects.delete(Buffer.from(handle).toString('hex'))
      for (const object of [CKO_PRIVATE_KEY, CKO_PUBLIC_KEY].flatMap((kind) => find(handle, kind))) library.destroy(session, object)
    },
    async close() {
      objects.clear()
      library.close()
    },
  }
  return provider
}

function openToken(library: Pkcs11Library, label: string, pin: string): Handle {
  try {
    const found = library.tokens().filter((token) => token.label === label)
    if (found.length === 1) return library.openSession(found[0]!.slot, new TextEncoder().encode(pin))
    throw new KeystoreFault(`${found.length === 0 ? 'no token has' : 'several tokens have'} the label ${label}`)
  } catch (fault) {
    library.close()
    throw fault
  }
}

function generate(library: Pkcs11Library, session: Handle, id: Uint8Array): readonly [Handle, Handle] {
  const label: Attribute = [CKA_LABEL, new TextEncoder().encode('kariosae')]
  const secret: Attribute[] = [
    [CKA_TOKEN, yes],
    [CKA_PRIVATE, yes],
    [CKA_SENSITIVE, yes],
    [CKA_EXTRACTABLE, no],
    [CKA_SIGN, yes],
    [CKA_ID, id],
    label,
  ]
  const open = (curve: Uint8Array): Attribute[] => [[CKA_TOKEN, yes], [CKA_VERIFY, yes], [CKA_ID, id], [CKA_EC_PARAMS, curve], label]
  try {
    return library.generateKeyPair(session, CKM_EC_EDWARDS_KEY_PAIR_GEN, open(curves[0]!), secret)
  } catch (fault) {
    if (!(fault instanceof TokenFault)) throw fault
    return library.generateKeyPair(session, CKM_EC_EDWARDS_KEY_PAIR_GEN, open(curves[1]!), secret)
  }
}

/** What the token itself says of the key: made inside, never in the clear, never to leave. */
function isGuarded(library: Pkcs11Library, session: Handle, object: Handle): boolean {
  const says = (attribute: number) => library.attribute(session, object, attribute, 1)[0] === 1
  return [CKA_LOCAL, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE].every(says) && !says(CKA_EXTRACTABLE)
}

/** The 32 bytes as they are (PKCS#11 v3.1, 6.3.5), or in a DER OCTET STRING, as v2.40 had it for all curves. */
function pointOf(value: Uint8Array): Uint8Array {
  if (value.length === 32) return value
  if (value.length === 34 && value[0] === 0x04 && value[1] === 32) return value.slice(2)
  throw new KeystoreFault('the token tells a public key in an encoding that is not known')
}

function isKeyOf(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' })
  return verify(null, message, key, signature)
}
