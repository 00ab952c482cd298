import { z } from '@hono/zod-openapi'
import { memo } from '../../core/schemas.ts'
import { conditionType, type Facts } from './condition.ts'
import { evidenceName } from './evidence.ts'
import { describeRoles, someRoles } from './role.ts'

interface ApprovedBy {
  readonly parties: readonly string[]
  readonly count?: number | undefined
  readonly topic?: string | undefined
}

interface ApprovalBody {
  readonly approval: string
  readonly memo?: string | undefined
}

/** So many of the parties agree, to what the topic names or to the hold as such. */
export const approvedBy = conditionType<ApprovedBy, ApprovalBody>({
  name: 'approvedBy',
  schema: z.strictObject({
    parties: someRoles.openapi({ description: 'Who is asked', example: ['payer', 'payee', 'controller'] }),
    count: z.int().min(1).max(100).optional().openapi({ description: 'How many of their wallets must approve; all if absent', example: 2 }),
    topic: evidenceName.optional().openapi({ description: 'What is approved; an approval without a topic if absent', example: 'damage' }),
  }),
  met(condition, facts) {
    const { size } = walletsBehind(condition, facts.walletsOf)
    return size > 0 && approversOf(condition, facts).length >= (condition.count ?? size)
  },
  describe({ parties, count = parties.length, topic }) {
    const about = topic === undefined ? { en: '', ja: '' } : { en: ` "${topic}"`, ja: `「${topic}」を` }
    const { en, ja } = describeRoles(parties, count === 1 ? 'or' : 'and')
    if (count === 1) return { en: `${en} has approved${about.en}`, ja: `${ja}が${about.ja}承認した` }
    if (count === parties.length) return { en: `${en} have approved${about.en}`, ja: `${ja}が${about.ja}承認した` }
    return { en: `at least ${count} of ${en} have approved${about.en}`, ja: `${ja}のうち${count}者以上が${about.ja}承認した` }
  },
  names: ({ parties }) => ({ roles: parties }),
  fault(condition, walletsOf) {
    if (!walletsOf || condition.parties.some((role) => walletsOf(role).length === 0)) return undefined
    const { size } = walletsBehind(condition, walletsOf)
    return (condition.count ?? 1) > size
      ? `count must be at most ${size}, as many as there are wallets behind ${condition.parties.join(', ')}`
      : undefined
  },
  evidence: {
    field: 'approval',
    schema: z.strictObject({
      approval: z
        .string()
        .regex(/^[A-Za-z0-9_.-]{0,40}$/, 'must be the topic, or empty where the condition has none')
        .openapi({ description: 'The topic; empty where the condition has none', example: 'damage' }),
      memo: memo.optional(),
    }),
    judge({ approval: name, memo }, { parties, topic = '' }, { hold, among }) {
      if (name !== topic) return 'unasked'
      const able = parties.map((role) => among([role])).filter((wallet) => wallet !== undefined)
      // Whoever may act for several parties approves for one after the other.
      const by = able.find((wallet) => !approvalsOf(hold, topic).has(wallet)) ?? able[0]
      return by === undefined ? 'forbidden' : { kind: 'approval', name, by, data: memo === undefined ? null : { memo } }
    },
    awaits: ({ topic = '' }) => ({ kind: 'approval', name: topic }),
    begun: (condition, facts) => approversOf(condition, facts).length > 0,
  },
})

function walletsBehind({ parties }: ApprovedBy, walletsOf: Facts['walletsOf']): Set<string> {
  return new Set(parties.flatMap(walletsOf))
}

/** Those of whom it is asked that have given it. */
function approversOf(condition: ApprovedBy, { hold, walletsOf }: Pick<Facts, 'hold' | 'walletsOf'>): string[] {
  const asked = walletsBehind(condition, walletsOf)
  return [...approvalsOf(hold, condition.topic)].filter((wallet) => asked.has(wallet))
}

function approvalsOf({ evidence }: Facts['hold'], topic = ''): Set<string> {
  return new Set(evidence.flatMap(({ kind, name, by }) => (kind === 'approval' && name === topic && by !== null ? [by] : [])))
}
