import { concatBytes } from '@noble/hashes/utils.js'
import { sha256 } from '../../../core/crypto/sha256.ts'
import { encodeCondition, typesIn } from './condition-binary.ts'
import { constructed, primitive, readElements, readFields, readInteger, writeElement } from './der.ts'
import type { FulfillmentReader } from './fulfillment.ts'

/** PREFIX-SHA-256: what is inside, for a message that has the prefix put before it. */
export const readPrefix: FulfillmentReader = (contents, inner) => {
  const [prefix, limit, wrapped] = readFields(contents, primitive(0), primitive(1), constructed(2)) ?? []
  const [element, ...more] = (wrapped && readElements(wrapped)) ?? []
  const maxMessageLength = limit && readInteger(limit)
  const sub = element && more.length === 0 ? inner(element) : undefined
  if (!prefix || !limit || maxMessageLength === undefined || !sub) return undefined
  const hashed = writeElement(
    0x30,
    writeElement(primitive(0), prefix),
    writeElement(primitive(1), limit),
    writeElement(constructed(2), encodeCondition(sub.condition)),
  )
  return {
    condition: {
      type: 1,
      fingerprint: sha256(hashed),
      cost: prefix.length + maxMessageLength + sub.condition.cost + 1024,
      subtypes: typesIn(sub.condition) & ~(1 << 1),
    },
    // The limit is part of the condition and of its cost. It stops no message: published vector 0008 and the reference
    // implementation accept one of 3 bytes where it says 0 (rfcs/crypto-conditions, issue 26).
    verify: (message) => sub.verify(concatBytes(prefix, message)),
  }
}
