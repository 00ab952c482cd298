import { decodeBase64, encodeBase64 } from './base64.ts'
import { openNote } from './signed-note.ts'
import { isKeyName } from './verifier-key.ts'

/** The head of a log: what a checkpoint says (C2SP tlog-checkpoint). */
export interface TreeHead {
  /** Which log it is; by custom also the name of its key. */
  readonly origin: string
  /** How many leaves it has. */
  readonly size: number
  /** 32 bytes, RFC 6962. */
  readonly root: Uint8Array
}

export interface Checkpoint extends TreeHead {
  /** Those of the given verifier keys that signed it. At least one. */
  readonly signedBy: readonly string[]
}

/** The text of a checkpoint: what is signed. Throws where it could not be read again. */
export function checkpointText({ origin, size, root }: TreeHead): string {
  if (!isKeyName(origin)) throw new Error(`"${origin}" is no origin of a log`)
  if (!Number.isSafeInteger(size) || size < 0) throw new Error(`${size} is no size of a log`)
  if (root.length !== 32) throw new Error(`${root.length} bytes are no root`)
  return `${origin}\n${size}\n${encodeBase64(root)}\n`
}

/**
 * Verifies a checkpoint, or says what is wrong with it. Which log it must be of, and which of several keys must have signed,
 * is for the caller to compare. Extension lines are passed over: no proof covers them.
 */
export function parseCheckpoint(note: string, verifierKeys: readonly string[]): Checkpoint | string {
  const opened = openNote(note, verifierKeys)
  if (typeof opened === 'string') return opened
  const head = parseTreeHead(opened.text)
  return typeof head === 'string' ? head : { ...head, signedBy: opened.signedBy }
}

function parseTreeHead(text: string): TreeHead | string {
  const lines = text.slice(0, -1).split('\n')
  const [origin, size, root] = lines
  if (origin === undefined || size === undefined || root === undefined) return 'a checkpoint has an origin, a size and a root'
  if (lines.includes('')) return 'a checkpoint has no empty lines'
  if (!/^(0|[1-9][0-9]*)$/.test(size)) return 'the size of a checkpoint is decimal without leading zeros'
  if (!Number.isSafeInteger(Number(size))) return 'the size of a checkpoint is at most 2^53-1'
  const bytes = decodeBase64(root)
  if (bytes?.length !== 32) return 'the root of a checkpoint is 32 bytes in canonical base64'
  return { origin, size: Number(size), root: bytes }
}
