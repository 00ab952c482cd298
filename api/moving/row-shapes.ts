import { z } from '@hono/zod-openapi'
import { scope } from '../api-keys/api-key.ts'
import { assetKind, assetRules, scale } from '../assets/asset.ts'
import type { Kind } from '../core/change.ts'
import { issuance } from '../core/journal.ts'
import { amount, anyAmount, apiKeyId, assetCode, holdId, oracleId, transferId, walletId, walletKind } from '../core/schemas.ts'
import { publicKey } from '../core/signed.ts'
import { endOfTime, startOfTime } from '../core/time.ts'
import { holdStatus } from '../holds/hold-schema.ts'
import { attachments } from '../transfers/transfer.ts'
import { keyProtection } from '../wallets/key.ts'
import { attributes, custody } from '../wallets/wallet.ts'

/**
 * Rows as they stand in a file, which anybody can have written: what is not of these shapes reaches no table. What the rows
 * say is held against the journal later.
 */
const ms = z.int().min(startOfTime).max(endOfTime)
const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()])
const text = z.string().max(100_000)
const seq = z.int().min(1)
const digest = z.string().regex(/^[\w+/=-]{1,128}$/)
const keyId = z.string().regex(/^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/)
const plain = z.record(z.string(), z.unknown())

const attestation = z.strictObject({
  platform: z.enum(['smartphone', 'server']),
  logic: z.array(z.enum(['RASP', 'TEE', 'AVF', 'attestation', 'isolated'])).max(5),
  keys: keyProtection,
  notAfter: orNull(ms),
  by: orNull(oracleId),
})
const walletKey = z.strictObject({
  id: keyId,
  publicKey,
  attestation: orNull(attestation),
  revokedAt: orNull(ms),
  seq,
  former: z.array(z.strictObject({ id: keyId, seq })).max(20),
})

const leg = z.strictObject({
  from: walletId,
  to: walletId,
  asset: assetCode,
  amount,
  captured: anyAmount,
  released: anyAmount,
  remaining: anyAmount,
  fundedAt: orNull(ms),
  fundBy: orNull(ms),
  assignments: z.array(z.strictObject({ to: walletId, amount, paid: anyAmount })).max(100),
})
const evidence = z.strictObject({
  kind: z.enum(['signal', 'approval', 'attestation', 'preimage']),
  name: text,
  by: orNull(text),
  at: ms,
  fits: z.boolean(),
  firstAt: orNull(ms),
  data: z.unknown(),
})
/** `terms`, and what else the API shows of it, is held against the schema of the answer. */
const hold = z.strictObject({
  id: holdId,
  status: holdStatus,
  legs: z.array(leg).min(1).max(10),
  acceptances: z.array(z.strictObject({ party: text, wallet: walletId, acceptedAt: orNull(ms) })).max(100),
  terms: plain,
  expiresAt: ms,
  heldAt: orNull(ms),
  dueAt: orNull(ms),
  dispute: orNull(z.strictObject({ by: orNull(walletId), at: ms, resolveBy: ms })),
  evidence: z.array(evidence).max(10_000),
  watches: z.array(holdId).max(100),
  watchers: z.array(holdId).max(10_000),
  memo: orNull(text),
  history: z
    .array(z.looseObject({ at: ms, evidence: z.array(plain), locked: z.array(plain), payments: z.array(plain), returned: z.array(plain) }))
    .min(1),
  records: z.array(seq),
  createdAt: ms,
})

const webhookAttempt = z.strictObject({ at: ms, status: orNull(z.int()), error: orNull(text), durationMs: z.number() })

export const rowShapes = {
  apiKey: z.strictObject({
    id: apiKeyId,
    name: orNull(text),
    scopes: z.array(scope).max(3),
    wallet: orNull(walletId),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    createdAt: ms,
    revokedAt: orNull(ms),
  }),
  asset: z.strictObject({
    code: assetCode,
    scale,
    kind: assetKind,
    maxHolding: orNull(amount),
    maxSupply: amount,
    rules: assetRules,
    supply: anyAmount,
    createdAt: ms,
  }),
  wallet: z.strictObject({
    id: walletId,
    name: text,
    kind: walletKind,
    custody,
    key: orNull(walletKey),
    attributes,
    status: z.enum(['active', 'frozen', 'closed']),
    createdAt: ms,
  }),
  balance: z.strictObject({
    wallet: z.union([walletId, z.literal(issuance)]),
    asset: assetCode,
    posted: z.int(),
    held: anyAmount,
    incoming: anyAmount,
    lastSeq: orNull(seq),
  }),
  transfer: z.strictObject({
    id: transferId,
    from: walletId,
    to: walletId,
    asset: assetCode,
    amount,
    memo: orNull(text),
    attachments,
    refunded: anyAmount,
    refunds: z.array(transferId),
    refundOf: orNull(transferId),
    records: z.array(seq),
    createdAt: ms,
  }),
  hold,
  holdTemplate: z.strictObject({
    key: text,
    name: text,
    version: z.int().min(1).max(100),
    title: z.strictObject({ en: text, ja: text }),
    parameters: plain,
    example: plain,
    terms: z.unknown(),
    createdAt: ms,
  }),
  oracle: z.strictObject({ id: oracleId, name: text, publicKey, createdAt: ms }),
  webhookEndpoint: z.strictObject({
    id: text,
    url: text,
    types: orNull(z.array(text)),
    description: orNull(text),
    status: z.enum(['enabled', 'disabled', 'deleted']),
    generation: z.int(),
    rotatedAt: orNull(ms),
    createdAt: ms,
    cursor: z.int().min(0),
    claimedUntil: orNull(ms),
    failingSince: orNull(ms),
  }),
  webhookDelivery: z.strictObject({
    id: text,
    endpoint: text,
    event: text,
    seq,
    type: text,
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.array(webhookAttempt).max(1_000),
    tried: z.int().min(0),
    nextAt: orNull(ms),
    createdAt: ms,
  }),
  answer: z.strictObject({ key: digest, fingerprint: digest, status: z.int().min(200).max(599), body: z.string(), storedAt: ms }),
  usedSignature: z.strictObject({ id: digest, validUntil: ms }),
} satisfies Record<Kind, z.ZodType>

export const clockShape = z.strictObject({ frozenAt: orNull(ms), offset: z.int() })
export const instant = ms
