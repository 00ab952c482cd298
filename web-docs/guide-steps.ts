import { demo } from '../api/core/demo-ids.ts'
import type { Text } from '../api/core/use-case.ts'

/** One thing to try: a test runs every command in this order on the demo sandbox and compares what comes back. */
export interface Step {
  readonly id: string
  readonly title: Text
  readonly text: Text
  /** For a shell in which SERVER and KEY are set. */
  readonly command: string
  readonly status: number
  /** A part of the answer. */
  readonly answer: object
}

const authorization = `-H "Authorization: Bearer $KEY"`
const json = `-H "Content-Type: application/json"`

function get(path: string): string {
  return `curl "$SERVER${path}" ${authorization}`
}

function post(path: string, body: object, ...headers: readonly string[]): string {
  const lines = [`curl "$SERVER${path}" ${authorization}`, json, ...headers.map((header) => `-H "${header}"`), `-d '${spread(body)}'`]
  return lines.join(' \\\n  ')
}

/** JSON with a line for each member, and for each item of a list. */
function spread(body: object): string {
  const whole = JSON.stringify(body)
  if (whole.length < 60) return whole
  const members = Object.entries(body).map(([name, value]) => {
    const items = Array.isArray(value) ? `[\n      ${value.map((item) => JSON.stringify(item)).join(',\n      ')}\n    ]` : JSON.stringify(value)
    return `    ${JSON.stringify(name)}: ${items}`
  })
  return `{\n${members.join(',\n')}\n  }`
}

const table = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000, memo: 'Table for four' }
const holdTable = post('/v1/holds', table, 'Idempotency-Key: table-1')

export const firstSteps: readonly Step[] = [
  {
    id: 'look',
    title: { en: 'See what Hana owns', ja: 'ハナさんの残高を見る' },
    text: {
      en: 'Amounts are integers in minor units. 16,000 JPY are already held for a table and two parcels: she owns them, but cannot spend them.',
      ja: '金額は最小単位の整数です。16,000円はすでに予約と荷物2つのため仮押さえ中で、ハナさんのものですが使えません。',
    },
    command: get(`/v1/wallets/${demo.guest}`),
    status: 200,
    answer: {
      name: 'Hana Sato',
      balances: [
        { asset: 'JPY', posted: 97_000, held: 16_000, incoming: 0, available: 81_000 },
        { asset: 'USD', posted: 50_000, held: 0 },
      ],
    },
  },
  {
    id: 'hold',
    title: { en: 'Hold value', ja: '仮押さえする' },
    text: {
      en: 'Locks another 8,000 JPY for the restaurant. Nothing is paid yet. Without `expiresAt` it ends by itself after 7 days.',
      ja: '飲食店のためにさらに8,000円を留保します。まだ支払いではありません。expiresAt を省くと7日後に自動で終わります。',
    },
    command: holdTable,
    status: 201,
    answer: { status: 'held', amount: 8000, captured: 0, released: 0, remaining: 8000 },
  },
  {
    id: 'capture',
    title: { en: 'Capture: pay what was eaten', ja: '確定する：食べた分だけ支払う' },
    text: {
      en: 'Takes 6,400 JPY of the hold that was there from the start. The other 1,600 JPY are free again at once.',
      ja: '最初からある仮押さえのうち6,400円を支払います。残りの1,600円はすぐに解放されます。',
    },
    command: post(`/v1/holds/${demo.seat}/capture`, { amount: 6400 }),
    status: 200,
    answer: { status: 'captured', amount: 8000, captured: 6400, released: 1600, remaining: 0 },
  },
  {
    id: 'time',
    title: { en: 'Travel in time', ja: '時間を進める' },
    text: {
      en: 'The sandbox has a clock of its own. Move it forward 8 days: whatever expires in between does so in order, each at its own instant.',
      ja: 'サンドボックスには独自の時計があります。8日進めると、途中の期限が順番に、それぞれの時刻で処理されます。',
    },
    command: post('/v1/clock/advance', { by: 'P8D' }),
    status: 200,
    answer: { mode: 'shifted' },
  },
  {
    id: 'events',
    title: { en: 'Read what happened', ja: '起きたことを読む' },
    text: {
      en: 'The hold of step 2 expired by itself, and Hana has her 8,000 JPY back. Every change is one event in a journal without gaps.',
      ja: '手順2の仮押さえは自動で期限切れになり、8,000円はハナさんに戻りました。すべての変更は、欠番のないジャーナルの1イベントです。',
    },
    command: get('/v1/events?type=hold.expired'),
    status: 200,
    answer: { data: [{ type: 'hold.expired', data: { status: 'expired', amount: 8000, released: 8000 } }] },
  },
]

