import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import type { Ed25519 } from './scheme.ts'
import { checkSeed } from './seed.ts'
import { isSignatureShaped } from './signature-shape.ts'
import { strictPoint } from './strict-key.ts'

const { Point } = ed25519

/** In JavaScript, for any runtime. */
export const portable: Ed25519 = {
  verify,
  verifyLater: (signature, message, publicKey) => Promise.resolve(verify(signature, message, publicKey)),
  sign: (message, seed) => ed25519.sign(message, checkSeed(seed)),
  publicKey: (seed) => ed25519.getPublicKey(checkSeed(seed)),
}

/** Not by the library's own `verify`: that multiplies by the cofactor and so accepts an R with a part of small order. */
function verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  const key = isSignatureShaped(signature) ? strictPoint(publicKey) : undefined
  if (key === undefined) return false
  const scalar = bytesToNumberLE(signature.subarray(32))
  if (!Point.Fn.isValid(scalar)) return false
  const given = signature.subarray(0, 32)
  const hash = Point.Fn.create(bytesToNumberLE(sha512(concatBytes(given, publicKey, message))))
  const expected = Point.BASE.multiplyUnsafe(scalar).subtract(key.multiplyUnsafe(hash)).toBytes()
  return expected.every((byte, at) => byte === given[at])
}
