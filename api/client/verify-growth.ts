import { verifyConsistency } from '../core/merkle/verify.ts'
import { decodeBase64 } from '../core/note/base64.ts'
import { parseCheckpoint } from '../core/note/checkpoint.ts'

interface Growth {
  /** Two signed notes, as GET /v1/journal/checkpoint gives them: one that was kept, and one of later. */
  readonly older: string
  readonly newer: string
  /** `hashes` of GET /v1/journal/proofs with `from` and `size` of the two: base64. */
  readonly hashes: readonly string[]
  /** The key that you trust, in the form of C2SP signed-note; several where the sandbox moved, and with it the journal, to another key. */
  readonly verifierKey: string | readonly string[]
}

/**
 * Was nothing of what the older checkpoint covers changed or taken out since? Undefined if so, else what is wrong: RFC 9162,
 * section 2.1.4.2, under signatures of the trusted key. Knows no service.
 */
export function faultOfGrowth({ older, newer, hashes, verifierKey }: Growth): string | undefined {
  const unfit = unfitIn({ older, newer, hashes, verifierKey })
  if (unfit) return unfit
  const keys = [verifierKey].flat().map((key) => key.trim())
  const [before, after] = [parseCheckpoint(older, keys), parseCheckpoint(newer, keys)]
  if (typeof before === 'string') return `the older checkpoint: ${before}`
  if (typeof after === 'string') return `the newer checkpoint: ${after}`
  if (before.origin !== after.origin) return `they are of two journals, ${before.origin} and ${after.origin}`
  if (before.size > after.size) return `the journal had ${before.size} records and has ${after.size}`
  const proof = hashes.flatMap((hash) => decodeBase64(hash) ?? [])
  if (proof.length !== hashes.length) return 'a hash of the proof is not base64'
  if (verifyConsistency(before.size, after.size, proof, before.root, after.root)) return undefined
  return `the journal of ${after.size} records does not begin with the ${before.size} of before`
}

/** What a program that has no types may give by mistake. */
function unfitIn({ older, newer, hashes, verifierKey }: Growth): string | undefined {
  for (const [name, note] of Object.entries({ older, newer }))
    if (typeof note !== 'string') return `\`${name}\` must be the signed note, a text: the member \`note\` of a checkpoint, not the whole answer`
  if (!Array.isArray(hashes) || !hashes.every((hash) => typeof hash === 'string'))
    return '`hashes` must be the list of texts that a proof has as its member `hashes`'
  return [verifierKey].flat().every((key) => typeof key === 'string')
    ? undefined
    : '`verifierKey` must be a text, as GET /v1/journal/checkpoint gives it'
}
