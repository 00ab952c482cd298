import { demo } from '../../api/core/demo-ids.ts'
import type { Text } from '../../api/core/use-case.ts'
import { advance, type Chapter, hold, look } from './exchange.ts'

/** A case, and where the value is then. A test plays each. */
export interface Ending {
  readonly id: string
  readonly when: Text
  readonly value: Text
}

export const endings: readonly Ending[] = [
  {
    id: 'captured',
    when: { en: 'Captured', ja: '確定' },
    value: {
      en: 'To whom the outcome of the rule names; the rest back at once, or still held with `final: false`.',
      ja: '規則の配分に従って渡り、残りはすぐに戻ります。`final: false` なら残りは留保されたままです。',
    },
  },
  {
    id: 'released',
    when: { en: 'Released or cancelled', ja: '解放・取消し' },
    value: {
      en: 'Back, unless the outcome of the rule pays a part: a fee, say.',
      ja: '戻ります。規則の配分に取消料などがあれば、その分は支払われます。',
    },
  },
  {
    id: 'expired',
    when: { en: '`expiresAt` has come', ja: '`expiresAt` になった' },
    value: {
      en: 'What is left goes back. From that very instant a capture is refused; a rule that would act at the same instant no longer does.',
      ja: '残りは戻ります。その時刻から確定は断られ、同じ時刻に働くはずだった規則も働きません。',
    },
  },
  {
    id: 'declined',
    when: { en: 'Declined, or not accepted in time', ja: '辞退された、または期限までに承諾されない' },
    value: { en: 'What was locked already goes back.', ja: 'すでに留保された分は戻ります。' },
  },
  {
    id: 'unfunded',
    when: { en: 'A leg is not locked by its `fundBy`', ja: 'レグが `fundBy` までに留保されない' },
    value: { en: 'The hold expires; the other legs go back.', ja: '仮押さえは期限切れになり、ほかのレグは戻ります。' },
  },
  {
    id: 'disputed',
    when: { en: 'Disputed', ja: '異議の申し立て中' },
    value: { en: 'Stays locked, beyond `expiresAt` too.', ja: '`expiresAt` を過ぎても留保されたままです。' },
  },
  {
    id: 'resolved',
    when: { en: 'The dispute is resolved', ja: '異議が裁定された' },
    value: { en: 'As the resolver chose among what the terms allow.', ja: '条件が許す中から裁定者が選んだとおりになります。' },
  },
  {
    id: 'unresolved',
    when: { en: 'Nobody resolves it within the time', ja: '期間内に裁定されない' },
    value: { en: 'As `otherwise` says: back, if the terms say nothing.', ja: '`otherwise` のとおりです。指定がなければ戻ります。' },
  },
  {
    id: 'withdrawn',
    when: { en: 'The dispute is withdrawn', ja: '異議が取り下げられた' },
    value: {
      en: 'What waited meanwhile happens now. The hold expires later by as long as the dispute lasted.',
      ja: '止まっていた処理がこの時点で行われます。期限は異議が続いた時間だけ延びます。',
    },
  },
  {
    id: 'release-all',
    when: {
      en: 'A rule acts by itself, a receiver is frozen, closed or at its holding limit, and the hold has several legs or says `fallback: releaseAll`',
      ja: '自動の規則で、受け手が凍結・閉鎖・保有上限のため受け取れず、レグが複数あるか `fallback: releaseAll` の場合',
    },
    value: {
      en: 'Everything goes back: legs settle together or not at all.',
      ja: '全額が戻ります。レグは一括で決済されるか、まったくされないかです。',
    },
  },
  {
    id: 'return-share',
    when: { en: 'The same, and the hold has one leg and says nothing', ja: '同じ場合で、レグが1つで指定がない' },
    value: { en: 'Only that receiver’s part goes back; the others are paid.', ja: 'その受け手の分だけが戻り、ほかは支払われます。' },
  },
  {
    id: 'receiver-blocked',
    when: { en: 'Somebody captures, and a receiver can take nothing', ja: '誰かが確定し、受け手が受け取れない' },
    value: { en: 'Stays locked: the call is refused, and whoever made it hears why.', ja: '留保されたままです。呼び出しは理由とともに断られます。' },
  },
  {
    id: 'payer-blocked',
    when: { en: 'The payer is frozen or closed', ja: '支払人が凍結・閉鎖された' },
    value: {
      en: 'Nothing is taken from it: a capture is refused, and what would be paid by itself goes back. Giving back is never stopped.',
      ja: '何も支払われません。確定は断られ、自動で支払われるはずの分は戻ります。戻すことは常にできます。',
    },
  },
]

const split = {
  from: demo.guest,
  to: demo.restaurant,
  asset: 'JPY',
  amount: 10_000,
  parties: { platform: demo.taxi },
  outcomes: {
    sold: [
      { to: 'platform', share: '5%' },
      { to: 'payee', rest: true },
    ],
  },
  rules: [{ name: 'inspected', action: 'capture', when: { after: { since: 'held', plus: 'P3D' } }, outcome: 'sold' }],
}

export const endingChapter: Chapter = {
  id: 'endings',
  title: { en: 'Where the value is, in every case', ja: 'どの場合に価値がどこへ行くか' },
  text: [
    {
      en: 'Value is never stuck, and never lost: amount = captured + released + remaining at every instant, and every hold ends. The last example is of a platform that closes before it would be paid.',
      ja: '価値が動かなくなることも、失われることもありません。amount = captured + released + remaining が常に成り立ち、仮押さえは必ず終わります。表の下は、支払われる前にプラットフォームのウォレットが閉鎖された例です。',
    },
  ],
  exchanges: [
    hold(split, { status: 'held' }),
    { request: `POST /v1/wallets/${demo.taxi}/close`, body: {}, status: 200, answer: { status: 'closed' } },
    advance('P3D'),
    look({ status: 'captured', captured: 9500, released: 500, remaining: 0 }),
  ],
}
