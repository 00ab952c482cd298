import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { signalled } from './conditions.ts'
import { someTime, time } from './fields.ts'
import { template } from './template.ts'

export const standingOrder = template({
  name: 'standingOrder',
  version: 1,
  title: { en: 'Standing order, called by a device', ja: '機器による自動発注の継続支払い' },
  summary: {
    en: 'A printer orders ink: each signal `reorder` of the device, with `data.amount`, pays the payee at once, within the limits per order, per period and in all, until the total is used up. The payer may revoke it at any time and gets the rest back.',
    ja: 'プリンターがインクを注文するように、機器が `reorder` を `data.amount` とともに通知するたび、1回・期間・総額の上限内ですぐに支払われます。支払人はいつでも取り消せ、残りが戻ります。',
  },
  parameters: z
    .strictObject({
      payer: walletId.describe('Who pays / 支払う人'),
      payee: walletId.describe('Who supplies and is paid / 供給して支払いを受ける側'),
      device: walletId.describe('Whose signals order / 注文を通知する機器'),
      asset: assetCode.describe('What is paid with / 支払いに使う資産'),
      total: amount.describe('Most in all; it is locked now / 総額の上限。いま留保する'),
      perCapture: amount.optional().describe('Most for one order / 1回の上限'),
      perPeriod: z
        .strictObject({
          amount: amount.describe('Most within one period / 期間ごとの上限'),
          period: someTime.describe('How long a period is / 期間の長さ'),
        })
        .optional()
        .describe('Most for all orders of a period; periods are counted from when it is held / 期間ごとの合計上限。留保時点から数える'),
      expiresAt: time.describe('When it ends and the rest goes back / 終了し、残りが戻る時刻'),
    })
    .refine(({ perCapture = 0, total }) => perCapture <= total, { path: ['perCapture'], message: 'must not be more than total' })
    .refine(({ perPeriod, total }) => (perPeriod?.amount ?? 0) <= total, { path: ['perPeriod', 'amount'], message: 'must not be more than total' }),
  example: {
    payer: demo.guest,
    payee: demo.restaurant,
    device: demo.taxi,
    asset: 'JPY',
    total: 24_000,
    perCapture: 3000,
    perPeriod: { amount: 4000, period: 'P30D' },
    expiresAt: '2099-12-31T00:00:00Z',
  },
  terms: ({ payer, payee, device, asset, total, perCapture, perPeriod, expiresAt }) => ({
    from: payer,
    to: payee,
    asset,
    amount: total,
    expiresAt,
    parties: { device },
    rules: [
      {
        name: 'reorder',
        action: 'capture',
        when: signalled('reorder', ['device']),
        amount: { signal: 'reorder', field: 'amount' },
        final: false,
        repeat: true,
      },
      { name: 'revoke', action: 'cancel', by: ['payer'] },
    ],
    ...(perCapture === undefined && perPeriod === undefined ? {} : { limits: { perCapture, perPeriod } }),
  }),
})
