import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { sha256 } from '../../../core/crypto/sha256.ts'
import { compareBytes } from './der.ts'

const exponent = 65_537
const hashLength = 32
const saltLength = 32

/** RSASSA-PSS-VERIFY with SHA-256, MGF1-SHA-256 and a salt of 32 bytes (RFC 8017, sections 8.1.2 and 9.1.2). */
export function verifyPss(modulus: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const [n, s] = [toNumber(modulus), toNumber(signature)]
  if (s >= n) return false
  const bits = n.toString(2).length - 1
  const length = Math.ceil(bits / 8)
  const power = raise(s, n)
    .toString(16)
    .padStart(length * 2, '0')
  return power.length === length * 2 && isEncodingOf(hexToBytes(power), bits, message)
}

/** s ^ 65537 mod n */
function raise(s: bigint, n: bigint): bigint {
  let power = s
  for (let squarings = Math.log2(exponent - 1); squarings > 0; squarings--) power = (power * power) % n
  return (power * s) % n
}

function isEncodingOf(encoded: Uint8Array, bits: number, message: Uint8Array): boolean {
  const split = encoded.length - hashLength - 1
  const [masked, hash, end] = [encoded.subarray(0, split), encoded.subarray(split, -1), encoded.at(-1)]
  const unused = 8 * encoded.length - bits
  if (end !== 0xbc || masked[0]! >> (8 - unused) !== 0) return false
  const mask = generateMask(hash, split)
  const block = masked.map((byte, at) => byte ^ mask[at]!)
  block[0] = block[0]! & (0xff >> unused)
  const padding = split - saltLength - 1
  if (block.subarray(0, padding).some((byte) => byte !== 0) || block[padding] !== 1) return false
  const salt = block.subarray(padding + 1)
  return compareBytes(sha256(concatBytes(new Uint8Array(8), sha256(message), salt)), hash) === 0
}

/** MGF1 (RFC 8017, appendix B.2.1). */
function generateMask(seed: Uint8Array, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / hashLength) }, (_, counter) => sha256(concatBytes(seed, Uint8Array.of(0, 0, 0, counter))))
  return concatBytes(...blocks).subarray(0, length)
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes)}`)
}
