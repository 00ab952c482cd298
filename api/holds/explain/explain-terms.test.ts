import { describe, expect, test } from 'vitest'
import { formatAmount } from '../../core/amounts.ts'
import { demo } from '../../core/demo-ids.ts'
import { createHoldBody } from '../terms/create-body.ts'
import { explainTerms } from './explain-terms.ts'
import { explainedBody } from './explained.ts'

const names: Record<string, string> = { [demo.guest]: 'Hana', [demo.restaurant]: 'Sakaba', [demo.taxi]: 'Cab' }
const words = {
  amount: (amount: number, code: string) => formatAmount(amount, { code, scale: code === 'USD' ? 2 : 0 }),
  wallet: (id: string) => names[id] ?? id,
}
const plain = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000, expiresAt: '2099-12-25T19:00:00Z' }

function explain(body: object) {
  return explainTerms(explainedBody(createHoldBody.parse(body)), words)
}

test('a plain hold', () => {
  expect(explain({ ...plain, cancelUntil: '2099-12-22T19:00:00Z', acceptances: ['payee'] })).toEqual({
    en: [
      'The payer, Hana, pays the payee, Sakaba, at most 8,000 JPY.',
      'Nothing is locked before the payee has accepted.',
      'If the payee captures, the amount captured goes to the payee; what is left goes back to the payer.',
      'If the payer cancels and it is before 2099-12-22 19:00 UTC, everything goes back to the payer.',
      'If the payee releases, everything goes back to the payer.',
      'If nothing else happens, everything goes back to the payer at 2099-12-25 19:00 UTC.',
    ],
    ja: [
      '支払人（Hana）は支払先（Sakaba）に最大8,000 JPYを支払います。',
      '支払先が承諾するまで、何も留保されません。',
      '支払先が確定すると、確定した額が支払先に渡ります。残った額は支払人に戻ります。',
      '2099-12-22 19:00 UTCより前である場合に支払人が取り消すと、全額が支払人に戻ります。',
      '支払先が解放すると、全額が支払人に戻ります。',
      'ほかに何も起こらなければ、2099-12-25 19:00 UTCに全額が支払人に戻ります。',
    ],
  })
})

test('two legs', () => {
  const legs = [
    { from: demo.guest, to: demo.restaurant, asset: 'USD', amount: 10_050, fundBy: '2099-12-24T12:00:00Z' },
    { from: demo.restaurant, to: demo.guest, asset: 'JPY', amount: 15_000 },
  ]
  const outcomes = {
    fine: [
      { to: 'controller', leg: 0, share: '5%' },
      { to: 'payee', leg: 1, amount: 500 },
    ],
  }
  const rules = [{ action: 'capture' }, { action: 'cancel', by: ['payer'], outcome: 'fine' }]
  expect(explain({ legs, parties: { controller: demo.taxi }, outcomes, rules, acceptances: ['payer', 'controller'] })).toEqual({
    en: [
      'Leg 1: the payer, Hana, pays the payee, Sakaba, at most 100.50 USD.',
      'If leg 1 is not locked before 2099-12-24 12:00 UTC, everything goes back.',
      'Leg 2: the payer, Sakaba, pays the payee, Hana, at most 15,000 JPY.',
      'All legs settle together or none does.',
      'The controller is Cab.',
      'Each leg is locked when its payer accepts. Nothing is settled before every payer and the controller have accepted.',
      'As soon as everything is locked, every leg goes to its payee. This happens by itself.',
      'If any payer cancels, of leg 1, 5 % goes to the controller and the rest back to its payer; of leg 2, 500 JPY goes to its payee and the rest back to its payer.',
      'If the controller releases, every leg goes back to its payer.',
      'If someone who would be paid by itself can take nothing then, every leg goes back to its payer.',
      'If nothing else happens, every leg goes back to its payer 7 days after the hold is made.',
    ],
    ja: [
      'レグ1：支払人（Hana）は支払先（Sakaba）に最大100.50 USDを支払います。',
      '2099-12-24 12:00 UTCより前にレグ1が留保されなければ、すべてが元に戻ります。',
      'レグ2：支払人（Sakaba）は支払先（Hana）に最大15,000 JPYを支払います。',
      'すべてのレグが一緒に決済されるか、どれも決済されません。',
      '管理者はCabです。',
      '各レグは、その支払人が承諾すると留保されます。すべての支払人と管理者が承諾するまで、何も決済されません。',
      'すべてが留保されるとすぐに、自動的に各レグがその支払先に渡ります。',
      'いずれかの支払人が取り消すと、レグ1のうち5%が管理者に渡り、残りはその支払人に戻り、レグ2のうち500 JPYがその支払先に渡り、残りはその支払人に戻ります。',
      '管理者が解放すると、各レグがその支払人に戻ります。',
      '自動的な支払いの受け手がそのとき受け取れなければ、各レグがその支払人に戻ります。',
      'ほかに何も起こらなければ、仮押さえの作成から7日後に各レグがその支払人に戻ります。',
    ],
  })
})

