import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { parseDuration } from '../../core/time.ts'
import { after, all, before, signalled, without } from './conditions.ts'
import { duration, earlier, later, share, someTime, time } from './fields.ts'
import { template } from './template.ts'

const step = z.strictObject({
  until: duration.describe('How long before the start this step ends; PT0S at the start / 開始のどれだけ前まで。PT0S は開始時刻まで'),
  fee: share.optional().describe('What cancelling costs; absent: nothing / キャンセル料の割合。省略すると無料'),
})

const inOrder = (steps: readonly { readonly until: string }[]) =>
  steps.every(({ until }, place) => place === 0 || parseDuration(until)! < parseDuration(steps[place - 1]!.until)!)

export const reservation = template({
  name: 'reservation',
  version: 1,
  title: { en: 'Reservation with cancellation fees', ja: 'キャンセル料つきの予約' },
  summary: {
    en: 'A table or a room. Cancelling costs more the later it is, a guest who does not come pays the no-show fee by itself, and a business that cancels takes nothing. When the guest comes, the business signals `arrived` and captures what was really spent.',
    ja: 'レストランやホテルの予約。キャンセル料は直前ほど高くなり、来店がなければ無断キャンセル料が自動的に支払われます。店側の取り消しは無料です。来店時、店は `arrived` を通知し、実際の利用額を確定します。',
  },
  parameters: z
    .strictObject({
      guest: walletId.describe('Who books and pays / 予約して支払う人'),
      business: walletId.describe('Who is booked, and must accept first / 予約を受け、先に承諾する店'),
      asset: assetCode.describe('What is paid with / 支払いに使う資産'),
      amount: amount.describe('Most that can be charged / 請求できる上限額'),
      start: time.describe('When the guest is expected / 来店予定の時刻'),
      schedule: z
        .array(step)
        .min(1)
        .max(10)
        .refine(inOrder, 'must be in order: each step must end nearer to the start than the one before')
        .default([{ until: 'PT48H' }, { until: 'PT24H', fee: '30%' }, { until: 'PT0S', fee: '50%' }])
        .describe('What cancelling costs, step by step / 段階的なキャンセル料'),
      noShowFee: share.default('100%').describe('What is paid if the guest does not come / 無断キャンセル料の割合'),
      grace: duration.default('PT30M').describe('How long after the start the guest counts as not having come / 開始後、来店なしとみなすまでの時間'),
      billWithin: someTime
        .default('P1D')
        .describe('How long after the start the business can charge a guest who came / 来店した客に請求できる期間（開始から）'),
    })
    .refine(({ grace, billWithin }) => parseDuration(grace)! < parseDuration(billWithin)!, {
      path: ['billWithin'],
      message: 'must be longer than grace',
    }),
  example: { guest: demo.guest, business: demo.restaurant, asset: 'JPY', amount: 8000, start: '2099-12-24T19:00:00Z' },
  terms({ guest, business, asset, amount, start, schedule, noShowFee, grace, billWithin }) {
    const steps = schedule.map(({ until, fee }, place) => ({ end: earlier(start, until), fee, name: `cancel-${place + 1}` }))
    const fees = steps.flatMap(({ name, fee }) => (fee === undefined ? [] : [[name, [{ to: 'payee', share: fee }]] as const]))
    const billBy = later(start, billWithin)
    return {
      from: guest,
      to: business,
      asset,
      amount,
      acceptances: ['payee'],
      expiresAt: later(billBy, 'P1D'),
      outcomes: { ...Object.fromEntries(fees), 'no-show': [{ to: 'payee', share: noShowFee }] },
      rules: [
        ...steps.map(({ name, end, fee }) => ({
          name,
          action: 'cancel' as const,
          by: ['payer'],
          when: before(end),
          outcome: fee === undefined ? 'refund' : name,
        })),
        { name: 'bill', action: 'capture', by: ['payee'], when: after(start) },
        { name: 'no-show', action: 'capture', when: all(after(later(start, grace)), without('arrived')), outcome: 'no-show' },
        { name: 'not-billed', action: 'release', when: all(signalled('arrived', ['payee']), after(billBy)) },
      ],
    }
  },
})
