import canonicalize from 'canonicalize'
import type { JournalRecord } from '../core/journal.ts'
import { leafHash } from '../core/merkle/tree.ts'
import { leafOf, type PartialRecord } from '../core/seal-record.ts'
import { isJournalOf } from '../receipts/origin.ts'
import { recordFault } from '../receipts/shape.ts'
import { createCheckpointWalk } from './check-checkpoints.ts'
import { type Course, checkRecord, closeCommit } from './check-record.ts'
import type { Findings } from './findings.ts'
import { createGrownTree, type GrownTree, isSame } from './grown-tree.ts'
import { noteSubject } from './note-subject.ts'
import type { Scratch } from './scratch.ts'
import type { StoredJournal } from './stored-journal.ts'

interface Given {
  readonly scratch: Scratch
  readonly findings: Findings
  /** The key that signs checkpoints: Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array | undefined
}

export interface Counted {
  readonly records: number
  readonly checkpoints: number
  readonly signatures: number
}

/** Reads a journal once, oldest record first, and holds everything that is stored of it against everything else. */
export function checkJournal(stored: StoredJournal, { scratch, findings, publicKey }: Given): Counted {
  const tree = createGrownTree()
  const walk = createCheckpointWalk({ stored, findings, publicKey, tree })
  const course: Course = { scratch, findings, sandbox: undefined, commit: 0, open: new Map(), signatures: 0 }
  let newest: Pick<JournalRecord, 'seq' | 'at' | 'salt'> = { seq: 0, at: stored.lastAt }
  let isWhole = true
  for (const row of stored.rows()) {
    const seq = newest.seq + 1
    const leaf = row.seq === seq ? checkLeaf(row, findings) : undefined
    if (leaf) checkNodes(stored, seq, tree.append(leaf.byRecord, leaf.stored), findings)
    else {
      if (row.seq !== seq) findings.add(seq, row.seq === seq + 1 ? 'it is missing' : `entries ${seq} to ${row.seq - 1} are missing`)
      isWhole = false
      break
    }
    newest = { ...newest, seq }
    const { record } = leaf
    if (!record) continue
    if (record.seq !== seq) findings.add(seq, `the record at this place is that of entry ${record.seq}`)
    else checkRecord(record, course)
    noteSubject(record, scratch)
    newest = { ...record, seq }
    if (walk.passed({ ...record, seq })) {
      closeCommit(course)
      course.commit++
    }
  }
  closeCommit(course)
  if (isWhole) {
    walk.end(newest)
    checkHead(stored, { newest, tree, sandbox: course.sandbox }, findings)
  }
  walk.close()
  return { records: newest.seq, checkpoints: walk.count, signatures: course.signatures }
}

type Row = Parameters<typeof readRecord>[0] & { readonly leaf: Uint8Array | null }

/** The leaf by the record, if that can be read, and the stored one; undefined where there is neither. */
function checkLeaf(row: Row, findings: Findings): { record: JournalRecord | undefined; byRecord: Uint8Array; stored: Uint8Array } | undefined {
  const record = readRecord(row, findings)
  const byRecord = record ? leafHash(leafOf(record)) : row.leaf
  if (row.leaf?.length !== 32 || !byRecord) {
    findings.add(row.seq, 'no leaf is stored for it')
    return byRecord?.length === 32 ? { record, byRecord, stored: byRecord } : undefined
  }
  if (!isSame(byRecord, row.leaf)) findings.add(row.seq, 'its record does not have the leaf that is stored for it')
  return { record, byRecord, stored: row.leaf }
}

function checkNodes(stored: StoredJournal, seq: number, grown: ReturnType<GrownTree['append']>, findings: Findings): void {
  for (const candidates of grown) {
    const { level, index } = candidates[0]!
    const first = index * 256 ** level + 1
    const hash = stored.node(level, index)
    if (!candidates.some((node) => isSame(node.hash, hash))) findings.add(first, `the stored node over entries ${first} to ${seq} is not theirs`)
  }
}

function readRecord({ seq, record: text }: { seq: number; record: string }, findings: Findings): JournalRecord | undefined {
  try {
    const record: unknown = JSON.parse(text)
    const fault = recordFault(record) ?? hiddenFault(record as PartialRecord)
    if (fault) findings.add(seq, `its record is none: ${fault}`)
    else if (canonicalize(record) !== text) findings.add(seq, 'its record is not in canonical form')
    return fault ? undefined : (record as JournalRecord)
  } catch {
    findings.add(seq, 'its record is no JSON')
    return undefined
  }
}

/** Only a receipt leaves things out. */
function hiddenFault({ data, entries }: PartialRecord): string | undefined {
  return typeof data === 'string' || entries.some((entry) => typeof entry === 'string') ? 'it is not there in full' : undefined
}

interface Head {
  readonly newest: Pick<JournalRecord, 'seq' | 'at'>
  readonly tree: GrownTree
  readonly sandbox: string | undefined
}

/** What the sandbox's own row says of its journal. */
function checkHead(stored: StoredJournal, { newest: { seq, at }, tree, sandbox }: Head, findings: Findings): void {
  if (stored.seq > seq) findings.add(seq + 1, `the journal ends at ${seq}, and the sandbox had ${stored.seq} entries`)
  if (stored.seq < seq) findings.add(stored.seq + 1, `the journal goes on to ${seq}, and the sandbox had ${stored.seq} entries`)
  if (stored.seq === seq && stored.lastAt !== at) findings.add(seq, `it was made at ${at}, and the sandbox says ${stored.lastAt}`)
  if (stored.seq === seq && !tree.hasFrontier(stored.frontier)) findings.add(seq, 'the stored frontier of the tree is not that of the entries')
  if (stored.nodeCount() !== tree.nodeCount) findings.add(null, `${stored.nodeCount()} nodes of the tree are stored, and it has ${tree.nodeCount}`)
  if (sandbox !== stored.sandbox) findings.add(1, `the journal is that of ${sandbox}`)
  if (!isJournalOf(stored.journal, stored.sandbox))
    findings.add(null, `the journal is called ${stored.journal}, which is no journal of ${stored.sandbox}`)
}
