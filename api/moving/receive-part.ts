import type { StoredAnswer, WebhookDelivery, WebhookEndpoint } from '../core/model.ts'
import type { RowsPiece } from '../core/piece.ts'
import type { Refusal } from '../core/refusals.ts'
import type { SigningBackend } from '../core/signing.ts'
import { type Store, StoreUnavailable } from '../core/store.ts'
import { refuse } from '../core/use-case.ts'
import { fingerprint } from '../credentials.ts'
import type { PolicyRow } from './file-lines.ts'
import { isKept, makeKeys } from './keys.ts'
import { readPart } from './read-part.ts'

export interface Import {
  readonly sandbox: string
  /** The name under which its rows wait. */
  readonly staging: string
}

/** What an import is called that has this key. */
export function stagingOf(sandbox: string, importKey: string): string {
  return `${sandbox}/${fingerprint(sandbox, importKey)}`
}

export function alreadyHere(sandbox: string): Refusal<'sandbox_exists'> {
  return refuse('sandbox_exists', `${sandbox} was made here, or came with another file.`)
}

interface PartDeps {
  readonly store: Store
  readonly signing: SigningBackend
  realNow(): number
  /** Ends the turn of the event loop. */
  defer(task: () => void): void
}

/** Puts lines of a file aside, with a turn of the event loop between any two commits. Gives how many rows they had. */
export async function receivePart(
  text: string,
  into: Import,
  deps: PartDeps,
): Promise<{ rows: number } | Refusal<'import_invalid' | 'payload_too_large' | 'signing_refused'>> {
  const turn = () => new Promise<void>((resolve) => deps.defer(resolve))
  const chunks = await readPart(text, turn)
  if (!Array.isArray(chunks)) return chunks
  for (const { first, last, ...chunk } of chunks) {
    const refused =
      chunk.table === 'keyPolicy' ? await keepPolicies(chunk.rows, into, deps) : await stage(takenOver(chunk, deps.realNow()), into, deps)
    if (refused?.code === 'import_invalid')
      return { ...refused, detail: `${first === last ? `Line ${first}` : `Lines ${first} to ${last}`} of this part: ${refused.detail}` }
    if (refused) return refused
    await turn()
  }
  return { rows: chunks.reduce((sum, { rows }) => sum + rows.length, 0) }
}

async function stage(piece: RowsPiece, { staging }: Import, { store }: Pick<PartDeps, 'store'>): Promise<Refusal<'import_invalid'> | undefined> {
  try {
    await store.stage(staging, piece)
    return undefined
  } catch (fault) {
    if (fault instanceof StoreUnavailable || !isConstraint(fault)) throw fault
    return refuse('import_invalid', `the database takes no such row of ${piece.table}: ${constraintOf(fault)}.`)
  }
}

/** A row that breaks a rule of the database, whichever engine says so. */
function isConstraint(fault: unknown): boolean {
  return /constraint/i.test(constraintOf(fault))
}

function constraintOf(fault: unknown): string {
  const { message, cause } = fault as { message: string; cause?: { message?: string } }
  return (cause?.message ?? message).split('\n')[0]!
}

/** The policy under which a wallet's key is made, before the key is needed, and a row that says so. */
async function keepPolicies(
  rows: readonly PolicyRow[],
  into: Import,
  deps: PartDeps,
): Promise<Refusal<'import_invalid' | 'signing_refused'> | undefined> {
  const { signing } = deps
  const kept = await Promise.all(rows.map(({ key }) => isKept(key, into, signing)))
  const wanted = rows.filter((_row, index) => !kept[index])
  const made = wanted.length === 0 ? [] : await makeKeys(wanted, into, signing)
  if ('refused' in made) return refuse('signing_refused', `The signing backend makes no such key: ${made.refused}.`)
  return stage({ table: 'answer', rows: rows.map((row) => noAnswer(`${policyMark} ${row.wallet}`, deps.realNow(), policyMark)) }, into, deps)
}

const policyMark = 'keyPolicy'

/** Is this no answer but a row that says of a wallet's policy that it came in? No table keeps policies. */
export function isPolicyMark({ fingerprint: mark }: StoredAnswer): boolean {
  return mark === policyMark
}

/** A row under a key that nobody asks for. It goes when answers of its age go. */
function noAnswer(name: string, storedAt: number, mark: string): StoredAnswer {
  return { key: fingerprint('no answer', name), fingerprint: mark, status: 200, body: '', storedAt }
}

/**
 * What of a piece is not as it was: what only the service that it comes from could go on with. No row is left out: what
 * came in is counted. Answers count as stored now: they must not go, as old ones do, before they were counted.
 */
function takenOver(piece: RowsPiece, now: number): RowsPiece {
  switch (piece.table) {
    // Shown again, one that shows a key would show a key of this service. Policies came in with the import that it was of.
    case 'answer':
      return {
        table: 'answer',
        rows: piece.rows.map((answer) =>
          showsKey(answer) || isPolicyMark(answer) ? noAnswer(answer.key, now, 'key') : { ...answer, storedAt: now },
        ),
      }
    // Their secrets are the other service's, and both would send.
    case 'webhookEndpoint':
      return { table: 'webhookEndpoint', rows: piece.rows.map(asDisabled) }
    case 'webhookDelivery':
      return { table: 'webhookDelivery', rows: piece.rows.map(asFailed) }
    default:
      return piece
  }
}

function showsKey({ status, body }: StoredAnswer): boolean {
  return status === 201 && (/"apiKeyId":"key_/.test(body) || /^\{"id":"key_/.test(body))
}

function asDisabled(endpoint: WebhookEndpoint): WebhookEndpoint {
  return { ...endpoint, status: endpoint.status === 'enabled' ? 'disabled' : endpoint.status, claimedUntil: null }
}

function asFailed(delivery: WebhookDelivery): WebhookDelivery {
  return delivery.status === 'pending' ? { ...delivery, status: 'failed', nextAt: null } : delivery
}
