import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { later, someTime, time } from './fields.ts'
import { template } from './template.ts'

export const visit = template({
  name: 'visit',
  version: 1,
  title: { en: 'Visit: estimate, then actual', ja: '受診：見積もりと実費' },
  summary: {
    en: 'A hospital visit: the estimate is locked when both agree, and the hospital captures the actual cost, with the receipt in the memo. Beyond the estimate and an agreed tolerance, the patient must consent by raising the amount with adjust. Until the visit begins the patient may cancel.',
    ja: '通院の支払い。双方が合意すると見積額を留保し、病院は領収書をメモに付けて実費を確定します。見積額と許容額を超える場合は、患者が adjust で増額に同意する必要があります。受診開始までは患者が取り消せます。',
  },
  parameters: z.strictObject({
    patient: walletId.describe('Who is treated and pays / 受診して支払う患者'),
    hospital: walletId.describe('Who treats, and must accept first / 診療し、先に承諾する病院'),
    asset: assetCode.describe('What is paid with / 支払いに使う資産'),
    estimate: amount.describe('The expected cost, which is locked / 留保する見積額'),
    tolerance: amount.optional().describe('How far the actual cost may go beyond it without asking again / 再確認なしに超過できる額'),
    visitAt: time.describe('When the visit begins; before it the patient may cancel / 受診開始の時刻。それまでは患者が取り消せる'),
    settleWithin: someTime.default('P3D').describe('How long after that the hospital can charge / 受診開始から請求できる期間'),
  }),
  example: { patient: demo.guest, hospital: demo.restaurant, asset: 'JPY', estimate: 6000, tolerance: 600, visitAt: '2099-06-01T09:00:00+09:00' },
  terms: ({ patient, hospital, asset, estimate, tolerance, visitAt, settleWithin }) => ({
    from: patient,
    to: hospital,
    asset,
    amount: estimate,
    acceptances: ['payer', 'payee'],
    expiresAt: later(visitAt, settleWithin),
    rules: [
      { name: 'cancel', action: 'cancel', by: ['payer'], when: { before: visitAt } },
      { name: 'bill', action: 'capture', by: ['payee'], when: { after: visitAt } },
    ],
    ...(tolerance === undefined ? {} : { limits: { overcapture: tolerance } }),
  }),
})