const late = { share: '30%', to: 'payee' }

/** The sentences that a hold has beside those of the plain one without rules. */
describe('the rules of a hold', () => {
  test.each<[what: string, terms: object, en: string, ja: string]>([
    [
      'a fee',
      { outcomes: { late: [late] }, rules: [{ action: 'cancel', by: ['payer'], when: { before: '2099-12-22T19:00:00Z' }, outcome: 'late' }] },
      'If the payer cancels and it is before 2099-12-22 19:00 UTC, 30 % goes to the payee and the rest back to the payer.',
      '2099-12-22 19:00 UTCより前である場合に支払人が取り消すと、30%が支払先に渡り、残りは支払人に戻ります。',
    ],
    [
      'a fee at any time',
      { outcomes: { late: [late] }, rules: [{ action: 'cancel', by: ['payer'], outcome: 'late' }] },
      'If the payer cancels, 30 % goes to the payee and the rest back to the payer.',
      '支払人が取り消すと、30%が支払先に渡り、残りは支払人に戻ります。',
    ],
    [
      'the rest to the payee',
      {
        outcomes: {
          late: [
            { share: '1/3', to: demo.taxi },
            { rest: true, to: 'payee' },
          ],
        },
        rules: [{ action: 'cancel', by: ['payer'], outcome: 'late' }],
      },
      'If the payer cancels, 1/3 goes to Cab and the rest to the payee.',
      '支払人が取り消すと、1/3がCabに渡り、残りは支払先に渡ります。',
    ],
    [
      'nothing left',
      {
        outcomes: {
          late: [
            { share: '60%', to: 'payee' },
            { share: '40%', to: 'payer' },
          ],
        },
        rules: [{ action: 'cancel', by: ['payer'], outcome: 'late' }],
      },
      'If the payer cancels, 60 % goes to the payee and 40 % back to the payer.',
      '支払人が取り消すと、60%が支払先に渡り、40%が支払人に戻ります。',
    ],
    [
      'three receivers',
      {
        outcomes: {
          late: [
            { amount: 500, to: demo.taxi },
            { share: '10%', to: 'payee' },
          ],
        },
        rules: [{ action: 'cancel', by: ['payer', 'payee'], outcome: 'late' }],
      },
      'If the payer or the payee cancels, 500 JPY goes to Cab, 10 % to the payee and the rest back to the payer.',
      '支払人または支払先が取り消すと、500 JPYがCabに渡り、10%が支払先に渡り、残りは支払人に戻ります。',
    ],
    [
      'all by a share',
      { outcomes: { late: [{ share: '100%', to: 'payee' }] }, rules: [{ action: 'cancel', by: ['payer'], outcome: 'late' }] },
      'If the payer cancels, everything goes to the payee.',
      '支払人が取り消すと、全額が支払先に渡ります。',
    ],
    [
      'a capture with a fee',
      { outcomes: { late: [late] }, rules: [{ action: 'capture', by: ['payee'], outcome: 'late', partial: true }] },
      'If the payee captures, of the amount captured, 30 % goes to the payee and the rest back to the payer; what is left goes back to the payer.',
      '支払先が確定すると、確定した額のうち30%が支払先に渡り、残りは支払人に戻ります。残った額は支払人に戻ります。',
    ],
    [
      'a capture that leaves the rest',
      { rules: [{ action: 'capture', by: ['payee'], final: false }] },
      'If the payee captures, the amount captured goes to the payee; what is left stays locked.',
      '支払先が確定すると、確定した額が支払先に渡ります。残った額は留保されたままです。',
    ],
    [
      'by itself in time',
      { rules: [{ action: 'capture', when: { after: '2099-12-22T19:00:00Z' } }] },
      'As soon as it is 2099-12-22 19:00 UTC or later, everything goes to the payee. This happens by itself.',
      '2099-12-22 19:00 UTC以降である場合、自動的に全額が支払先に渡ります。',
    ],
    [
      'by itself, a part',
      { rules: [{ action: 'capture', when: { after: '2099-12-22T19:00:00Z' }, amount: 3000, final: false }] },
      'As soon as it is 2099-12-22 19:00 UTC or later, 3,000 JPY goes to the payee; what is left stays locked. This happens by itself.',
      '2099-12-22 19:00 UTC以降である場合、自動的に3,000 JPYが支払先に渡ります。残った額は留保されたままです。',
    ],
    [
      'by itself, time after time',
      {
        rules: [
          {
            action: 'capture',
            when: { signal: { name: 'reorder', from: ['payer'] } },
            amount: { signal: 'reorder', field: 'price' },
            final: false,
            repeat: true,
          },
        ],
      },
      'Each time the payer has sent the signal "reorder", the amount that the signal "reorder" gives as "price" goes to the payee; what is left stays locked. This happens by itself.',
      '支払人がシグナル「reorder」を送った場合、そのつど自動的にシグナル「reorder」の「price」の額が支払先に渡ります。残った額は留保されたままです。',
    ],
  ])('%s', (_what, terms, en, ja) => {
    const { rules } = terms as { rules: unknown[] }
    const told = explain({ ...plain, ...terms })
    expect(told.en.slice(1, 1 + rules.length)).toEqual([en])
    expect(told.ja.slice(1, 1 + rules.length)).toEqual([ja])
  })

  test('the first that fits counts', () => {
    const cancel = { action: 'cancel', by: ['payer'] }
    const rules = [
      { ...cancel, when: { before: '2099-12-22T19:00:00Z' } },
      { ...cancel, outcome: 'pay' },
      { action: 'capture', by: ['payee'] },
    ]
    const { en, ja } = explain({ ...plain, rules })
    expect(en[2]).toBe('Otherwise, if the payer cancels, everything goes to the payee.')
    expect(ja[2]).toBe('それ以外で、支払人が取り消すと、全額が支払先に渡ります。')
    expect(en[3]).toMatch(/^If the payee captures/)
  })
})

