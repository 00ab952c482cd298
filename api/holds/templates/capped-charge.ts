import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { time } from './fields.ts'
import { template } from './template.ts'

export const cappedCharge = template({
  name: 'cappedCharge',
  version: 1,
  title: { en: 'Charge up to a cap', ja: '上限つきの請求' },
  summary: {
    en: 'A taxi ride, an emergency repair, a tank of fuel: the cap is locked before, the actual amount is captured after, and the rest goes back at once. More than the cap is refused, but for a tolerance agreed beforehand; beyond that the payer must raise the amount with adjust.',
    ja: 'タクシー、緊急修理、給油など。上限額を先に留保し、後で実額を確定すると、残りはすぐに戻ります。合意した許容額を除き、上限を超える請求はできません。さらに必要なら、支払人が adjust で増額します。',
  },
  parameters: z.strictObject({
    payer: walletId.describe('Who is charged / 請求される人'),
    payee: walletId.describe('Who charges / 請求する側'),
    asset: assetCode.describe('What is paid with / 支払いに使う資産'),
    cap: amount.describe('Most that is locked / 留保する上限額'),
    tolerance: amount.optional().describe('How far the charge may go beyond the cap; absent: not at all / 上限を超えてよい額。省略すると超過不可'),
    expiresAt: time.describe('Until when it can be charged / 請求できる期限'),
  }),
  example: { payer: demo.guest, payee: demo.taxi, asset: 'JPY', cap: 5000, tolerance: 500, expiresAt: '2099-12-24T23:00:00Z' },
  terms: ({ payer, payee, asset, cap, tolerance, expiresAt }) => ({
    from: payer,
    to: payee,
    asset,
    amount: cap,
    expiresAt,
    rules: [{ name: 'charge', action: 'capture', by: ['payee'] }],
    ...(tolerance === undefined ? {} : { limits: { overcapture: tolerance } }),
  }),
})
