import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, memo, oracleId, walletId } from '../../core/schemas.ts'
import { all, attested, signalled } from './conditions.ts'
import { time } from './fields.ts'
import { template } from './template.ts'

const appraiser = z.strictObject({
  wallet: walletId.describe('Who appraises / 査定人'),
  lowest: amount.describe('The least that the price may become / 下げられる最低価格'),
})

export const appraisal = template({
  name: 'appraisal',
  version: 1,
  title: { en: 'Sale that waits for the registration', ja: '登録変更を待つ売買（自動車など）' },
  summary: {
    en: 'A car: the price is locked, and paid by itself as soon as the registration is told to have changed, by an oracle that attests `owner_changed` or by a wallet that signals it. An appraiser may lower the price before, by the signal `appraised` with `data.price`; the difference goes back. Not changed in time, everything goes back.',
    ja: '自動車の売買など。代金を留保し、名義変更が証明される（オラクルの `owner_changed` の証明、またはウォレットの通知）とすぐに支払われます。査定人がいれば `appraised` の `data.price` で価格が決まり、差額は戻ります。期限までに変更されなければ全額が戻ります。',
  },
  parameters: z
    .strictObject({
      buyer: walletId.describe('Who pays / 支払う買い手'),
      seller: walletId.describe('Who sells and is paid / 売って支払いを受ける人'),
      registry: z
        .union([oracleId, walletId], 'must be the ID of an oracle or a wallet')
        .describe('Who tells that the registration changed: an oracle, or a wallet / 名義変更を知らせるオラクルまたはウォレット'),
      appraiser: appraiser.optional().describe('Who sets the price, from the lowest to the amount / 価格を決める査定人（最低価格から代金まで）'),
      asset: assetCode.describe('What is paid with / 支払いに使う資産'),
      amount: amount.describe('The price, or the most it can be / 代金。査定がある場合はその上限'),
      item: memo.optional().describe('What is sold, such as the number of a car / 売るもの（車両番号など）'),
      deadline: time.describe('Not changed by then, everything goes back / それまでに変更されなければ全額が戻る'),
    })
    .refine(({ appraiser, amount }) => (appraiser?.lowest ?? 0) <= amount, {
      path: ['appraiser', 'lowest'],
      message: 'must not be more than amount',
    }),
  example: {
    buyer: demo.guest,
    seller: demo.restaurant,
    registry: demo.taxi,
    asset: 'JPY',
    amount: 60_000,
    item: 'Minato 500 a 12-34',
    deadline: '2099-09-30T00:00:00Z',
  },
  terms({ buyer, seller, registry, appraiser, asset, amount, item, deadline }) {
    const isOracle = !walletId.safeParse(registry).success
    const changed = isOracle ? attested(registry, 'owner_changed') : signalled('owner_changed', ['registry'])
    const appraised = appraiser && signalled('appraised', ['appraiser'], `data.price >= ${appraiser.lowest} && data.price <= ${amount}`)
    return {
      from: buyer,
      to: seller,
      asset,
      amount,
      expiresAt: deadline,
      parties: { ...(isOracle ? {} : { registry }), ...(appraiser ? { appraiser: appraiser.wallet } : {}) },
      rules: [
        {
          name: 'owner-changed',
          action: 'capture',
          when: appraised ? all(appraised, changed) : changed,
          amount: appraiser ? { signal: 'appraised', field: 'price' } : null,
        },
      ],
      ...(item === undefined ? {} : { memo: item }),
    }
  },
})
