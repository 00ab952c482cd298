import { z } from '@hono/zod-openapi'
import type { KeyAttestation, WalletKey } from '../core/model.ts'
import { amount, assetCode, oracleId, time, timeInput } from '../core/schemas.ts'
import { publicKey, signedSchema } from '../core/signed.ts'
import { formatTime } from '../core/time.ts'

const protections = ['software', 'eSE', 'HSM'] as const
const logics = ['RASP', 'TEE', 'AVF', 'attestation', 'isolated'] as const
export const keyProtection = z.enum(protections)
const logic = z.array(z.enum(logics)).max(logics.length)

/** The operations that spend, and so are signed for. */
export const spending = ['createTransfer', 'refundTransfer', 'redeemAsset', 'createHold', 'acceptHold', 'adjustHold'] as const

/** What a key may be used for. The signing backend holds to it, whatever this service asks of it. */
export const keyPolicy = z
  .strictObject({
    operations: z
      .array(z.enum(spending))
      .min(1)
      .max(spending.length)
      .optional()
      .openapi({ description: 'Operations it signs for; all if absent', example: ['createTransfer'] }),
    maxAmounts: z
      .record(assetCode, amount)
      .refine((amounts) => Object.keys(amounts).length <= 20, 'must have at most 20 members')
      .optional()
      .openapi({ type: 'object', description: 'Most that one signature may spend, by asset; others not at all', example: { JPY: 10_000 } }),
    rate: z
      .strictObject({ count: z.int().min(1).max(100_000), seconds: z.int().min(1).max(86_400) })
      .optional()
      .openapi({ description: 'At most so many signatures in any window of so many real seconds' }),
    attestation: z
      .strictObject({ keys: z.array(keyProtection).min(1).max(3).optional(), logic: logic.min(1).optional() })
      .optional()
      .openapi({ description: 'How the key must be kept: one of `keys`, all of `logic`' }),
  })
  .openapi('KeyPolicy')

export const keyAttestationType = 'kariosae.key-attestation.v1'

/** An oracle of the sandbox says how a client keeps its key (systems.md 1.8). */
export const signedKeyAttestation = signedSchema(
  keyAttestationType,
  z.strictObject({
    publicKey,
    platform: z.enum(['smartphone', 'server']),
    logic,
    keys: keyProtection,
    notAfter: z.union([timeInput, z.null()]).openapi({ type: ['string', 'null'], format: 'date-time' }),
  }),
  oracleId,
).openapi('SignedKeyAttestation')

export const walletKeySchema = z
  .object({
    id: z.string().openapi({ description: 'The public key as a did:key', example: 'did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw' }),
    publicKey,
    attestation: z.union([
      z.object({
        platform: z.enum(['smartphone', 'server']),
        logic: z.array(z.enum(logics)),
        keys: keyProtection,
        notAfter: z.union([time, z.null()]),
        by: z.union([oracleId, z.null()]).openapi({ description: 'The oracle that says so; null for the signing backend' }),
      }),
      z.null(),
    ]),
    revokedAt: z.union([time, z.null()]),
  })
  .openapi('WalletKey')

export function presentKey({ id, publicKey, attestation, revokedAt }: WalletKey): z.output<typeof walletKeySchema> {
  return { id, publicKey, attestation: attestation && presentAttestation(attestation), revokedAt: revokedAt === null ? null : formatTime(revokedAt) }
}

function presentAttestation({ logic, notAfter, ...rest }: KeyAttestation) {
  return { ...rest, logic: [...logic], notAfter: notAfter === null ? null : formatTime(notAfter) }
}
