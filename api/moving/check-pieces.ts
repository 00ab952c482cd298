import { decodeBase64url } from '../core/base64url.ts'
import { kinds } from '../core/change.ts'
import { type CommandBody, commandType } from '../core/command-signature.ts'
import type { JournalRecord } from '../core/journal.ts'
import { packFrontier } from '../core/merkle/tree.ts'
import type { Sandbox, UsedSignature } from '../core/model.ts'
import { isKind, type RowsPiece } from '../core/piece.ts'
import { fingerprint } from '../credentials.ts'
import { type Counted, createJournalCheck } from '../verify/check-journal.ts'
import { createFindings, type Finding } from '../verify/findings.ts'
import type { Scratch } from '../verify/scratch.ts'
import { checkHold } from './check-hold.ts'
import {
  checkApiKey,
  checkAsset,
  checkBalance,
  checkOracle,
  checkTemplate,
  checkTransfer,
  checkWallet,
  checkWhole,
  learn,
  type RowCheck,
} from './check-rows.ts'

/** What the pieces of a sandbox come to. */
export interface Checked {
  readonly findings: readonly Finding[]
  readonly counted: Counted
  /** Time acts on no hold before this. */
  readonly nextDue: number | null
  /** Orders of the journal that could be given once more, if they were not remembered. */
  readonly used: readonly UsedSignature[]
}

interface Given {
  /** Of the service that it comes from. */
  readonly key: Uint8Array
  readonly scratch: Scratch
  /** The host's time. */
  readonly real: number
}

/** Holds pieces that came in, in the order of a dump, against each other and against the head that goes with them. Nothing in them is believed. */
export function createPieceCheck(head: Sandbox, { key, scratch, real }: Given) {
  const findings = createFindings()
  const check: RowCheck = { scratch, findings }
  const journal = createJournalCheck(
    { ...head, sandbox: head.id, frontier: packFrontier(head.frontier) },
    { scratch, findings, keysOf: (size) => [keyOf(head, size) ?? key], each },
  )
  const used = new Map<string, UsedSignature>()
  let records = 0
  let counted: Counted | undefined
  /** 0 for the journal, then the kinds. */
  let reached = 0
  let nextDue = Number.POSITIVE_INFINITY

  function each(record: JournalRecord): void {
    learn(record, scratch)
    for (const { type, kid, body } of record.signatures ?? []) {
      const { sandbox, nonce, validUntil } = body as Partial<CommandBody>
      const until = Date.parse(String(validUntil))
      if (type !== commandType || sandbox !== head.id || nonce === undefined || !(until > real)) continue
      const id = fingerprint('signature', kid, nonce)
      used.set(id, { id, validUntil: until })
    }
  }

  function endJournal(): Counted {
    counted ??= journal.end()
    return counted
  }

  /** As a dump has them: what came after its place would be held against nothing, or twice. */
  function isInPlace({ table }: RowsPiece): boolean {
    const place = isKind(table) ? 1 + kinds.indexOf(table) : 0
    if (place < reached) findings.add(null, `rows of ${table} come after those of ${kinds[reached - 1]}`)
    const isLater = place >= reached
    reached = Math.max(reached, place)
    return isLater
  }

  function rows(piece: RowsPiece): void {
    if (!isInPlace(piece)) return
    if (piece.table === 'checkpoint') journal.checkpoints(piece.rows)
    else if (piece.table === 'node') journal.nodes(piece.rows)
    else if (piece.table === 'journal') {
      journal.records(piece.rows)
      records += piece.rows.length
    } else {
      endJournal()
      // With a wrong journal the tables would only say so again.
      if (findings.count === 0) table(piece)
    }
  }

  function table(piece: RowsPiece): void {
    if (piece.table === 'apiKey') all(piece.rows, checkApiKey)
    else if (piece.table === 'asset') all(piece.rows, checkAsset)
    else if (piece.table === 'wallet') all(piece.rows, checkWallet)
    else if (piece.table === 'balance') all(piece.rows, checkBalance)
    else if (piece.table === 'transfer') all(piece.rows, checkTransfer)
    else if (piece.table === 'holdTemplate') all(piece.rows, checkTemplate)
    else if (piece.table === 'oracle') all(piece.rows, checkOracle)
    else if (piece.table === 'hold') {
      nextDue = Math.min(nextDue, ...piece.rows.map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY))
      all(piece.rows, (hold) => checkHold(hold, head.lastAt, check))
    }
  }

  function all<T>(rows: readonly T[], one: (row: T, check: RowCheck) => void): void {
    for (const row of rows) one(row, check)
  }

  return {
    get records() {
      return records
    },
    get isWrong() {
      return findings.count > 0
    },
    piece(piece: RowsPiece): void {
      try {
        rows(piece)
      } catch (fault) {
        // That the notes cannot be kept says nothing of the rows.
        if (/^SQLITE_/.test(String((fault as { code?: unknown }).code))) throw fault
        // Of its shape, and yet such that it cannot be shown or read.
        findings.add(
          null,
          `rows of ${isKind(piece.table) ? `the kind ${piece.table}` : `the ${piece.table}`} cannot be read: ${(fault as Error).message}`,
        )
      }
    },
    end(): Checked {
      const ended = endJournal()
      if (findings.count === 0) checkWhole(check)
      return { findings: findings.list(), counted: ended, nextDue: Number.isFinite(nextDue) ? nextDue : null, used: [...used.values()] }
    },
  }
}

/** The key that sealed so many records where the sandbox was before; undefined for that of where it comes from. */
function keyOf({ formerKeys }: Sandbox, size: number): Uint8Array | undefined {
  const former = formerKeys.find((one) => size <= one.size)
  return former && decodeBase64url(former.key)
}
