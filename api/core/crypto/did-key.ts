import { createCache } from '../cache.ts'
import { decodeMultibase, encodeMultibase } from './multibase.ts'
import { keyText } from './strict-key.ts'

const names = createCache<string, string>(10_000)
const keys = createCache<string, Uint8Array>(10_000)

/** Multicodec `ed25519-pub`, 0xed as a varint. */
const codec = [0xed, 0x01]

/** The did:key of an Ed25519 public key of 32 bytes (The did:key Method v0.9): did:key:z6Mk…, 56 characters. Throws RangeError for another length. */
export function toDidKey(publicKey: Uint8Array): string {
  if (publicKey.length !== 32) throw new RangeError(`a public key has 32 bytes, not ${publicKey.length}`)
  const text = keyText(publicKey)
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `did:key:${encodeMultibase(Uint8Array.of(...codec, ...publicKey))}`
  names.set(text, name)
  return name
}

/** Its 32 bytes; undefined for all that `toDidKey` would not write. Whether they are a good key is for `Ed25519` to say. */
export function fromDidKey(text: string): Uint8Array | undefined {
  const known = keys.get(text)
  if (known) return known.slice()
  if (!text.startsWith('did:key:')) return undefined
  const bytes = decodeMultibase(text.slice('did:key:'.length), 34)
  if (!bytes || codec.some((byte, at) => bytes[at] !== byte)) return undefined
  const key = bytes.slice(2)
  keys.set(text, key)
  return key.slice()
}
