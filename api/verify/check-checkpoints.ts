import type { JournalRecord } from '../core/journal.ts'
import { decodeBase64 } from '../core/note/base64.ts'
import { parseCheckpoint, type TreeHead } from '../core/note/checkpoint.ts'
import { verifierKey } from '../core/note/verifier-key.ts'
import type { Checkpoint } from '../core/reader.ts'
import { originOf } from '../receipts/origin.ts'
import type { Findings } from './findings.ts'
import type { GrownTree } from './grown-tree.ts'

interface Walk {
  readonly journal: string
  readonly findings: Findings
  /** Keys that may have signed the checkpoint over so many records, Ed25519; undefined where none is trusted. */
  keysOf(size: number): readonly Uint8Array[] | undefined
  readonly tree: GrownTree
}

/** Goes along the checkpoints of a journal as its tree grows. They are added, in order of size, before the records that they reach to. */
export function createCheckpointWalk({ journal, findings, keysOf, tree }: Walk) {
  const ahead: Checkpoint[] = []
  let covered = 0
  let count = 0
  let isBroken = false
  let isSealed = false
  /** When the first record of this commit was made, by somebody. */
  let acted: { readonly at: number; readonly seq: number } | undefined
  let gap: { readonly from: number; readonly to: number } | undefined

  function check({ size, note }: { size: number; note: string }): void {
    const said = read(note, journal, keysOf(size))
    if (typeof said === 'string') findings.add(size, `the checkpoint over entries 1 to ${size}: ${said}`)
    else if (said.size !== size) findings.add(size, `the checkpoint stored for ${size} entries is over ${said.size}`)
    else if (!isBroken && !tree.hasRoot(said.root)) {
      isBroken = true
      findings.add(
        covered + 1,
        `entries ${covered + 1} to ${size} are not those that the checkpoint over ${size} was made of: the tree has another root`,
      )
    }
  }

  return {
    get count() {
      return count
    },
    add: (notes: readonly Checkpoint[]) => void ahead.push(...notes),
    /** After a record. True if a commit ended with it. */
    passed({ seq, at, by, type, salt }: JournalRecord): boolean {
      isSealed ||= salt !== undefined
      // What came from before there were checkpoints, and what a fork took over, is covered by the next one.
      if (salt === undefined || type === 'sandbox.forked') acted = gap = undefined
      else if (by.key !== null) {
        if (acted && acted.at !== at) gap ??= { from: acted.seq, to: seq }
        acted = { at, seq }
      }
      const next = ahead[0]
      if (!next || next.size > seq) return false
      if (gap) findings.add(gap.from, `a checkpoint is missing between entries ${gap.from} and ${gap.to}, which are not of one commit`)
      check(next)
      covered = next.size
      isSealed = true
      count++
      acted = gap = undefined
      ahead.shift()
      return true
    },
    /**
     * After the last record. Each commit ends with a checkpoint, so one covers it, whatever it says of itself. Only a journal that
     * is older than checkpoints as a whole has none, and then no key vouches for it.
     */
    end({ seq }: Pick<JournalRecord, 'seq'>): void {
      if (covered < seq && isSealed) findings.add(covered + 1, `no checkpoint covers entries ${covered + 1} to ${seq}`)
      else if (covered < seq && keysOf(seq))
        findings.add(1, 'no checkpoint covers it: it is from before journals were signed; the next change in this sandbox will seal it')
      if (ahead[0]) findings.add(seq + 1, `there is a checkpoint over ${ahead[0].size} entries, and the journal has ${seq}`)
    },
  }
}

/** What a note says; checked against the key if there is one, and only read if not. */
function read(note: string, journal: string, keys: readonly Uint8Array[] | undefined): Pick<TreeHead, 'size' | 'root'> | string {
  const origin = originOf(journal)
  if (keys) {
    const opened = parseCheckpoint(
      note,
      keys.map((key) => verifierKey(origin, key)),
    )
    if (typeof opened === 'string') return opened
    return opened.origin === origin ? opened : `it is of ${opened.origin}`
  }
  const [, said, size, root] = /^(\S+)\n(\d+)\n(\S+)\n\n— \S+ [\w+/]+={0,2}\n$/.exec(note) ?? []
  const bytes = decodeBase64(root ?? '')
  if (bytes?.length !== 32) return 'it is no signed note'
  return said === origin ? { size: Number(size), root: bytes } : `it is of ${said}`
}