export const furtherSteps: readonly Step[] = [
  {
    id: 'idempotency',
    title: { en: 'Idempotency: two taps are one payment', ja: '冪等性：二度押しても支払いは一度' },
    text: {
      en: 'Send step 2 again, with the same key and body: you get the first answer again, marked `Idempotency-Replayed: true`, and no second hold. Answers are kept for 24 hours of host time, so this still shows the hold of before. Refusals of the ledger are kept too: after correcting the cause, use a new key.',
      ja: '手順2を同じキーと本文で再送すると、最初の応答が `Idempotency-Replayed: true` 付きで返り、二重にはなりません。応答は実時間で24時間保存されるため、時計を進めた後でも当時の状態が返ります。台帳のエラーも記憶されるので、原因を直したら新しいキーを使ってください。',
    },
    command: holdTable,
    status: 201,
    answer: { status: 'held', amount: 8000 },
  },
  {
    id: 'errors',
    title: { en: 'Errors say what to do', ja: 'エラーは対処法を示す' },
    text: {
      en: 'A refusal changes nothing. Rely on `code`; all of them are on the refusals page. With `Accept-Language: ja`, title and advice are in Japanese.',
      ja: 'エラー時には何も変わりません。判定には code を使ってください。一覧はエラー一覧ページに、`Accept-Language: ja` を付けると title と advice が日本語になります。',
    },
    command: post('/v1/transfers', { from: demo.guest, to: demo.taxi, asset: 'JPY', amount: 5_000_000 }, 'Accept-Language: ja'),
    status: 422,
    answer: { code: 'insufficient_funds', title: '残高が足りません', field: 'amount', retryable: false, docs: '/docs/refusals#insufficient_funds' },
  },
  {
    id: 'batch',
    title: { en: 'Batch: up to 1,000 operations, all or nothing', ja: 'バッチ：最大1,000件を、すべて適用か、すべて取り消しか' },
    text: {
      en: '`op` is the operationId. With `atomic` a single refusal undoes the whole batch; without, each operation has its own result.',
      ja: 'op には operationId を書きます。atomic なら一つでも失敗すれば全部取り消し、そうでなければ操作ごとに結果が返ります。',
    },
    command: post('/v1/batches', {
      atomic: true,
      operations: [
        { op: 'createTransfer', body: { from: demo.guest, to: demo.taxi, asset: 'JPY', amount: 1800, memo: 'Ride home' } },
        { op: 'refundTransfer', id: demo.payment, body: { amount: 500 } },
      ],
    }),
    status: 200,
    answer: { results: [{ op: 'createTransfer', status: 201 }, { op: 'refundTransfer' }] },
  },
  {
    id: 'acting',
    title: { en: 'Keys, and acting as one party', ja: 'キーと、当事者としての操作' },
    text: {
      en: 'The key of a sandbox acts for everyone in it. `Act-As` makes one request act as one wallet: here the restaurant accepts a request. `POST /v1/api-keys` makes keys bound to a wallet, for the apps of each party. Such an app cannot read `/v1/events`: it polls `/v1/holds` and `/v1/wallets/{id}/entries`.',
      ja: 'サンドボックスのキーは全員の代わりに操作できます。`Act-As` を付けると、その一回だけ特定のウォレットとして操作します（ここでは飲食店が承諾）。`POST /v1/api-keys` で、ウォレット専用のキーも作れます。専用キーでは `/v1/events` を読めないため、`/v1/holds` と `/v1/wallets/{id}/entries` を定期的に確認してください。',
    },
    command: post(`/v1/holds/${demo.request}/accept`, {}, `Act-As: ${demo.restaurant}`),
    status: 200,
    answer: { status: 'held', amount: 2000, remaining: 2000 },
  },
]
