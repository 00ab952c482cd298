import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { expression, expressionFault } from '../conditions/expression.ts'
import { reservedOutcomes } from '../terms/terms-schema.ts'
import { after, all, any, signalled, since, without } from './conditions.ts'
import { later, share, someTime, time } from './fields.ts'
import { template } from './template.ts'

const claim = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][A-Za-z0-9-]{0,30}$/, 'must be a name like late or broken')
    .refine((name) => !reservedOutcomes.includes(name), 'must not be pay, refund or split')
    .describe('The signal that claims it / 請求に使うシグナル名'),
  share: share.describe('How much of the deposit is forfeited / 没収される割合'),
  where: expression
    .superRefine((text, context) => {
      const fault = expressionFault(text)
      if (fault) context.addIssue({ code: 'custom', message: fault })
    })
    .optional()
    .describe('What must be true of its data, in CEL / データが満たすべき条件（CEL）'),
})

const distinct = (claims: readonly { readonly name: string }[]) => new Set(claims.map(({ name }) => name)).size === claims.length

export const deposit = template({
  name: 'deposit',
  version: 1,
  title: { en: 'Deposit against misuse', ja: '不正利用に備える保証金' },
  summary: {
    en: 'A deposit that comes back by itself at the end. Until then the owner, or an inspector if there is one, may claim it, or the share that was agreed for this case, with a signal. With an arbiter a claim waits, so that the holder can dispute it.',
    ja: '終了時に自動で戻る保証金。それまでは所有者（検査人がいれば検査人）がシグナルで、事由ごとに合意した割合を請求できます。仲裁人がいる場合、請求は一定期間待ち、預けた人が異議を申し立てられます。',
  },
  parameters: z
    .strictObject({
      holder: walletId.describe('Who gives the deposit / 保証金を預ける人'),
      owner: walletId.describe('Who gets what is forfeited / 没収分を受け取る所有者'),
      inspector: walletId.optional().describe('Who claims, instead of the owner / 所有者に代わり請求する検査人'),
      arbiter: walletId.optional().describe('Who decides if the holder disputes a claim / 異議を決定する仲裁人'),
      asset: assetCode.describe('What is deposited / 預ける資産'),
      amount: amount.describe('The deposit / 保証金の額'),
      claims: z
        .array(claim)
        .min(1)
        .max(10)
        .refine(distinct, 'must not name a claim twice')
        .default([{ name: 'misused', share: '100%' }])
        .describe('What can be claimed, and how much of it / 請求できる事由と割合'),
      returnAt: time.describe('When it goes back by itself / 自動的に戻る時刻'),
      objectWithin: someTime
        .default('P3D')
        .describe('How long a claim waits for a dispute, if there is an arbiter / 仲裁人がいる場合に請求が待つ期間'),
      resolveWithin: someTime.default('P30D').describe('How long the arbiter has; then the deposit goes back / 仲裁の期限。過ぎると保証金は戻る'),
    })
    .refine(({ arbiter, claims }) => arbiter === undefined || claims.every(({ where }) => where === undefined), {
      path: ['claims'],
      message: 'must have no where if there is an arbiter: a claim then waits for a dispute instead',
    }),
  example: {
    holder: demo.guest,
    owner: demo.restaurant,
    arbiter: demo.taxi,
    asset: 'JPY',
    amount: 20_000,
    claims: [
      { name: 'late', share: '20%' },
      { name: 'lost', share: '100%' },
    ],
    returnAt: '2099-08-31T00:00:00Z',
  },
  terms({ holder, owner, inspector, arbiter, asset, amount, claims, returnAt, objectWithin, resolveWithin }) {
    const claimant = [inspector === undefined ? 'payee' : 'inspector']
    const signals = claims.map(({ name, where }) => signalled(name, claimant, where))
    const waiting = (name: string) => (arbiter === undefined ? [] : [after(since(name, objectWithin))])
    // Without an arbiter a claim acts at once; with one, its signal alone must keep the deposit from going back.
    const unclaimed = arbiter === undefined ? [] : claims.map(({ name }) => without(name))
    return {
      from: holder,
      to: owner,
      asset,
      amount,
      // What is claimed at the last moment still waits its time.
      expiresAt: later(returnAt, objectWithin),
      parties: { ...(inspector === undefined ? {} : { inspector }), ...(arbiter === undefined ? {} : { arbiter }) },
      outcomes: Object.fromEntries(claims.map(({ name, share }) => [name, [{ to: 'payee', share }]])),
      rules: [
        ...claims.map(({ name }, place) => ({
          name: `claim-${name}`,
          action: 'capture' as const,
          when: all(signals[place]!, ...waiting(name)),
          outcome: name,
        })),
        { name: 'return', action: 'release', when: all(after(returnAt), ...unclaimed) },
      ],
      ...(arbiter === undefined
        ? {}
        : {
            disputes: {
              by: ['payer'],
              when: any(...signals),
              resolvers: ['arbiter'],
              outcomes: [...claims.map(({ name }) => name), 'refund', 'split'],
              within: resolveWithin,
            },
          }),
    }
  },
})
