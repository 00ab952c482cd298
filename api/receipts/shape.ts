import type { Signed } from '../core/crypto/envelope.ts'
import type { Entry } from '../core/journal.ts'
import type { Amounts } from '../core/model.ts'
import { type Receipt, receiptType } from '../core/receipt.ts'
import type { PartialRecord } from '../core/seal-record.ts'

/** Bounds of what anybody may send to be checked. A tree of 2^53 leaves has proofs of 53 hashes. */
const mostRecords = 2_000
const mostParts = 20_000
const longestProof = 64

type Members = Readonly<Record<string, (value: unknown) => boolean>>

/**
 * What keeps this from being a receipt, named by its place; undefined if nothing does. Members that a receipt has not are
 * refused where no hash or signature covers them, so that nothing unproved travels along.
 */
export function shapeFault(value: unknown): string | undefined {
  const top = { type: isText, sandbox: isName, subject: isName, entries: isList, keys: isList, checkpoint: isText, verifierKey: isText }
  const fault = membersFault(value, top, true)
  if (fault) return fault
  const { type, entries, keys } = value as Receipt
  if (type !== receiptType) return `type: is not ${receiptType}`
  if (entries.length === 0) return 'entries: there are none'
  if (entries.length + keys.length > mostRecords) return `entries: more than ${mostRecords} records`
  return listFault('entries', entries, provenFault) ?? listFault('keys', keys, provenFault) ?? partsFault([...entries, ...keys])
}

/** What is to be checked grows with the signatures times the entries: a small file must not take long. */
function partsFault(proven: Receipt['entries']): string | undefined {
  const parts = proven.reduce((sum, { record: { entries, signatures = [] } }) => sum + entries.length + signatures.length, 0)
  return parts > mostParts ? `entries: more than ${mostParts} changes of balances and signatures` : undefined
}

function provenFault(value: unknown): string | undefined {
  const fault = membersFault(value, { record: isObject, proof: isList }, true)
  if (fault) return fault
  const { record, proof } = value as { record: unknown; proof: unknown[] }
  if (proof.length > longestProof || !proof.every(isText)) return `proof: is not a list of at most ${longestProof} hashes`
  const inside = recordFault(record)
  return inside && below('record', inside)
}

/** The same of a journal record, with digests in it or not. */
export function recordFault(value: unknown): string | undefined {
  const fault = membersFault(value, { seq: isCount, at: isTime, type: isText, by: isObject, data: isObjectOrText, entries: isList })
  if (fault) return fault
  const { by, data, entries, signatures = [], key, salt } = value as PartialRecord
  const actor = membersFault(by, { key: isTextOrNull, wallet: isTextOrNull })
  if (actor) return below('by', actor)
  if (salt !== undefined && (typeof data === 'string' || !isSalt(salt))) return 'salt: is none of `data`'
  if (key !== undefined && membersFault(key, { id: isText, wallet: isText })) return 'key: is not a key and its wallet'
  return (
    listFault('entries', entries, entryFault) ??
    (isList(signatures) ? (listFault('signatures', signatures, signedFault) ?? repeatFault(signatures)) : 'signatures: is no list')
  )
}

function entryFault(value: unknown): string | undefined {
  if (typeof value === 'string') return undefined
  const fault = membersFault(value, { wallet: isText, asset: isText, before: isAmounts, after: isAmounts, previous: isCountOrNull })
  if (fault) return fault
  const { salt } = value as Entry
  return salt === undefined || isSalt(salt) ? undefined : 'salt: is none'
}

function signedFault(value: unknown): string | undefined {
  const fault = membersFault(value, { type: isText, body: isObject, kid: isText, alg: isText, sig: isText }, true)
  if (fault) return fault
  return (value as Signed).alg === 'Ed25519' ? undefined : 'alg: is not Ed25519'
}

function repeatFault(signatures: readonly Signed[]): string | undefined {
  return new Set(signatures.map(({ sig }) => sig)).size === signatures.length ? undefined : 'signatures: one stands there twice'
}

function listFault(name: string, list: readonly unknown[], faultOf: (value: unknown) => string | undefined): string | undefined {
  for (const [index, value] of list.entries()) {
    const fault = faultOf(value)
    if (fault) return below(`${name}[${index}]`, fault)
  }
  return undefined
}

const notObject = 'it is no object'

/** The fault of a part, at its place in the whole. */
function below(place: string, fault: string): string {
  return fault === notObject ? `${place}: is no object` : `${place}.${fault}`
}

function membersFault(value: unknown, members: Members, closed = false): string | undefined {
  if (!isObject(value)) return notObject
  const wrong = Object.keys(members).find((name) => !Object.hasOwn(value, name) || !members[name]!((value as Record<string, unknown>)[name]))
  if (wrong !== undefined) return `${wrong}: is missing or malformed`
  const stray = closed ? Object.keys(value).find((name) => !Object.hasOwn(members, name)) : undefined
  return stray === undefined ? undefined : `${stray}: does not belong here`
}

const isText = (value: unknown) => typeof value === 'string'
/** An ID goes into sentences that a person reads: nothing in it may look like one. */
const isName = (value: unknown) => typeof value === 'string' && /^[\w.-]{1,100}$/.test(value)
const isTextOrNull = (value: unknown) => value === null || typeof value === 'string'
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
const isObjectOrText = (value: unknown) => isObject(value) || isText(value)
const isList = (value: unknown) => Array.isArray(value)
const isWhole = (value: unknown) => Number.isSafeInteger(value)
/** Milliseconds that a Date can be of (ECMA-262, section 21.4.1.1). */
const isTime = (value: unknown) => isWhole(value) && Math.abs(value as number) <= 8.64e15
const isCount = (value: unknown) => isWhole(value) && (value as number) >= 1
const isCountOrNull = (value: unknown) => value === null || isCount(value)
const isAmounts = (value: unknown) =>
  isObject(value) && (['posted', 'held', 'incoming'] satisfies (keyof Amounts)[]).every((name) => isWhole((value as Amounts)[name]))
/** Of one length, so that a digest of salt and text has one reading. */
const isSalt = (value: unknown) => typeof value === 'string' && /^[\w-]{22}$/.test(value)
