import { ed25519 } from '../../../core/crypto/ed25519.ts'
import { sha256 } from '../../../core/crypto/sha256.ts'
import { primitive, readFields, writeElement } from './der.ts'
import type { FulfillmentReader } from './fulfillment.ts'

/** ED25519-SHA-256: a signature of the message. */
export const readEd25519: FulfillmentReader = (contents) => {
  const [key, signature] = readFields(contents, primitive(0), primitive(1)) ?? []
  if (key?.length !== 32 || signature?.length !== 64) return undefined
  const fingerprint = sha256(writeElement(0x30, writeElement(primitive(0), key)))
  return { condition: { type: 4, fingerprint, cost: 131_072, subtypes: 0 }, verify: (message) => ed25519.verify(signature, message, key) }
}
