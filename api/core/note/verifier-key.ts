import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { sha256 } from '../crypto/sha256.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

/** Who may sign a note, and how it is checked: C2SP signed-note, "Verifier keys". */
export interface VerifierKey {
  readonly name: string
  /** 8 lower-case hexadecimal digits: with the name it tells a signature line whose it is. It is no secure hash. */
  readonly id: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
}

/** The signature type of Ed25519 in C2SP signed-note. */
const ed25519Type = 1

/** A key name: not empty, of valid Unicode without spaces, control characters and plus signs. */
export function isKeyName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note must have none
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+\u0000-\u001f]/u.test(name)
}

/** SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4]. */
export function keyId(name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(`${name}\n`), typed(publicKey))).subarray(0, 4)
}

/** The text that everybody who checks notes is given: `<name>+<key ID>+<base64(0x01 ‖ public key)>`. Throws where the name or the key is none. */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  if (!isKeyName(name)) throw new Error(`"${name}" is no name of a key`)
  if (publicKey.length !== 32) throw new Error(`a public key of ${publicKey.length} bytes is none of Ed25519`)
  return `${name}+${bytesToHex(keyId(name, publicKey))}+${encodeBase64(typed(publicKey))}`
}

/** Reads a verifier key, or says what is wrong with it. */
export function parseVerifierKey(text: string): VerifierKey | string {
  const [, name, id, encoded] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text) ?? []
  if (name === undefined || id === undefined || encoded === undefined) return 'a verifier key is <name>+<key ID>+<base64>'
  if (!isKeyName(name)) return 'the name of a key is not empty and has no spaces'
  if (!/^[0-9a-f]{8}$/.test(id)) return 'a key ID is 8 lower-case hexadecimal digits'
  const bytes = decodeBase64(encoded)
  if (bytes === undefined) return 'the key must be canonical base64'
  if (bytes[0] !== ed25519Type || bytes.length !== 33) return 'the key must be of type 1, Ed25519, with 32 bytes'
  const publicKey = bytes.slice(1)
  return bytesToHex(keyId(name, publicKey)) === id ? { name, id, publicKey } : 'the key ID is not that of the name and the key'
}

function typed(publicKey: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(ed25519Type), publicKey)
}
