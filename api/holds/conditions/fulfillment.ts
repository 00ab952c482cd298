import { z } from '@hono/zod-openapi'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { conditionType } from './condition.ts'
import { hexText } from './evidence.ts'
import { conditionTypeNames, parseCondition } from './fulfillments/condition-binary.ts'
import { fulfills, maxFulfillmentBytes } from './fulfillments/fulfillment.ts'

interface Fulfillment {
  readonly condition: string
  readonly message?: string | undefined
}

/** Most that checking one fulfillment may cost, in the standard's unit: eight Ed25519 signatures. */
const maxCost = 8 * 131_072

/**
 * A condition of draft-thomas-crypto-conditions-04: hash locks, signatures, and n of m of them. What signatures in it sign
 * is the message of the terms, none by default as in the draft: so one fulfillment settles at several ledgers at once. A
 * message or a prefix condition that names the deal keeps it from being used for another.
 */
export const fulfillment = conditionType<Fulfillment, { readonly fulfillment: string }>({
  name: 'fulfillment',
  schema: z.strictObject({
    condition: hexText(1, 64)
      .refine(
        (text) => parseCondition(hexToBytes(text)) !== undefined,
        'must be a condition in DER: preimage, prefix, threshold, rsa or ed25519 of SHA-256',
      )
      .refine((text) => (parseCondition(hexToBytes(text))?.cost ?? 0) <= maxCost, `must cost at most ${maxCost} to check`)
      .openapi({
        description: 'A condition of the Interledger standard, DER in hexadecimal',
        example: 'a0258020e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855810100',
      }),
    message: z.string().max(500).optional().openapi({ description: 'What its signatures sign, UTF-8; empty if absent', example: 'order 4711' }),
  }),
  met: (condition, { hold }) => hold.evidence.some(({ kind, name }) => kind === 'preimage' && name === nameOf(condition)),
  describe({ condition, message }) {
    const { type, fingerprint } = parseCondition(hexToBytes(condition))!
    const which = `${conditionTypeNames[type]} ${bytesToHex(fingerprint).slice(0, 8)}…`
    const about = message === undefined ? { en: '', ja: '' } : { en: ` for the message "${message}"`, ja: `（メッセージ「${message}」）` }
    return {
      en: `a fulfillment of the condition ${which}${about.en} has been given`,
      ja: `条件${which}の充足（fulfillment）${about.ja}が提示された`,
    }
  },
  evidence: {
    field: 'fulfillment',
    schema: z.strictObject({
      fulfillment: hexText(1, maxFulfillmentBytes).openapi({ description: 'DER in hexadecimal', example: 'a0028000' }),
    }),
    judge({ fulfillment }, terms) {
      const { condition, message = '' } = terms
      if (!fulfills(hexToBytes(condition), hexToBytes(fulfillment), new TextEncoder().encode(message)))
        return { fault: `fulfillment does not fulfil the condition ${condition}` }
      return { kind: 'preimage', name: nameOf(terms), by: null, data: { fulfillment } }
    },
  },
})

function nameOf({ condition, message = '' }: Fulfillment): string {
  return message === '' ? condition : `${condition} ${message}`
}
