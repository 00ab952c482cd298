import { z } from '@hono/zod-openapi'
import { receiptType } from '../core/receipt.ts'
import { sandboxId, time } from '../core/schemas.ts'
import { hash } from '../journal/checkpoint.ts'
import { credentialType } from './credential.ts'

const provenRecord = z.object({
  record: z
    .looseObject({})
    .openapi({ description: 'The journal record. Where `data` or an entry stands as a text, it is the digest of what its reader may not see' }),
  proof: z.array(hash).openapi({ description: 'Inclusion proof of RFC 6962 for the place `seq - 1`' }),
})

const receiptSchema = z
  .object({
    type: z.literal(receiptType),
    sandbox: sandboxId,
    subject: z.string().openapi({ description: 'The transfer or hold it is about' }),
    entries: z.array(provenRecord).openapi({ description: 'What happened to it, oldest first' }),
    keys: z.array(provenRecord).openapi({ description: 'The records that made the signing keys those of their wallets' }),
    checkpoint: z.string().openapi({ description: 'The signed head of the journal: a C2SP checkpoint' }),
    verifierKey: z.string().openapi({ description: 'The key that signed it: compare it with the one you trust' }),
  })
  .openapi('Receipt')

const credentialSchema = z
  .object({
    '@context': z.array(z.union([z.string(), z.looseObject({})])),
    type: z.array(z.string()).openapi({ example: ['VerifiableCredential', credentialType] }),
    issuer: z.string().openapi({ description: 'The did:key of this service' }),
    validFrom: time,
    credentialSubject: z.looseObject({}).openapi({ description: 'What happened, in plain members' }),
    evidence: z.array(z.object({ type: z.array(z.string()), receipt: receiptSchema })).openapi({ description: 'The receipt itself' }),
    proof: z.looseObject({}).openapi({ description: 'A DataIntegrityProof of eddsa-jcs-2022' }),
  })
  .openapi('ReceiptCredential')

/** How a receipt is answered, and what chooses. */
export const receiptQuery = z.strictObject({
  as: z
    .enum(['receipt', 'credential'])
    .default('receipt')
    .openapi({ description: 'As it is, or inside a verifiable credential (W3C, Data Model 2.0)' }),
})

export const receiptAnswer = {
  status: 200,
  schema: z.union([receiptSchema, credentialSchema]) as unknown as z.ZodType<object>,
} as const
