import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { after } from './conditions.ts'
import { time } from './fields.ts'
import { template } from './template.ts'

const side = z.strictObject({
  from: walletId.describe('Who gives it, and gets the other side / これを渡し、相手側を受け取る人'),
  asset: assetCode.describe('What is given / 渡す資産'),
  amount: amount.describe('How much / 数量'),
  fundBy: time.optional().describe('Not locked before then, nothing is exchanged / それまでに留保されなければ交換しない'),
})

export const dvp = template({
  name: 'dvp',
  version: 1,
  title: { en: 'Delivery or payment versus payment', ja: '証券・通貨と代金の同時決済（DVP・PVP）' },
  summary: {
    en: 'Two assets change hands together or not at all: a bond against cash, yen against dollars. Each side locks its own by accepting; once both are locked they are exchanged by themselves, or by the venue where there is one.',
    ja: '債券と現金、円とドルなど、2つの資産を同時に交換するか、一切交換しません。双方が承諾して留保すると、自動的に（取引所がある場合は取引所が）交換します。',
  },
  parameters: z
    .strictObject({
      delivery: side.describe('One side / 一方'),
      payment: side.describe('The other side / もう一方'),
      venue: walletId.optional().describe('Who settles instead, and may call it off / 代わりに決済し、中止もできる取引所'),
      settleFrom: time.optional().describe('Not settled before then / これより前には決済しない'),
      settleBefore: time.describe('Not settled before then, both sides get theirs back / それまでに決済されなければ双方に戻る'),
    })
    .refine(({ delivery, payment }) => delivery.from !== payment.from, {
      path: ['payment', 'from'],
      message: 'must be another wallet than delivery.from',
    })
    .refine(({ delivery, payment }) => delivery.asset !== payment.asset, {
      path: ['payment', 'asset'],
      message: 'must be another asset than delivery.asset',
    })
    .refine(({ delivery, settleBefore }) => (delivery.fundBy ?? '') <= settleBefore, notLater(['delivery', 'fundBy']))
    .refine(({ payment, settleBefore }) => (payment.fundBy ?? '') <= settleBefore, notLater(['payment', 'fundBy']))
    .refine(({ settleFrom, settleBefore }) => (settleFrom ?? '') < settleBefore, {
      path: ['settleBefore'],
      message: 'must be later than settleFrom',
    }),
  example: {
    delivery: { from: demo.guest, asset: 'USD', amount: 10_000, fundBy: '2099-03-01T09:00:00Z' },
    payment: { from: demo.restaurant, asset: 'JPY', amount: 15_000, fundBy: '2099-03-01T12:00:00Z' },
    settleBefore: '2099-03-01T15:00:00Z',
  },
  terms: ({ delivery, payment, venue, settleFrom, settleBefore }) => ({
    legs: [
      { ...delivery, to: payment.from },
      { ...payment, to: delivery.from },
    ],
    acceptances: ['payer'],
    expiresAt: settleBefore,
    ...(venue === undefined ? {} : { parties: { controller: venue } }),
    rules: [
      {
        name: 'settle',
        action: 'capture',
        by: venue === undefined ? null : ['controller'],
        when: settleFrom === undefined ? null : after(settleFrom),
      },
    ],
  }),
})

function notLater(path: string[]) {
  return { path, message: 'must not be later than settleBefore' }
}
