import { parseVerifierKey, type VerifierKey } from '../core/note/verifier-key.ts'
import { createPieceCheck } from '../moving/check-pieces.ts'
import { openFile } from '../moving/cli/read-file.ts'
import { toHead } from '../moving/file-lines.ts'
import { originOf } from '../receipts/origin.ts'
import { createScratchFile } from './scratch-file.ts'
import { type Report, Unreadable } from './verify-database.ts'

/**
 * Checks the file of a sandbox that was exported: that nothing of it was cut off or changed on its way, then all that an import
 * checks. It says itself which key sealed its journal; with `publicKeys`, that must be one of them. Throws Failure and Unreadable.
 */
export async function verifyExport(path: string, publicKeys: readonly Uint8Array[]): Promise<Report> {
  const { header, lines } = await openFile(path)
  const head = toHead(header.head)
  const named = parseVerifierKey(header.verifierKey)
  if (typeof named === 'string') throw new Unreadable(`${path} does not name the key of its journal: ${named}.`)
  const scratch = createScratchFile()
  try {
    const check = createPieceCheck(head, { key: named.publicKey, scratch, real: Date.parse(header.exportedAt) })
    for await (const line of lines()) if (line.table !== 'keyPolicy') check.piece(line)
    const { findings, counted } = check.end()
    const all = [...strangeKey(named, head.journal, publicKeys), ...findings]
    return { sandbox: head.id, journal: head.journal, ...counted, findings: all, found: all.length }
  } finally {
    scratch.close()
  }
}

function strangeKey({ name, publicKey }: VerifierKey, journal: string, trusted: readonly Uint8Array[]) {
  const texts = [
    ...(name === originOf(journal) ? [] : [`the key that it names is of another journal, ${name}`]),
    ...(trusted.length === 0 || trusted.some((key) => Buffer.from(key).equals(publicKey)) ? [] : ['it was sealed by none of the given keys']),
  ]
  return texts.map((text) => ({ seq: null, text }))
}
