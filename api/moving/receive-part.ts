import { isFault } from '../core/fault.ts'
import type { StoredAnswer, WebhookDelivery, WebhookEndpoint } from '../core/model.ts'
import type { RowsPiece } from '../core/piece.ts'
import type { Refusal } from '../core/refusals.ts'
import type { SigningBackend } from '../core/signing.ts'
import { type Store, StoreUnavailable } from '../core/store.ts'
import { refuse } from '../core/use-case.ts'
import { fingerprint } from '../credentials.ts'
import { type Line, readLine } from './file-lines.ts'
import { isKept, makeKeys } from './keys.ts'

export interface Import {
  readonly sandbox: string
  /** The name under which its rows wait. */
  readonly staging: string
}

/** What an import is called that has this key. */
export function stagingOf(sandbox: string, importKey: string): string {
  return `${sandbox}/${fingerprint(sandbox, importKey)}`
}

/** Puts lines of a file aside. Gives how many rows they had. */
export async function receivePart(
  text: string,
  into: Import,
  { store, signing }: { readonly store: Store; readonly signing: SigningBackend },
): Promise<{ rows: number } | Refusal<'import_invalid' | 'signing_refused'>> {
  const lines: Line[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue
    const read = readLine(line)
    if (isFault(read)) return refuse('import_invalid', `Line ${index + 1} of this part: ${read.field ? `${read.field}: ` : ''}${read.fault}.`)
    lines.push(read)
  }
  for (const [index, line] of lines.entries()) {
    if (line.table === 'keyPolicy') {
      const refused = await keepPolicies(line.rows, into, signing)
      if (refused) return refused
    } else {
      const refused = await stage(line, into, store)
      if (refused) return { ...refused, detail: `Line ${index + 1} of this part: ${refused.detail}` }
    }
  }
  return { rows: lines.reduce((sum, { rows }) => sum + rows.length, 0) }
}

async function stage(piece: RowsPiece, { staging }: Import, store: Store): Promise<Refusal<'import_invalid'> | undefined> {
  try {
    await store.stage(staging, takenOver(piece))
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

/** The policy under which a wallet's key is made, before the key is needed. */
async function keepPolicies(
  rows: Extract<Line, { table: 'keyPolicy' }>['rows'],
  into: Import,
  signing: SigningBackend,
): Promise<Refusal<'signing_refused'> | undefined> {
  const kept = await Promise.all(rows.map(({ key }) => isKept(key, into, signing)))
  const wanted = rows.filter((_row, index) => !kept[index])
  const made = wanted.length === 0 ? [] : await makeKeys(wanted, into, signing)
  return 'refused' in made ? refuse('signing_refused', `The signing backend makes no such key: ${made.refused}.`) : undefined
}

/** What of a piece is not as it was: what only the service that it comes from could go on with. */
function takenOver(piece: RowsPiece): RowsPiece {
  switch (piece.table) {
    // Shown again, they would show keys of this service.
    case 'answer':
      return { table: 'answer', rows: piece.rows.filter((answer) => !showsKey(answer)) }
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
