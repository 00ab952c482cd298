import { sha256 as portableHash } from '@noble/hashes/sha2.js'
import { encodeBase64 } from '../note/base64.ts'
import { nodeCrypto } from './native-library.ts'

const encoder = new TextEncoder()

/** SHA-256 (FIPS 180-4), 32 bytes; of a text its UTF-8 bytes, where a lone surrogate counts as U+FFFD. */
export const sha256: (data: Uint8Array | string) => Uint8Array = hasNative() ? native : portableSha256

export function portableSha256(data: Uint8Array | string): Uint8Array {
  return portableHash(typeof data === 'string' ? encoder.encode(data) : data)
}

/** The hash of a text in base64, for which the runtime needs no bytes in between. */
export const sha256Base64: (text: string) => string = hasNative()
  ? (text) => nodeCrypto!.hash('sha256', text, 'base64')
  : (text) => encodeBase64(portableSha256(text))

/** Twice as fast through a text of bytes: a Buffer costs more than the hash of a kilobyte. */
function native(data: Uint8Array | string): Uint8Array {
  const text = nodeCrypto!.hash('sha256', data, 'binary')
  const bytes = new Uint8Array(32)
  for (let at = 0; at < 32; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

function hasNative(): boolean {
  try {
    const [hash, expected] = [native('abc'), portableSha256('abc')]
    return hash.every((byte, at) => byte === expected[at])
  } catch {
    return false
  }
}
