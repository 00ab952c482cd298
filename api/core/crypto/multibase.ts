import { base58 } from '@scure/base'

/** Bytes as multibase with the prefix z: base58btc (W3C Controlled Identifiers 1.0, section 2.4). */
export function encodeMultibase(bytes: Uint8Array): string {
  return `z${base58.encode(bytes)}`
}

/** The bytes; undefined unless the text stands for exactly `length` of them. No two texts stand for the same ones. */
export function decodeMultibase(text: string, length: number): Uint8Array | undefined {
  // Reading takes time that grows with the square of the length; a byte takes log(256) / log(58) = 1.366 characters at most.
  if (text[0] !== 'z' || text.length - 1 > Math.ceil(length * 1.366)) return undefined
  try {
    const bytes = base58.decode(text.slice(1))
    return bytes.length === length ? bytes : undefined
  } catch {
    return undefined
  }
}
