import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { after, all, signalled, since, without } from './conditions.ts'
import { later, someTime, time } from './fields.ts'
import { template } from './template.ts'

export const returnWindow = template({
  name: 'returnWindow',
  version: 1,
  title: { en: 'Sale between persons, with a return window', ja: '返品期間つきの個人間売買（C2C）' },
  summary: {
    en: 'The seller is paid when the goods were `delivered` and the return period has passed. A buyer who signals `returning` within it stops that: the money goes back when the goods are back (`returned`), and to the seller if they do not come in time. Never delivered, it goes back by itself.',
    ja: '商品の配達（`delivered`）後、返品期間が過ぎると売り手に支払われます。期間内に買い手が `returning` を通知すると支払いは止まり、商品が戻れば（`returned`）代金が戻り、期限までに戻らなければ売り手に支払われます。配達されなければ代金は自動的に戻ります。',
  },
  parameters: z.strictObject({
    buyer: walletId.describe('Who pays / 支払う買い手'),
    seller: walletId.describe('Who sends the goods and is paid / 商品を送り、支払いを受ける売り手'),
    carrier: walletId
      .optional()
      .describe('Who says what was delivered and returned, instead of the seller / 売り手に代わり配達と返送を通知する運送会社'),
    arbiter: walletId.optional().describe('Who decides a dispute; absent: there are none / 異議を決定する仲裁人。省略すると異議なし'),
    asset: assetCode.describe('What is paid with / 支払いに使う資産'),
    amount: amount.describe('The price / 代金'),
    deliverBy: time.describe('Not delivered by then, everything goes back / それまでに届かなければ全額が戻る'),
    returnPeriod: someTime.default('P8D').describe('How long after delivery the buyer can decide to return it / 配達後、返品を決められる期間'),
    sendBackWithin: someTime.default('P14D').describe('How long the goods may take to come back / 返送にかけられる期間'),
    resolveWithin: someTime.default('P30D').describe('How long the arbiter has; then everything goes back / 仲裁の期限。過ぎると全額が戻る'),
  }),
  example: { buyer: demo.guest, seller: demo.restaurant, arbiter: demo.taxi, asset: 'JPY', amount: 12_000, deliverBy: '2099-05-10T00:00:00Z' },
  terms({ buyer, seller, carrier, arbiter, asset, amount, deliverBy, returnPeriod, sendBackWithin, resolveWithin }) {
    const courier = [carrier === undefined ? 'payee' : 'carrier']
    const delivered = signalled('delivered', courier)
    return {
      from: buyer,
      to: seller,
      asset,
      amount,
      // Delivered, and said to be returned, at the last moment each, the goods still have their time to come back.
      expiresAt: later(deliverBy, returnPeriod, sendBackWithin),
      parties: { ...(carrier === undefined ? {} : { carrier }), ...(arbiter === undefined ? {} : { arbiter }) },
      rules: [
        { name: 'returned', action: 'release', when: all(delivered, signalled('returned', courier)) },
        { name: 'kept', action: 'capture', when: all(delivered, after(since('delivered', returnPeriod)), without('returning')) },
        {
          name: 'not-returned',
          action: 'capture',
          when: all(delivered, signalled('returning', ['payer']), after(since('returning', sendBackWithin))),
        },
        { name: 'not-delivered', action: 'release', when: all(after(deliverBy), without('delivered')) },
      ],
      ...(arbiter === undefined ? {} : { disputes: { by: ['payer', 'payee'], resolvers: ['arbiter'], within: resolveWithin } }),
    }
  },
})