describe('beside the rules', () => {
  const auto = [{ action: 'capture' }]
  test.each<[what: string, terms: object, en: string[], ja: string[]]>([
    [
      'a dispute',
      { parties: { controller: demo.taxi }, disputes: { by: ['payer', 'payee'] } },
      [
        'The payer or the payee may dispute. Then nothing happens by itself until the controller decides that everything goes to the payee, or that everything goes back to the payer, or that it is split between payer and payee.',
        'If a dispute is not resolved within 30 days, everything goes back to the payer.',
      ],
      [
        '支払人または支払先は異議を申し立てられます。その後は、管理者が決めるまで自動的には何も起こりません。選べる結果：全額が支払先に渡る／全額が支払人に戻る／支払人と支払先の間で分ける。',
        '30日以内に異議が解決されなければ、全額が支払人に戻ります。',
      ],
    ],
    [
      'a dispute for a while',
      {
        parties: { controller: demo.taxi },
        disputes: { by: ['payer'], when: { before: '2099-12-22T19:00:00Z' }, outcomes: ['refund'], within: 'P1DT12H', otherwise: 'pay' },
      },
      [
        'If it is before 2099-12-22 19:00 UTC, the payer may dispute. Then nothing happens by itself until the controller decides that everything goes back to the payer.',
        'If a dispute is not resolved within 1 day 12 hours, everything goes to the payee.',
        'If someone who would be paid by itself can take nothing then, that part goes back to the payer.',
      ],
      [
        '2099-12-22 19:00 UTCより前である場合、支払人は異議を申し立てられます。その後は、管理者が決めるまで自動的には何も起こりません。選べる結果：全額が支払人に戻る。',
        '1日12時間以内に異議が解決されなければ、全額が支払先に渡ります。',
        '自動的な支払いの受け手がそのとき受け取れなければ、その分は支払人に戻ります。',
      ],
    ],
    [
      'limits',
      { limits: { perCapture: 3000, perPeriod: { amount: 4000, period: 'P30D' }, overcapture: 800 } },
      [
        'One capture takes at most 3,000 JPY.',
        'Captures take at most 4,000 JPY in each period of 30 days, counted from when everything was locked.',
        'Captures may go up to 800 JPY beyond what is locked, if the payer has it available.',
      ],
      [
        '1回の確定は最大3,000 JPYです。',
        '留保された時点から数えて30日ごとに、確定は合計で最大4,000 JPYです。',
        '支払人の残高があれば、留保額を最大800 JPYまで超えて確定できます。',
      ],
    ],
    [
      'all back where someone can take nothing',
      { rules: auto, fallback: 'releaseAll' },
      ['If someone who would be paid by itself can take nothing then, everything goes back to the payer.'],
      ['自動的な支払いの受け手がそのとき受け取れなければ、全額が支払人に戻ります。'],
    ],
    [
      'a part back where someone can take nothing',
      { rules: auto, fallback: 'returnShare' },
      ['If someone who would be paid by itself can take nothing then, that part goes back to the payer.'],
      ['自動的な支払いの受け手がそのとき受け取れなければ、その分は支払人に戻ります。'],
    ],
  ])('%s', (_what, terms, en, ja) => {
    const told = explain({ ...plain, ...terms })
    expect(told.en.slice(-1 - en.length, -1)).toEqual(en)
    expect(told.ja.slice(-1 - ja.length, -1)).toEqual(ja)
  })
})
