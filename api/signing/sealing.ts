import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const [nonceLength, tagLength] = [12, 16]

/**
 * AES-256-GCM (NIST SP 800-38D): nonce ‖ ciphertext ‖ tag. `key` has 32 bytes. It opens only together with the same `bound`
 * bytes, which say what it is and whose. The nonce is random: good for 2^32 uses of one key.
 */
export function seal(key: Uint8Array, secret: Uint8Array, bound: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength }).setAAD(bound)
  return Uint8Array.from(Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]))
}

/** The secret; undefined if key, bytes or what they are bound to are not those of `seal`. The caller wipes it after use. */
export function unseal(key: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Uint8Array | undefined {
  if (sealed.length < nonceLength + tagLength) return undefined
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceLength), { authTagLength: tagLength })
  decipher.setAAD(bound).setAuthTag(sealed.subarray(-tagLength))
  const secret = decipher.update(sealed.subarray(nonceLength, -tagLength))
  try {
    decipher.final()
    return secret
  } catch {
    secret.fill(0)
    return undefined
  }
}

/** HMAC-SHA256 (RFC 2104). */
export function mac(key: Uint8Array, data: Uint8Array | string): Uint8Array {
  return createHmac('sha256', key).update(data).digest()
}
