import { sha256 } from '../../../core/crypto/sha256.ts'
import { primitive, readFields } from './der.ts'
import type { FulfillmentReader } from './fulfillment.ts'

/** PREIMAGE-SHA-256: whoever shows the preimage, whatever the message. */
export const readPreimage: FulfillmentReader = (contents) => {
  const [preimage] = readFields(contents, primitive(0)) ?? []
  return preimage && { condition: { type: 0, fingerprint: sha256(preimage), cost: preimage.length, subtypes: 0 }, verify: () => true }
}
