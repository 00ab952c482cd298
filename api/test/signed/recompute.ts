import { createHash, createPublicKey, verify } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Result } from '../harness.ts'

/** The journal's arithmetic once more, from the words of the RFCs and of the documentation alone: nothing of the service's own is used. */

const sha256 = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const digest = (salt: string, value: object) => sha256(salt, canonicalize(value)!).toString('base64')

/** "SHA-256(0x00 ‖ JCS(record)) with `data` and each entry replaced by base64(SHA-256(salt ‖ JCS(value)))" (GET /v1/journal/entries). */
export function leafOf({ salt, data, entries, ...rest }: Result['body']): Buffer {
  const hidden = entries.map((entry: Result['body']) => {
    if (typeof entry === 'string') return entry
    const { salt: own, ...shown } = entry
    return digest(own, shown)
  })
  return sha256(Buffer.of(0), canonicalize({ ...rest, data: typeof data === 'string' ? data : digest(salt, data), entries: hidden })!)
}

/** MTH of RFC 6962, section 2.1. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!
  const middle = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)))
}

/** Opens a C2SP checkpoint with a verifier key, as their specifications say; throws where it does not fit. */
export function openCheckpoint(note: string, verifierKey: string) {
  const [, name, hash, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey)!
  const typed = Buffer.from(key!, 'base64')
  const [text, line] = note.split('\n\n')
  const signature = Buffer.from(/^— (\S+) (\S+)\n$/.exec(line!)![2]!, 'base64')
  const x = typed.subarray(1).toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const fits =
    typed[0] === 1 &&
    sha256(`${name}\n`, typed).subarray(0, 4).toString('hex') === hash &&
    signature.subarray(0, 4).toString('hex') === hash &&
    verify(null, Buffer.from(`${text}\n`), publicKey, signature.subarray(4))
  if (!fits) throw new Error('the checkpoint is not signed with this key')
  const [origin, size, root] = text!.split('\n')
  if (origin !== name) throw new Error(`${origin} is signed by ${name}`)
  return { origin: origin!, size: Number(size), root: root! }
}
