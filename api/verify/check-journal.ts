import canonicalize from 'canonicalize'
import type { JournalRecord } from '../core/journal.ts'
import { leafHash, type TreeNode } from '../core/merkle/tree.ts'
import type { FormerKey } from '../core/model.ts'
import { leafOf, type PartialRecord } from '../core/seal-record.ts'
import { isJournalOf } from '../receipts/origin.ts'
import { recordFault } from '../receipts/shape.ts'
import { createCheckpointWalk } from './check-checkpoints.ts'
import { type Course, checkRecord, closeCommit } from './check-record.ts'
import type { Findings } from './findings.ts'
import { createGrownTree, type GrownTree, isSame } from './grown-tree.ts'
import { noteSubject } from './note-subject.ts'
import type { Scratch } from './scratch.ts'

/** What a sandbox says of its journal. */
export interface JournalHead {
  readonly sandbox: string
  readonly journal: string
  readonly seq: number
  readonly lastAt: number
  /** Packed. */
  readonly frontier: Uint8Array | null
  readonly formerKeys: readonly FormerKey[]
}

interface Given {
  readonly scratch: Scratch
  readonly findings: Findings
  /** Keys that may have signed the checkpoint over so many records: Ed25519, 32 bytes; undefined where none is trusted. */
  keysOf(size: number): readonly Uint8Array[] | undefined
  /** Told of each record that could be read. */
  each?(record: JournalRecord): void
}

export interface Counted {
  readonly records: number
  readonly checkpoints: number
  readonly signatures: number
}

/**
 * Reads a journal once, oldest record first, and holds everything that is stored of it against everything else. Checkpoints
 * and nodes are given before the records that they reach to, as a store dumps them.
 */
export function createJournalCheck(head: JournalHead, { scratch, findings, keysOf, each }: Given) {
  const tree = createGrownTree()
  const walk = createCheckpointWalk({ journal: head.journal, findings, keysOf, tree })
  const course: Course = { scratch, findings, sandbox: undefined, commit: 0, open: new Map(), signatures: 0, moves: [] }
  const nodes = createNodeCheck(findings)
  let newest: Pick<JournalRecord, 'seq' | 'at'> = { seq: 0, at: head.lastAt }
  let isWhole = true

  /** False where the journal cannot be followed any further. */
  function pass(row: Row): boolean {
    const seq = newest.seq + 1
    const leaf = row.seq === seq ? checkLeaf(row, findings) : undefined
    if (!leaf) {
      if (row.seq !== seq) findings.add(seq, row.seq === seq + 1 ? 'it is missing' : `entries ${seq} to ${row.seq - 1} are missing`)
      return false
    }
    nodes.check(seq, tree.append(leaf.byRecord, leaf.stored))
    newest = { ...newest, seq }
    const { record } = leaf
    if (!record) return true
    if (record.seq !== seq) findings.add(seq, `the record at this place is that of entry ${record.seq}`)
    else checkRecord(record, course)
    noteSubject(record, scratch)
    each?.(record)
    newest = { ...record, seq }
    if (walk.passed({ ...record, seq })) {
      closeCommit(course)
      course.commit++
    }
    return true
  }

  return {
    checkpoints: walk.add,
    nodes: nodes.add,
    records(rows: readonly Row[]): void {
      for (const row of rows) isWhole &&= pass(row)
    },
    end(): Counted {
      closeCommit(course)
      if (isWhole) {
        walk.end(newest)
        checkHead(head, { newest, tree, sandbox: course.sandbox, stored: nodes.count, moves: course.moves }, findings)
      }
      return { records: newest.seq, checkpoints: walk.count, signatures: course.signatures }
    },
  }
}

/** Nodes wait for the record that makes them complete. */
function createNodeCheck(findings: Findings) {
  const ahead = new Map<string, Uint8Array>()
  let count = 0
  return {
    get count() {
      return count
    },
    add(nodes: readonly TreeNode[]): void {
      count += nodes.length
      for (const { level, index, hash } of nodes) ahead.set(`${level}/${index}`, hash)
    },
    check(seq: number, grown: ReturnType<GrownTree['append']>): void {
      for (const candidates of grown) {
        const { level, index } = candidates[0]!
        const first = index * 256 ** level + 1
        const hash = ahead.get(`${level}/${index}`)
        ahead.delete(`${level}/${index}`)
        if (!candidates.some((node) => isSame(node.hash, hash))) findings.add(first, `the stored node over entries ${first} to ${seq} is not theirs`)
      }
    },
  }
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

function readRecord({ seq, text }: { seq: number; text: string }, findings: Findings): JournalRecord | undefined {
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

interface Found {
  readonly newest: Pick<JournalRecord, 'seq' | 'at'>
  readonly tree: GrownTree
  readonly sandbox: string | undefined
  /** How many nodes are stored. */
  readonly stored: number
  readonly moves: readonly FormerKey[]
}

/** What the sandbox's own row says of its journal. */
function checkHead(head: JournalHead, { newest: { seq, at }, tree, sandbox, stored, moves }: Found, findings: Findings): void {
  if (head.seq > seq) findings.add(seq + 1, `the journal ends at ${seq}, and the sandbox had ${head.seq} entries`)
  if (head.seq < seq) findings.add(head.seq + 1, `the journal goes on to ${seq}, and the sandbox had ${head.seq} entries`)
  if (head.seq === seq && head.lastAt !== at) findings.add(seq, `it was made at ${at}, and the sandbox says ${head.lastAt}`)
  if (head.seq === seq && !tree.hasFrontier(head.frontier)) findings.add(seq, 'the stored frontier of the tree is not that of the entries')
  if (stored !== tree.nodeCount) findings.add(null, `${stored} nodes of the tree are stored, and it has ${tree.nodeCount}`)
  if (sandbox !== head.sandbox) findings.add(1, `the journal is that of ${sandbox}`)
  if (!isJournalOf(head.journal, head.sandbox)) findings.add(null, `the journal is called ${head.journal}, which is no journal of ${head.sandbox}`)
  if (canonicalize(moves) !== canonicalize(head.formerKeys))
    findings.add(null, 'the keys that the sandbox says sealed it before it moved are not those that its journal says')
}
