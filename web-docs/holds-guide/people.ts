import { demo } from '../../api/core/demo-ids.ts'
import { act, advance, type Chapter, hold, look, refused } from './exchange.ts'

const goods = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000, expiresAt: '2099-12-31T00:00:00Z' }

/** Who may do what. */
export const peopleChapters: readonly Chapter[] = [
  {
    id: 'who-decides',
    title: { en: 'Who decides', ja: '誰が決めるか' },
    text: [
      {
        en: 'The roles `payer` and `payee` are those of the legs. `parties` names others: a `controller` (notary, marketplace, venue), an `arbiter`, a `carrier`, any word you like. A party may do what the rules say, and nothing else: none can take the value for itself unless an outcome pays it.',
        ja: '`payer` と `payee` はレグの支払人と支払先です。`parties` では、`controller`（公証人・マーケットプレイス・取引所など）、`arbiter`、`carrier` など、好きな名前の当事者を加えられます。当事者にできるのは規則に書かれたことだけで、配分に含まれない限り、誰も自分のものにはできません。',
      },
      {
        en: 'Two things are always allowed: a payee who is the only one may give back what it did not assign, and a controller may release. With a key bound to a wallet, or the header `Act-As`, a request acts for that wallet alone; the sandbox’s own key acts for whoever it takes.',
        ja: '常にできることが2つあります。支払先が1人なら、その支払先は（譲渡した分を除いて）返すことができ、`controller` は解放できます。ウォレット専用のキーか `Act-As` ヘッダーを使うと、そのウォレットとしてだけ操作します。サンドボックスのキーは、必要な当事者の代わりに操作します。',
      },
    ],
    exchanges: [
      hold({ ...goods, parties: { controller: demo.taxi }, rules: [{ action: 'capture', by: ['controller'] }] }, { status: 'held' }),
      refused(act('capture', {}, {}, { as: demo.restaurant }), 422, 'condition_not_met'),
      act(
        'capture',
        {},
        { status: 'captured', history: [{ action: 'hold' }, { by: demo.taxi, payments: [{ to: demo.restaurant, amount: 8000 }] }] },
        { as: demo.taxi },
      ),
    ],
  },
  {
    id: 'acceptance',
    title: { en: 'Acceptance and funding', ja: '承諾と留保' },
    text: [
      {
        en: 'Parties in `acceptances` must accept before any value is locked: the restaurant before the guest’s money, say. A payer who accepts funds its own legs. Until all have accepted the hold is `proposed`: nothing is settled, either side can decline it, and it ends at `expiresAt` like any other.',
        ja: '`acceptances` の当事者が承諾するまで価値は留保されません（客のお金より先に店が承諾するなど）。支払人が承諾すると、その人のレグが留保されます。全員が承諾するまでは `proposed` で、何も決済されず、どちらからでも辞退でき、ほかと同じく `expiresAt` に終わります。',
      },
      {
        en: 'Nobody is bound by another: a hold that somebody else’s key asks for always waits for its payer.',
        ja: '他人の依頼だけで拘束されることはありません。支払人以外のキーで求められた仮押さえは、必ず支払人の承諾を待ちます。',
      },
    ],
    exchanges: [
      hold(goods, { status: 'proposed', acceptances: [{ party: 'payer', wallet: demo.guest, acceptedAt: null }] }, { as: demo.restaurant }),
      act('accept', {}, { status: 'held' }, { as: demo.guest }),
    ],
  },
  {
    id: 'disputes',
    title: { en: 'Disputes', ja: '異議' },
    text: [
      {
        en: 'Where the terms have `disputes`, those in `by` may dispute while the hold is held. That freezes everything that would happen by itself, expiry too. A resolver then chooses one of `outcomes` (`pay`, `refund` and `split` if you name none), or whoever disputed withdraws. After `within` (30 days) `otherwise` (`refund`) follows by itself.',
        ja: '条件に `disputes` があれば、`by` の当事者は留保中に異議を申し立てられます。すると、期限切れを含め、自動で起こることはすべて止まります。裁定者が `outcomes`（省略時は `pay`・`refund`・`split`）から選ぶか、申し立てた当事者が取り下げます。`within`（省略時30日）を過ぎると、自動的に `otherwise`（省略時 `refund`）になります。',
      },
      {
        en: '`split` divides each leg between payer and payee, and only there. A dispute that is withdrawn moves the expiry by as long as it lasted: stalling gains nothing.',
        ja: '`split` は各レグを支払人と支払先の間だけで分けます。異議が取り下げられると、期限はその期間だけ延びます。引き延ばしても得はありません。',
      },
    ],
    exchanges: [
      hold(
        {
          ...goods,
          parties: { arbiter: demo.taxi },
          rules: [{ action: 'capture', when: { after: { since: 'held', plus: 'P3D' } } }],
          disputes: { by: ['payer'], resolvers: ['arbiter'], within: 'P14D', otherwise: 'refund' },
        },
        { status: 'held' },
      ),
      act('dispute', { memo: 'The parcel was empty' }, { status: 'disputed' }, { as: demo.guest }),
      advance('P4D'),
      look(
        { status: 'disputed', captured: 0 },
        { text: { en: 'The third day has passed, and paid nobody.', ja: '3日目が過ぎても、誰にも支払われません。' } },
      ),
      act('resolve', { split: [3000] }, { status: 'captured', captured: 3000, released: 5000 }, { as: demo.taxi }),
    ],
  },
  {
    id: 'limits',
    title: { en: 'Limits and tolerances', ja: '上限と許容額' },
    text: [
      {
        en: 'The amount of a hold is the most that can be captured, unless `overcapture` allows so much more, taken from what the payer has available. `perCapture` and `perPeriod` limit a hold that is captured many times: here a device orders by itself, and its owner can revoke that at any time.',
        ja: '確定できるのは仮押さえの額までです。`overcapture` を付けると、支払人の残高からその額まで超過できます。`perCapture` と `perPeriod` は、何度も確定する仮押さえの上限です。次の例では機器が自動で発注し、持ち主はいつでもやめられます。',
      },
    ],
    exchanges: [
      hold(
        {
          ...goods,
          amount: 24_000,
          parties: { device: demo.taxi },
          limits: { perCapture: 3000, perPeriod: { amount: 4000, period: 'P30D' } },
          rules: [
            {
              name: 'reorder',
              action: 'capture',
              when: { signal: { name: 'reorder', from: ['device'] } },
              amount: { signal: 'reorder', field: 'amount' },
              final: false,
              repeat: true,
            },
            { name: 'revoke', action: 'cancel', by: ['payer'] },
          ],
        },
        { status: 'held' },
      ),
      act('signals', { signal: 'reorder', data: { amount: 2400 } }, { status: 'held', captured: 2400, remaining: 21_600 }, { as: demo.taxi }),
      refused(act('signals', { signal: 'reorder', data: { amount: 1800 } }, {}, { as: demo.taxi }), 422, 'limit_exceeded'),
      act('cancel', {}, { status: 'cancelled', captured: 2400, released: 21_600 }, { as: demo.guest }),
    ],
  },
]
