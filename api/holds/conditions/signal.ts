import { z } from '@hono/zod-openapi'
import { memo } from '../../core/schemas.ts'
import { conditionType } from './condition.ts'
import { type EvidenceData, evidenceData, evidenceName } from './evidence.ts'
import { expression } from './expression.ts'
import { describeRoles, someRoles } from './role.ts'
import { describeWhere, isAsWanted, whereFault } from './where.ts'

interface Signal {
  readonly name: string
  readonly from: readonly string[]
  readonly where?: string | undefined
}

interface SignalBody {
  readonly signal: string
  readonly data?: EvidenceData | undefined
  readonly memo?: string | undefined
}

/** A named event that one of the parties reports, of whose data an expression is true. What each party said last counts. */
export const signal = conditionType<Signal, SignalBody>({
  name: 'signal',
  schema: z.strictObject({
    name: evidenceName,
    from: someRoles.openapi({ description: 'Who may send it', example: ['courier'] }),
    where: expression.optional(),
  }),
  met({ name, from, where }, { hold, walletsOf }) {
    const wallets = from.flatMap(walletsOf)
    return hold.evidence.some(
      (one) =>
        one.kind === 'signal' && one.name === name && one.by !== null && wallets.includes(one.by) && isAsWanted(where, (one.data ?? {}) as object),
    )
  },
  describe({ name, from, where }) {
    const who = describeRoles(from, 'or')
    const wanted = describeWhere(where)
    return {
      en: `${who.en} has sent the signal "${name}"${wanted.en}`,
      ja: `${who.ja}がシグナル「${name}」${wanted.ja}を送った`,
    }
  },
  names: ({ from }) => ({ roles: from }),
  fault: whereFault,
  evidence: {
    field: 'signal',
    schema: z.strictObject({ signal: evidenceName, data: evidenceData.optional(), memo: memo.optional() }),
    judge({ signal: name, data = {} }, condition, { among }) {
      if (name !== condition.name) return 'unasked'
      const by = among(condition.from)
      return by === undefined ? 'forbidden' : { kind: 'signal', name, by, data }
    },
    awaits: ({ name }) => ({ kind: 'signal', name }),
    repeats: true,
  },
})
