import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { ed25519 } from '../crypto/ed25519.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { isKeyName, keyId, parseVerifierKey, type VerifierKey } from './verifier-key.ts'

/** A signature of the bytes of a note's text by a named Ed25519 key. */
export interface NoteSignature {
  readonly name: string
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
}

/** A note that was verified. */
export interface OpenedNote {
  /** What was signed, with the newline at its end. */
  readonly text: string
  /** Those of the given verifier keys that signed it, each once, in the order of their first signatures. At least one. */
  readonly signedBy: readonly string[]
}

interface SignatureLine {
  readonly name: string
  readonly id: string
  readonly signature: Uint8Array
}

/** What a hostile note can cost: the most signatures, and characters in all. C2SP asks for 16 signatures at least. */
const mostSignatures = 100
const mostCharacters = 2 ** 20

/** A signed note (C2SP signed-note). The text ends with a newline, and its bytes are what was signed. Throws on what no note can hold. */
export function signedNote(text: string, signatures: readonly NoteSignature[]): string {
  if (!text.endsWith('\n') || !isNoteText(text)) throw new Error('the text of a note ends with a newline and has no other control characters')
  if (signatures.length === 0) throw new Error('a note has at least one signature')
  return `${text}\n${signatures.map(signatureLine).join('')}`
}

function signatureLine({ name, publicKey, signature }: NoteSignature): string {
  if (!isKeyName(name)) throw new Error(`"${name}" is no name of a key`)
  return `— ${name} ${encodeBase64(concatBytes(keyId(name, publicKey), signature))}\n`
}

/**
 * Verifies a note, or says what is wrong with it. Signatures of other keys than the given verifier keys are ignored; every
 * one of a given key must verify, and there must be one (C2SP signed-note, "Signatures").
 */
export function openNote(note: string, verifierKeys: readonly string[]): OpenedNote | string {
  const keys = knownKeys(verifierKeys)
  if (typeof keys === 'string') return keys
  const parts = splitNote(note)
  if (typeof parts === 'string') return parts
  const message = utf8ToBytes(parts.text)
  const signedBy = new Set<string>()
  for (const { name, id, signature } of parts.lines) {
    const known = keys.get(`${name}+${id}`)
    if (known === undefined) continue
    if (!ed25519.verify(signature, message, known.key.publicKey)) return `the signature of ${name}+${id} is wrong`
    signedBy.add(known.text)
  }
  return signedBy.size === 0 ? 'none of the given keys signed it' : { text: parts.text, signedBy: [...signedBy] }
}

function knownKeys(texts: readonly string[]): Map<string, { text: string; key: VerifierKey }> | string {
  const keys = new Map<string, { text: string; key: VerifierKey }>()
  for (const text of texts) {
    const key = parseVerifierKey(text)
    if (typeof key === 'string') return key
    const known = keys.get(`${key.name}+${key.id}`)
    if (known !== undefined && known.text !== text) return `two verifier keys are called ${key.name}+${key.id}`
    keys.set(`${key.name}+${key.id}`, { text, key })
  }
  return keys
}

function splitNote(note: string): { text: string; lines: SignatureLine[] } | string {
  if (note.length > mostCharacters) return `a note has at most ${mostCharacters} characters`
  if (!isNoteText(note)) return 'a note is valid Unicode without control characters but newlines'
  const blank = note.lastIndexOf('\n\n')
  if (blank < 0) return 'a note has a blank line between its text and its signatures'
  const signatures = note.slice(blank + 2)
  if (signatures === '') return 'a note has at least one signature'
  if (!signatures.endsWith('\n')) return 'a note ends with a newline'
  const lines = signatures.slice(0, -1).split('\n')
  if (lines.length > mostSignatures) return `a note has at most ${mostSignatures} signatures`
  const parsed = lines.map(parseLine)
  const fault = parsed.find((line) => typeof line === 'string')
  return fault ?? { text: note.slice(0, blank + 1), lines: parsed.filter((line) => typeof line !== 'string') }
}

function parseLine(line: string): SignatureLine | string {
  if (!line.startsWith('— ')) return 'a signature begins with an em dash and a space'
  const [name = '', encoded = '', ...rest] = line.slice(2).split(' ')
  if (!isKeyName(name)) return 'the name of a key is not empty and has no spaces and no plus sign'
  if (rest.length > 0) return 'nothing stands after a signature'
  const bytes = decodeBase64(encoded)
  if (bytes === undefined) return `the signature of ${name} must be canonical base64`
  if (bytes.length < 5) return `the signature of ${name} is shorter than a key ID and a signature`
  return { name, id: bytesToHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) }
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is the rule that there are none
  return text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text)
}
