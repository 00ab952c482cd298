import { demo } from '../../api/core/demo-ids.ts'
import { captureHolds, releaseHolds } from '../../api/holds/settle-together.ts'
import { act, type Chapter, hold, refused } from './exchange.ts'

const rail = { payer: demo.guest, payee: demo.restaurant, asset: 'USD', amount: 10_000 }
/** Of the bytes 61 62 63. */
const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

/** What can be done with holds beside waiting. */
export const furtherChapters: readonly Chapter[] = [
  {
    id: 'preview',
    title: { en: 'Preview: what if?', ja: 'プレビュー：もしそうなったら' },
    text: [
      {
        en: '`GET …/preview?action=&at=` says who would get what if this happened then. It runs what would run in earnest, on a copy that is thrown away; with `action=none` only time passes. Add `by=` for who acts, and `body=` for the body of the action.',
        ja: '`GET …/preview?action=&at=` は、そのときにそれが起きたら誰がいくら受け取るかを答えます。本番と同じ処理を、捨てられる写しの上で動かします。`action=none` なら時間だけが進みます。操作する人は `by=`、操作の本文は `body=` で指定します。',
      },
    ],
    exchanges: [
      hold(
        {
          template: 'reservation',
          parameters: { guest: demo.guest, business: demo.restaurant, asset: 'JPY', amount: 8000, start: '2099-12-24T19:00:00Z' },
        },
        { status: 'proposed' },
      ),
      act('accept', {}, { status: 'held' }, { as: demo.restaurant }),
      {
        request: 'GET /v1/holds/{id}/preview?action=cancel&at=2099-12-23T12:00:00Z',
        status: 200,
        answer: { refusal: null, effects: [{ status: 'cancelled', payments: [{ amount: 2400 }], returned: [{ amount: 5600 }] }] },
      },
      {
        request: 'GET /v1/holds/{id}/preview?at=2099-12-25T00:00:00Z',
        text: { en: 'And if nobody does anything?', ja: '誰も何もしなければ：' },
        status: 200,
        answer: { refusal: null, effects: [{ status: 'captured', payments: [{ amount: 8000 }], returned: [] }] },
      },
    ],
  },
  {
    id: 'groups',
    title: { en: 'Several holds as one', ja: '複数の仮押さえをまとめて' },
    text: [
      {
        en: `\`POST ${captureHolds.path}\` and \`POST ${releaseHolds.path}\` settle several holds in one commit: where one is refused, none is touched, and the answer says which and why.`,
        ja: `\`POST ${captureHolds.path}\` と \`POST ${releaseHolds.path}\` は、複数の仮押さえを一度の処理で決済します。1つでも断られれば何も変わらず、どれがなぜ断られたかが返ります。`,
      },
    ],
    exchanges: [
      {
        request: `POST ${captureHolds.path}`,
        body: captureHolds.example.body as object,
        status: 200,
        answer: {
          data: [
            { id: demo.seat, status: 'captured', captured: 6400 },
            { id: demo.parcel, status: 'captured', captured: 4000 },
          ],
        },
      },
    ],
  },
  {
    id: 'assignment',
    title: { en: 'Assignment: borrowing against what will come', ja: '譲渡：これから受け取る分を担保に' },
    text: [
      {
        en: 'A payee may assign so much of its future receipt to somebody else, a lender say, who is then paid first whatever is captured. Nothing can be assigned twice, and what is assigned the payee can no longer give back. If the hold pays less, or nothing, so does the assignment: look at the rules before you lend.',
        ja: '支払先は、将来受け取る額の一部を貸し手などに譲渡できます。確定時には譲渡先が先に支払われます。同じ分を二重に譲渡することも、譲渡した分を支払先が返すこともできません。仮押さえから支払われる額が減ればその分だけ減り、支払われなければ何も受け取れません。貸す前に規則を確認してください。',
      },
    ],
    exchanges: [
      hold({ from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000 }, { status: 'held' }),
      act('assign', { to: demo.taxi, amount: 5000 }, { status: 'held', legs: [{ assignments: [{ to: demo.taxi, amount: 5000, paid: 0 }] }] }),
      refused(act('assign', { to: demo.taxi, amount: 5000 }, {}), 422, 'exceeds_hold'),
      act(
        'capture',
        {},
        {
          status: 'captured',
          legs: [{ captured: 8000, assignments: [{ to: demo.taxi, amount: 5000, paid: 5000 }] }],
        },
      ),
    ],
  },
  {
    id: 'two-ledgers',
    title: { en: 'Across two ledgers', ja: '2つの台帳をまたぐ交換' },
    text: [
      {
        en: 'One sandbox cannot settle another’s holds, but a hash lock ties two together. Hana makes up a secret and locks dollars in A under its hash; the restaurant locks yen in B under the same hash, with the shorter deadline. Hana takes the yen by showing the secret, and in doing so tells it to the restaurant, which takes the dollars. If she never shows it, both go back.',
        ja: '別のサンドボックスの仮押さえは決済できませんが、ハッシュロックで2つを結び付けられます。ハナさんは秘密を決め、そのハッシュでAにドルを留保します。店は同じハッシュで、より短い期限を付けてBに円を留保します。ハナさんが秘密を示して円を受け取ると、店にも秘密が伝わり、店はドルを受け取れます。示さなければ、どちらも戻ります。',
      },
    ],
    exchanges: [
      hold(
        { template: 'hashLock', parameters: { ...rail, sha256, expiresAt: '2099-01-03T00:00:00Z' } },
        { status: 'held' },
        { ledger: 'A', as: demo.guest },
      ),
      hold(
        {
          template: 'hashLock',
          parameters: { payer: demo.restaurant, payee: demo.guest, asset: 'JPY', amount: 15_000, sha256, expiresAt: '2099-01-02T00:00:00Z' },
        },
        { status: 'held' },
        { ledger: 'B', as: demo.restaurant },
      ),
      act(
        'signals',
        { preimage: '616263' },
        { status: 'captured', evidence: [{ kind: 'preimage', data: { preimage: '616263' } }] },
        { ledger: 'B', as: demo.guest },
      ),
      act('signals', { preimage: '616263' }, { status: 'captured' }, { ledger: 'A', as: demo.restaurant }),
    ],
  },
]
