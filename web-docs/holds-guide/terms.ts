import { demo } from '../../api/core/demo-ids.ts'
import { act, type Chapter, hold } from './exchange.ts'

const table = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000, expiresAt: '2099-12-26T19:00:00Z' }

/** What a hold is made of. */
export const termChapters: readonly Chapter[] = [
  {
    id: 'short-form',
    title: { en: 'One resource', ja: 'どれも同じ仮押さえ' },
    text: [
      {
        en: 'A card authorisation, an escrow, a deposit, a delivery against payment: each is a hold, and differs only in its terms. The short form leaves most to the defaults; the answer spells them out. The terms are kept in the hold, so nothing that is edited elsewhere changes them. What can be seen to be impossible, such as shares beyond the whole, is refused when the hold is made.',
        ja: 'カードの与信枠の確保も、エスクローも、保証金も、証券と代金の引き換えも、すべて仮押さえで、違うのは条件だけです。短い書き方では大半を既定に任せ、応答がその内容を示します。条件は仮押さえ自体に保存されるため、後から他で何を編集しても変わりません。合計が全体を超える配分など、成り立たない条件は作成時に断られます。',
      },
    ],
    exchanges: [
      hold(
        { ...table, cancelUntil: '2099-12-22T19:00:00Z' },
        {
          status: 'held',
          rules: [
            { name: 'capture', action: 'capture', by: ['payee'], outcome: 'pay' },
            { name: 'cancel', action: 'cancel', by: ['payer'], when: { before: '2099-12-22T19:00:00.000Z' }, outcome: 'refund' },
            { name: 'release', action: 'release', by: ['payee'], outcome: 'refund' },
          ],
        },
      ),
    ],
  },
  {
    id: 'legs',
    title: { en: 'Legs: what is locked', ja: 'レグ：何を留保するか' },
    text: [
      {
        en: 'A leg is one amount of one asset from one payer to one payee. A payment has one; an exchange has two or more, of different payers and assets. All legs settle in one commit, or none does. Here each side locks its own by accepting, and the rule settles as soon as both have.',
        ja: 'レグは、1人の支払人から1人の支払先への、1つの資産の1つの金額です。支払いなら1つ、交換なら支払人や資産の異なる2つ以上になります。すべてのレグが一度の処理で決済されるか、どれも決済されません。この例では双方が承諾して自分の分を留保し、そろうとすぐに規則が決済します。',
      },
      {
        en: 'A leg that is not locked by its `fundBy` ends the hold, and what the others had locked goes back.',
        ja: '`fundBy` までに留保されないレグがあれば仮押さえは終わり、ほかの支払人が留保した分は戻ります。',
      },
    ],
    exchanges: [
      hold(
        {
          legs: [
            { from: demo.guest, to: demo.restaurant, asset: 'USD', amount: 10_000, fundBy: '2099-03-01T09:00:00Z' },
            { from: demo.restaurant, to: demo.guest, asset: 'JPY', amount: 15_000, fundBy: '2099-03-01T12:00:00Z' },
          ],
          acceptances: ['payer'],
          expiresAt: '2099-03-01T15:00:00Z',
          rules: [{ action: 'capture' }],
        },
        { status: 'proposed' },
      ),
      act('accept', {}, { status: 'proposed', legs: [{ asset: 'USD' }, { asset: 'JPY', fundedAt: null }] }, { as: demo.guest }),
      act('accept', {}, { status: 'captured', legs: [{ captured: 10_000 }, { captured: 15_000 }] }, { as: demo.restaurant }),
    ],
  },
  {
    id: 'outcomes',
    title: { en: 'Outcomes: who gets how much', ja: '配分：誰がいくら受け取るか' },
    text: [
      {
        en: 'An outcome divides what is settled: fixed amounts and shares (`5%`, `1/3`) in their order, then `rest` takes what is left. What no portion takes goes back to the payer. `pay` (all to the payee) and `refund` (all back) are always there.',
        ja: '配分は決済する額の分け方です。まず固定額と割合（`5%` や `1/3`）を順に取り、`rest` が残りを取ります。どこにも割り当てられない分は支払人に戻ります。`pay`（全額を支払先へ）と `refund`（全額を支払人へ）は常に使えます。',
      },
      {
        en: 'Sums are exact. Shares round down; where they make up the whole, the units left over go one each to the largest fractions, of equal ones to the first: 1 by halves is 1 and 0.',
        ja: '合計は必ず合います。割合の端数は切り捨て、割合の合計がちょうど全体になる場合は、余りを端数の大きい順（同じなら先に書いた順）に1ずつ配ります。1を半分ずつなら1と0です。',
      },
    ],
    exchanges: [
      hold(
        {
          ...table,
          amount: 10_001,
          parties: { platform: demo.taxi },
          outcomes: {
            sold: [
              { to: 'platform', share: '5%' },
              { to: 'payee', rest: true },
            ],
          },
          rules: [{ name: 'sale', action: 'capture', by: ['payee'], outcome: 'sold' }],
        },
        { status: 'held' },
      ),
      act(
        'capture',
        {},
        {
          status: 'captured',
          history: [
            { action: 'hold' },
            {
              action: 'capture',
              rule: 'sale',
              payments: [
                { to: demo.taxi, amount: 500 },
                { to: demo.restaurant, amount: 9501 },
              ],
            },
          ],
        },
      ),
    ],
  },
  {
    id: 'rules',
    title: { en: 'Rules: which outcome, by whom, and when', ja: '規則：誰が、いつ、どの配分にできるか' },
    text: [
      {
        en: 'When somebody captures, releases or cancels, the first rule counts whose `action` that is, whose `by` names the caller and whose `when` is true; no such rule, and the call is refused. A rule without `by` acts by itself as soon as `when` is true, in the same commit as the signal or the instant that made it so. It acts once, or with `repeat` once for every signal.',
        ja: '誰かが確定・解放・取消しを求めると、`action` が一致し、`by` に呼び出した人が含まれ、`when` が成り立つ最初の規則が使われます。なければ断られます。`by` のない規則は、`when` が成り立つとすぐに、そのきっかけとなったシグナルや時刻と同じ処理の中で自動的に働きます。働くのは一度だけで、`repeat` を付けるとシグナルごとに一度です。',
      },
      {
        en: 'A rule settles all that remains, or `amount`: so much, or what a field of a signal says. With `final: false` the rest stays locked. This one is a scale of cancellation fees.',
        ja: '規則は残額の全部、または `amount`（固定額か、シグナルのデータにある額）を決済します。`final: false` なら残りは留保されたままです。次の例は段階的なキャンセル料です。',
      },
    ],
    exchanges: [
      hold(
        {
          ...table,
          outcomes: { late: [{ to: 'payee', share: '30%' }] },
          rules: [
            { name: 'early', action: 'cancel', by: ['payer'], when: { before: '2099-12-22T19:00:00Z' } },
            { name: 'late', action: 'cancel', by: ['payer'], when: { before: '2099-12-24T19:00:00Z' }, outcome: 'late' },
            { name: 'no-show', action: 'capture', when: { after: '2099-12-24T19:30:00Z' } },
          ],
        },
        { status: 'held' },
      ),
      { request: 'POST /v1/clock/advance', body: { to: '2099-12-23T12:00:00Z' }, status: 200, answer: {} },
      act('cancel', {}, { status: 'cancelled', captured: 2400, released: 5600 }, { as: demo.guest }),
    ],
  },
]
