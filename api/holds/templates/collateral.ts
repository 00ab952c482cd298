import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { time } from './fields.ts'
import { template } from './template.ts'

export const collateral = template({
  name: 'collateral',
  version: 1,
  title: { en: 'Prepayment that can be borrowed against', ja: '担保にできる前払い' },
  summary: {
    en: 'A prepayment that is locked until the business has delivered. It may assign what it will receive to a lender (POST /v1/holds/{id}/assign), who is then paid first. From `firmFrom` on the customer cannot cancel, so a lender knows what the loan stands on.',
    ja: '店が提供を終えるまで留保される前払い。店は受取予定額を貸し手に譲渡でき（POST /v1/holds/{id}/assign）、貸し手が先に支払われます。`firmFrom` 以降は客が取り消せないため、貸し手は担保を確認できます。',
  },
  parameters: z
    .strictObject({
      customer: walletId.describe('Who prepays / 前払いする客'),
      business: walletId.describe('Who delivers and is paid / 提供して支払いを受ける店'),
      asset: assetCode.describe('What is paid with / 支払いに使う資産'),
      amount: amount.describe('The prepayment / 前払い額'),
      firmFrom: time.describe('From then on the customer cannot cancel / これ以降、客は取り消せない'),
      deliverBy: time.describe('Not captured by then, everything goes back / それまでに確定されなければ全額が戻る'),
    })
    .refine(({ firmFrom, deliverBy }) => firmFrom < deliverBy, { path: ['deliverBy'], message: 'must be later than firmFrom' }),
  example: {
    customer: demo.guest,
    business: demo.restaurant,
    asset: 'JPY',
    amount: 30_000,
    firmFrom: '2099-04-01T00:00:00Z',
    deliverBy: '2099-12-31T00:00:00Z',
  },
  terms: ({ customer, business, asset, amount, firmFrom, deliverBy }) => ({
    from: customer,
    to: business,
    asset,
    amount,
    expiresAt: deliverBy,
    rules: [
      { name: 'cancel', action: 'cancel', by: ['payer'], when: { before: firmFrom } },
      { name: 'delivered', action: 'capture', by: ['payee'] },
    ],
  }),
})
