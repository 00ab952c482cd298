import { type BinaryCondition, encodeCondition } from './condition-binary.ts'
import { compareBytes, constructed, type Element, readElements } from './der.ts'
import { readEd25519 } from './ed25519.ts'
import { readPrefix } from './prefix.ts'
import { readPreimage } from './preimage.ts'
import { readRsa } from './rsa.ts'
import { readThreshold } from './threshold.ts'

/**
 * Fulfillments of draft-thomas-crypto-conditions-04. Written here because the one library, five-bells-condition, is of 2017
 * and needs Node. Bounded in size and depth; the cost is bounded by the condition, which is compared before any signature
 * is checked.
 */
export const maxFulfillmentBytes = 4096
const maxDepth = 8

/** A fulfillment that has been read: what it would fulfil, and whether its signatures are good for a message. */
export interface Fulfillment {
  readonly condition: BinaryCondition
  verify(message: Uint8Array): boolean
}

/** Reads one type's fields; `inner` reads a fulfillment inside it. */
export type FulfillmentReader = (contents: Uint8Array, inner: (element: Element) => Fulfillment | undefined) => Fulfillment | undefined

/** In the order of their tags. */
const readers: readonly FulfillmentReader[] = [readPreimage, readPrefix, readThreshold, readRsa, readEd25519]

export function parseFulfillment(bytes: Uint8Array): Fulfillment | undefined {
  const [element, ...more] = bytes.length <= maxFulfillmentBytes ? (readElements(bytes) ?? []) : []
  return element && more.length === 0 ? read(element, 1) : undefined
}

function read({ tag, contents }: Element, depth: number): Fulfillment | undefined {
  return depth > maxDepth ? undefined : readers[tag - constructed(0)]?.(contents, (element) => read(element, depth + 1))
}

/** Is this a fulfillment of this condition for this message? */
export function fulfills(condition: Uint8Array, fulfillment: Uint8Array, message: Uint8Array): boolean {
  const parsed = parseFulfillment(fulfillment)
  return parsed !== undefined && compareBytes(encodeCondition(parsed.condition), condition) === 0 && parsed.verify(message)
}
