import { sha256 } from '../../../core/crypto/sha256.ts'
import { type BinaryCondition, encodeCondition, parseCondition, typesIn } from './condition-binary.ts'
import { compareBytes, constructed, type Element, primitive, readElements, readFields, writeElement, writeInteger } from './der.ts'
import type { Fulfillment, FulfillmentReader } from './fulfillment.ts'

/** THRESHOLD-SHA-256: so many of the conditions are fulfilled as there are fulfillments inside; the others are only named. */
export const readThreshold: FulfillmentReader = (contents, inner) => {
  const [fulfilled, unfulfilled] = readFields(contents, constructed(0), constructed(1)) ?? []
  const subs = readAll<Fulfillment>(fulfilled, inner)
  const others = readAll<BinaryCondition>(unfulfilled, ({ tag, contents }) => parseCondition(writeElement(tag, contents)))
  if (!subs || !others || subs.length === 0) return undefined
  const conditions = [...subs.map(({ condition }) => condition), ...others]
  const costs = conditions.map(({ cost }) => cost).sort((a, b) => b - a)
  const hashed = writeElement(
    0x30,
    writeElement(primitive(0), writeInteger(subs.length)),
    writeElement(constructed(1), ...conditions.map(encodeCondition).sort(compareBytes)),
  )
  return {
    condition: {
      type: 2,
      fingerprint: sha256(hashed),
      cost: costs.slice(0, subs.length).reduce((sum, cost) => sum + cost, 1024 * conditions.length),
      subtypes: conditions.reduce((sum, one) => sum | typesIn(one), 0) & ~(1 << 2),
    },
    verify: (message) => subs.every((sub) => sub.verify(message)),
  }
}

/** All elements of a SET OF, in the order that DER asks for; undefined if one cannot be read. */
function readAll<T>(bytes: Uint8Array | undefined, read: (element: Element) => T | undefined): T[] | undefined {
  const elements = bytes && readElements(bytes)
  const encoded = elements?.map(({ tag, contents }) => writeElement(tag, contents))
  if (encoded?.some((one, at) => at > 0 && compareBytes(encoded[at - 1]!, one) > 0)) return undefined
  const all = elements?.map(read)
  return all?.every((one) => one !== undefined) ? (all as T[]) : undefined
}
