import canonicalize from 'canonicalize'
import type { Signed } from '../core/crypto/envelope.ts'
import type { PartialRecord } from '../core/seal-record.ts'

/** The types of `core/command-signature.ts` and `order.ts`, which a page that only checks need not load. */
export const commandType = 'kariosae.command.v1'
export const spendType = 'kariosae.spend.v1'

/** What both kinds of order say. */
export interface OrderBody {
  readonly sandbox: string
  readonly wallet: string
  readonly operation: string
  readonly id: string | null
  readonly request: Readonly<Record<string, unknown>>
  readonly spends?: readonly { readonly asset: string; readonly amount: number }[]
}

/** Is it an order of a type known here, with everything that such a one says? */
export function isOrder({ type, body }: Signed): boolean {
  const { sandbox, wallet, operation, id, request, spends } = body as OrderBody
  const texts = [sandbox, wallet, operation].every((value) => typeof value === 'string') && (id === null || typeof id === 'string')
  if (!texts || typeof request !== 'object' || request === null || Array.isArray(request)) return false
  if (type === commandType) return true
  return (
    type === spendType && Array.isArray(spends) && spends.every((spend) => typeof spend?.asset === 'string' && Number.isSafeInteger(spend.amount))
  )
}

/** Does the order say what the record does? Null where that cannot be told, with the reason. */
export type Fit = { readonly fits: boolean | null; readonly why: string }

type Data = Readonly<Record<string, unknown>>

/** Which operations make which record, where one who acts does and not what follows by itself. */
const operations: Readonly<Record<string, readonly string[]>> = {
  'transfer.completed': ['createTransfer'],
  'transfer.refunded': ['refundTransfer'],
  'asset.redeemed': ['redeemAsset'],
  'wallet.key_rotated': ['rotateKey'],
  'hold.proposed': ['createHold'],
  'hold.held': ['createHold', 'acceptHold'],
  'hold.accepted': ['acceptHold'],
  'hold.declined': ['declineHold'],
  'hold.captured': ['captureHold', 'captureHolds'],
  'hold.released': ['releaseHold', 'releaseHolds'],
  'hold.cancelled': ['cancelHold'],
  'hold.adjusted': ['adjustHold'],
  'hold.extended': ['extendHold'],
  'hold.signalled': ['sendSignal'],
  'hold.disputed': ['disputeHold'],
  'hold.dispute_withdrawn': ['withdrawDispute'],
  'hold.resolved': ['resolveHold'],
  'hold.assigned': ['assignHold'],
}

/** Compares what a wallet ordered with what was recorded: operation, resource and, where the request says them, parties and amounts. */
export function orderFits({ type, data }: Pick<PartialRecord, 'type' | 'data'>, order: OrderBody): Fit {
  if (typeof data === 'string') return { fits: null, why: 'the record does not show its data' }
  const shown = data as Data
  const { operation, id, request } = order
  if (isAutomatic(shown)) return { fits: null, why: `it followed by itself from ${operation} of ${id ?? 'what it made'}` }
  const expected = operations[type]
  if (!expected) return { fits: null, why: `${operation} is not compared with ${type}` }
  if (!expected.includes(operation)) return { fits: false, why: `${operation} does not make ${type}` }
  const subject = subjectOf(order, shown)
  if (subject !== true) return { fits: false, why: subject }
  const different = Object.entries(namedBy(order, shown)).find(
    ([name, value]) => request[name] !== undefined && !isSame(asCompared(name, request[name]), value),
  )
  if (different)
    return {
      fits: false,
      why: `\`${different[0]}\` of the order is ${JSON.stringify(request[different[0]])}, recorded is ${JSON.stringify(different[1])}`,
    }
  return operation === 'createHold' && request['from'] === undefined && request['legs'] === undefined
    ? { fits: null, why: 'it was ordered by a template, whose terms are not in the receipt' }
    : { fits: true, why: '' }
}

/** Of the legs that were asked for only what each must say: they may have more members. */
function asCompared(name: string, value: unknown): unknown {
  return name === 'legs' && Array.isArray(value) ? objectsIn(value).map(({ from, to, asset, amount }) => ({ from, to, asset, amount })) : value
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalize(one) === canonicalize(other)
}

/** Did the last step of the hold follow from terms? */
function isAutomatic({ history }: Data): boolean {
  const last = Array.isArray(history) ? (history.at(-1) as { automatic?: unknown } | undefined) : undefined
  return last?.automatic === true
}

/** Does the order name the resource that the record is about? */
function subjectOf({ operation, id, request }: OrderBody, data: Data): true | string {
  if (operation === 'captureHolds' || operation === 'releaseHolds') {
    const holds = Array.isArray(request['holds']) ? (request['holds'] as { id?: unknown }[]) : []
    return holds.some((hold) => hold?.id === data['id']) || `${operation} does not name ${JSON.stringify(data['id'])}`
  }
  const expected = resourceOf(operation, data)
  return id === expected || `the order is about ${id}, the record about ${JSON.stringify(expected)}`
}

function resourceOf(operation: string, data: Data): unknown {
  if (operation === 'createTransfer' || operation === 'createHold') return null
  if (operation === 'refundTransfer') return data['refundOf']
  if (operation === 'redeemAsset') return data['code']
  return data['id']
}

/** What the record says of members that a request may have. */
function namedBy({ operation }: OrderBody, data: Data): Data {
  const { from, to, asset, amount, memo, attachments } = data
  switch (operation) {
    case 'createTransfer':
      return { from, to, asset, amount, memo, attachments }
    case 'redeemAsset':
      return { from, amount }
    case 'refundTransfer':
    case 'adjustHold':
      return { amount }
    case 'captureHold':
    case 'releaseHold':
      return { amount: objectsIn(data['history']).at(-1)?.['amount'] }
    case 'createHold':
      return namedByLegs(objectsIn(data['legs']), memo)
    default:
      return {}
  }
}

/** What a forged record has there may be anything. */
function objectsIn(value: unknown): readonly Data[] {
  return Array.isArray(value) ? value.map((item) => Object(item) as Data) : []
}

/** The short form of a hold is of one leg. */
function namedByLegs(legs: readonly Data[], memo: unknown): Data {
  const shown = legs.map(({ from, to, asset, amount }) => ({ from, to, asset, amount }))
  return legs.length === 1 ? { ...shown[0], legs: shown, memo } : { legs: shown, memo }
}
