import { demo } from '../../api/core/demo-ids.ts'
import type { Text } from '../../api/core/use-case.ts'
import { act, advance, type Exchange, look } from './exchange.ts'

/** One type of condition in a rule, and what makes it true. */
export interface ConditionExample {
  readonly type: string
  readonly text: Text
  readonly rule: { readonly action: string; readonly by?: readonly string[]; readonly when: object }
  readonly exchanges: readonly Exchange[]
}

/** The hold that each of the rules is tried in. */
export function holdWith(rule: object) {
  return {
    from: demo.guest,
    to: demo.restaurant,
    asset: 'JPY',
    amount: 5000,
    expiresAt: '2099-12-31T00:00:00Z',
    parties: { controller: demo.taxi },
    rules: [rule],
  }
}

const delivered = { signal: { name: 'delivered', from: ['payee'] } }
const approved = { approvedBy: { parties: ['payer'] } }
const captured = { status: 'captured', captured: 5000 }
const held = { status: 'held' }

/** In the order in which the service lists the types. A test holds this list against that one. */
export const conditionExamples: readonly ConditionExample[] = [
  {
    type: 'all',
    text: { en: 'Every one of them is true.', ja: '中の条件がすべて成り立つ場合です。' },
    rule: { action: 'capture', when: { all: [delivered, { after: { since: 'signal:delivered', plus: 'P7D' } }] } },
    exchanges: [act('signals', { signal: 'delivered' }, held), advance('P7D'), look(captured)],
  },
  {
    type: 'any',
    text: { en: 'At least one of them is true.', ja: '中の条件が1つでも成り立つ場合です。' },
    rule: { action: 'capture', when: { any: [approved, { after: { since: 'held', plus: 'P7D' } }] } },
    exchanges: [act('signals', { approval: '' }, captured, { as: demo.guest })],
  },
  {
    type: 'atLeast',
    text: { en: 'So many of them are true.', ja: '中の条件が指定した数以上成り立つ場合です。' },
    rule: { action: 'capture', when: { atLeast: { count: 2, of: [delivered, approved, { after: '2099-06-01T00:00:00Z' }] } } },
    exchanges: [act('signals', { signal: 'delivered' }, held), act('signals', { approval: '' }, captured)],
  },
  {
    type: 'after',
    text: {
      en: 'From an instant on: a fixed one, or counted from `created`, `held`, the first `signal:delivered` or the first `approval:plan`. It acts at that very instant, whether anybody asks or not.',
      ja: 'ある時刻以降です。固定の時刻か、`created`（作成）、`held`（留保）、最初の `signal:delivered` や `approval:plan` から数えた時刻を指定します。誰も問い合わせなくても、その時刻に働きます。',
    },
    rule: { action: 'capture', when: { after: { since: 'held', plus: 'P3D' } } },
    exchanges: [advance('P3D'), look(captured)],
  },
  {
    type: 'before',
    text: {
      en: 'Until an instant, no longer at it. What has not happened lies in the future, so `{ "since": "signal:returning", "plus": "PT0S" }` says that there is no such signal yet.',
      ja: 'ある時刻より前です（その時刻は含みません）。起きていないことは未来とみなすため、`{ "since": "signal:returning", "plus": "PT0S" }` なら「そのシグナルがまだない」という意味になります。',
    },
    rule: { action: 'cancel', by: ['payer'], when: { before: '2099-12-22T19:00:00Z' } },
    exchanges: [act('cancel', {}, { status: 'cancelled', released: 5000 })],
  },
  {
    type: 'approvedBy',
    text: {
      en: 'So many of the parties have approved a topic, all of them if `count` is absent; `""` where there is no topic.',
      ja: '当事者のうち `count` 者（省略時は全員）が、ある議題を承認した場合です。議題のない承認は `""` で届けます。',
    },
    rule: { action: 'capture', when: { approvedBy: { parties: ['payer', 'payee', 'controller'], count: 2, topic: 'damage' } } },
    exchanges: [
      act('signals', { approval: 'damage' }, held, { as: demo.restaurant }),
      act('signals', { approval: 'damage', memo: 'I have seen it' }, captured, { as: demo.taxi }),
    ],
  },
  {
    type: 'signal',
    text: {
      en: 'One of the parties has sent a signal whose `data` an expression is true of. `where` is CEL (cel.dev), bounded in size and cost; what it cannot say for want of a field is false. What each party said last counts.',
      ja: '当事者の1人がシグナルを送り、その `data` について式が成り立つ場合です。`where` は CEL（cel.dev）の式で、大きさと計算量に上限があります。フィールドがなく判断できないときは成り立ちません。各当事者が最後に送った内容が有効です。',
    },
    rule: { action: 'capture', when: { signal: { name: 'delivered', from: ['controller'], where: 'data.celsius < 8 && !data.damaged' } } },
    exchanges: [
      act('signals', { signal: 'delivered', data: { celsius: 11.5, damaged: false } }, held, { as: demo.taxi }),
      act('signals', { signal: 'delivered', data: { celsius: 4, damaged: false } }, captured, { as: demo.taxi }),
    ],
  },
  {
    type: 'attestedBy',
    text: {
      en: 'A registered oracle (`POST /v1/oracles`, an Ed25519 key) has signed that it is so, of this very hold. Any party may bring it. `sig` is over the type, a zero byte and the body as canonical JSON (RFC 8785); examples/car-sale.ts makes one.',
      ja: '登録したオラクル（`POST /v1/oracles`、Ed25519 の公開鍵）が、この仮押さえについて署名した場合です。証明はどの当事者が届けてもかまいません。`sig` は type、0 のバイト、正規化した JSON（RFC 8785）の body に対する署名です。作り方は examples/car-sale.ts にあります。',
    },
    rule: { action: 'capture', when: { attestedBy: { oracle: demo.oracle, statement: 'owner_changed' } } },
    exchanges: [
      act(
        'signals',
        {
          attestation: {
            type: 'kariosae.attestation.v1',
            body: { hold: '{id}', statement: 'owner_changed' },
            kid: demo.oracle,
            alg: 'Ed25519',
            sig: '{signature}',
          },
        },
        captured,
      ),
    ],
  },
  {
    type: 'preimage',
    text: {
      en: 'A party has shown what has this SHA-256 hash: a hash lock. Everyone who reads the hold then knows the secret.',
      ja: 'このSHA-256ハッシュ値になる秘密（原像）を誰かが示した場合です（ハッシュロック）。仮押さえを読める人は皆、その秘密を知ることになります。',
    },
    rule: {
      action: 'capture',
      when: { preimage: { sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' } },
    },
    exchanges: [act('signals', { preimage: '616263' }, captured)],
  },
  {
    type: 'fulfillment',
    text: {
      en: 'The same by the Interledger standard (crypto-conditions): hash locks, signatures, and n of m of them.',
      ja: '同じことを Interledger の標準（crypto-conditions）で行います。ハッシュロック、署名、それらのうち n 個以上、を表せます。',
    },
    rule: {
      action: 'capture',
      when: { fulfillment: { condition: 'a0258020e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855810100' } },
    },
    exchanges: [act('signals', { fulfillment: 'a0028000' }, captured)],
  },
  {
    type: 'holdStatus',
    text: {
      en: 'Another hold, which was there before, is in one of these states. What follows happens in the same commit: here the demo’s table is paid, and this hold with it.',
      ja: '先に作られた別の仮押さえが、いずれかの状態にある場合です。同じ処理の中で働きます。次の例ではデモの予約席が支払われると、この仮押さえも支払われます。',
    },
    rule: { action: 'capture', when: { holdStatus: { hold: demo.seat, is: ['captured'] } } },
    exchanges: [{ request: `POST /v1/holds/${demo.seat}/capture`, body: {}, status: 200, answer: { status: 'captured' } }, look(captured)],
  },
]
