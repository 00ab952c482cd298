import { z } from '@hono/zod-openapi'
import { type Signed, verifySigned } from '../../core/crypto/envelope.ts'
import { holdId, oracleId } from '../../core/schemas.ts'
import { signedSchema } from '../../core/signed.ts'
import { conditionType } from './condition.ts'
import { type EvidenceData, evidenceData } from './evidence.ts'
import { expression } from './expression.ts'
import { describeWhere, isAsWanted, whereFault } from './where.ts'

interface AttestedBy {
  readonly oracle: string
  readonly statement: string
  readonly where?: string | undefined
}

/** It names its hold, so it says nothing of another one. */
interface Attestation {
  readonly hold: string
  readonly statement: string
  readonly data?: EvidenceData | undefined
}

const attestationType = 'kariosae.attestation.v1'
const statement = z.string().min(1).max(100).openapi({ description: 'What the oracle says', example: 'registration-transferred' })

/** A registered oracle says so under its key, whoever brings it. */
export const attestedBy = conditionType<AttestedBy, { readonly attestation: Signed<Attestation> }>({
  name: 'attestedBy',
  schema: z.strictObject({ oracle: oracleId, statement, where: expression.optional() }),
  met({ oracle, statement, where }, { hold }) {
    const told = hold.evidence.find((one) => one.kind === 'attestation' && one.name === statement && one.by === oracle)
    return told !== undefined && isAsWanted(where, (told.data as Signed<Attestation>).body.data ?? {})
  },
  describe({ oracle, statement, where }) {
    const wanted = describeWhere(where)
    return {
      en: `the oracle ${oracle} has attested "${statement}"${wanted.en}`,
      ja: `オラクル${oracle}が「${statement}」${wanted.ja}を証明した`,
    }
  },
  names: ({ oracle }) => ({ oracles: [oracle] }),
  fault: whereFault,
  evidence: {
    field: 'attestation',
    schema: z.strictObject({
      attestation: signedSchema(
        attestationType,
        z.strictObject({ hold: holdId, statement, data: evidenceData.optional() }),
        oracleId,
      ) as unknown as z.ZodType<Signed<Attestation>>,
    }),
    judge({ attestation }, condition, { hold, oracle }) {
      const { kid, body } = attestation
      if (kid !== condition.oracle || body.statement !== condition.statement) return 'unasked'
      if (body.hold !== hold.id) return { fault: `attestation.body.hold is ${body.hold}; an attestation is for one hold only` }
      const key = oracle(kid)?.publicKey
      if (key === undefined || !isSignedBy(attestation, key)) return { fault: `attestation.sig is no signature of ${kid} over type and body` }
      // Kept whole: whoever reads the hold can check it again.
      return { kind: 'attestation', name: body.statement, by: kid, data: attestation }
    },
  },
})

const verified = new WeakMap<object, { readonly key: string; readonly good: boolean }>()

/** Several conditions may ask for the same statement: a signature is checked once. */
function isSignedBy(attestation: Signed<Attestation>, key: string): boolean {
  const known = verified.get(attestation)
  if (known?.key === key) return known.good
  const good = verifySigned(attestation, key)
  verified.set(attestation, { key, good })
  return good
}
