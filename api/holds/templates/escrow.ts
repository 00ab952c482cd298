import { z } from '@hono/zod-openapi'
import { maxAmount } from '../../core/amounts.ts'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { after, all, approved, signalled, since, without } from './conditions.ts'
import { later, share, someTime, time } from './fields.ts'
import { template } from './template.ts'

const milestone = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,40}$/, 'must be 1 to 40 letters, digits, dots, hyphens or underscores')
    .refine((name) => name !== 'accepted', 'must not be accepted: that is the approval of everything')
    .describe('The topic of the approval that pays it / 支払いの承認に使う名前'),
  amount: amount.describe('What is paid then / そのとき支払う額'),
})
type Milestone = z.output<typeof milestone>

const sum = (milestones: readonly Milestone[]) => milestones.reduce((total, { amount }) => Math.min(maxAmount, total + amount), 0)
const distinct = (milestones: readonly Milestone[]) => new Set(milestones.map(({ name }) => name)).size === milestones.length

const rest = { to: 'payee', rest: true } as const

export const escrow = template({
  name: 'escrow',
  version: 1,
  title: { en: 'Escrow with milestones and an arbiter', ja: 'マイルストーンと仲裁人つきエスクロー' },
  summary: {
    en: 'The price waits until the goods are there. The seller, or a carrier if there is one, signals `delivered`; the buyer approves `accepted`, or the inspection period passes, and the seller is paid. Milestones are paid as the buyer approves them. Not delivered in time, the rest goes back. Either side may dispute; then the arbiter decides, or splits.',
    ja: '商品が届くまで代金を留保します。売り手（運送会社がいれば運送会社）が `delivered` を通知し、買い手が `accepted` を承認するか検品期間が過ぎると支払われます。マイルストーンは買い手の承認ごとに支払われ、期限までに届かなければ残りは戻ります。異議があれば仲裁人が決定または分割します。',
  },
  parameters: z
    .strictObject({
      buyer: walletId.describe('Who pays / 支払う買い手'),
      seller: walletId.describe('Who delivers and is paid / 納品して支払いを受ける売り手'),
      arbiter: walletId.describe('Who decides a dispute, and can do nothing else / 異議のときだけ決定する仲裁人'),
      carrier: walletId.optional().describe('Who says that it was delivered, instead of the seller / 売り手に代わり配達を通知する運送会社'),
      asset: assetCode.describe('What is paid with / 支払いに使う資産'),
      amount: amount.describe('The whole price / 代金の総額'),
      milestones: z
        .array(milestone)
        .max(20)
        .refine(distinct, 'must not name a milestone twice')
        .default([])
        .describe('Parts that are paid beforehand, each when the buyer approves it / 買い手の承認ごとに先に支払う分'),
      platform: z
        .strictObject({
          wallet: walletId.describe('Who gets the fee / 手数料の受取先'),
          fee: share.describe('Of all that is paid / 支払額に対する割合'),
        })
        .optional()
        .describe('A marketplace that takes a fee / 手数料を取るプラットフォーム'),
      deliverBy: time.describe('Not delivered by then, the rest goes back by itself / それまでに届かなければ残りは自動的に戻る'),
      inspection: someTime
        .default('P7D')
        .describe('How long the buyer can look at it before the seller is paid by itself / 自動支払いまでの検品期間'),
      resolveWithin: someTime.default('P30D').describe('How long the arbiter has; then everything left goes back / 仲裁の期限。過ぎると残りは戻る'),
    })
    .refine(({ milestones, amount }) => sum(milestones) <= amount, { path: ['milestones'], message: 'must not come to more than amount' }),
  example: {
    buyer: demo.guest,
    seller: demo.restaurant,
    arbiter: demo.taxi,
    asset: 'JPY',
    amount: 40_000,
    milestones: [{ name: 'design', amount: 10_000 }],
    deliverBy: '2099-06-30T00:00:00Z',
  },
  terms({ buyer, seller, arbiter, carrier, asset, amount, milestones, platform, deliverBy, inspection, resolveWithin }) {
    const outcome = platform ? 'sale' : 'pay'
    const courier = carrier === undefined ? 'payee' : 'carrier'
    return {
      from: buyer,
      to: seller,
      asset,
      amount,
      // Delivered at the last moment, the inspection still ends before.
      expiresAt: later(deliverBy, inspection),
      parties: { arbiter, ...(carrier === undefined ? {} : { carrier }), ...(platform ? { platform: platform.wallet } : {}) },
      ...(platform ? { outcomes: { sale: [{ to: 'platform', share: platform.fee }, rest] } } : {}),
      rules: [
        ...milestones.map((one, place) => ({
          name: `milestone-${place + 1}`,
          action: 'capture' as const,
          when: approved(one.name, ['payer']),
          outcome,
          amount: one.amount,
          final: false,
        })),
        { name: 'accepted', action: 'capture', when: approved('accepted', ['payer']), outcome },
        { name: 'inspected', action: 'capture', when: all(signalled('delivered', [courier]), after(since('delivered', inspection))), outcome },
        { name: 'not-delivered', action: 'release', when: all(after(deliverBy), without('delivered')) },
      ],
      disputes: { by: ['payer', 'payee'], resolvers: ['arbiter'], outcomes: [outcome, 'refund', 'split'], within: resolveWithin },
    }
  },
})
