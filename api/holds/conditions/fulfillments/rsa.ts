import { sha256 } from '../../../core/crypto/sha256.ts'
import { primitive, readFields, writeElement } from './der.ts'
import type { FulfillmentReader } from './fulfillment.ts'
import { verifyPss } from './rsa-pss.ts'

/** RSA-SHA-256: a signature of the message, RSASSA-PSS with a modulus of 1,017 to 4,096 bits. */
export const readRsa: FulfillmentReader = (contents) => {
  const [modulus, signature] = readFields(contents, primitive(0), primitive(1)) ?? []
  if (!modulus || modulus.length < 128 || modulus.length > 512 || modulus[0] === 0 || signature?.length !== modulus.length) return undefined
  const fingerprint = sha256(writeElement(0x30, writeElement(primitive(0), modulus)))
  return {
    condition: { type: 3, fingerprint, cost: modulus.length ** 2, subtypes: 0 },
    verify: (message) => verifyPss(modulus, signature, message),
  }
}
