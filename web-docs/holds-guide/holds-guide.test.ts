import { ed25519 } from '@noble/curves/ed25519.js'
import { expect, test } from 'vitest'
import { signedBytes } from '../../api/core/crypto/envelope.ts'
import { demo } from '../../api/core/demo-ids.ts'
import { conditionTypes } from '../../api/holds/conditions/index.ts'
import { templates } from '../../api/holds/templates/index.ts'
import { createTestApp } from '../../api/test/harness.ts'
import { layOut } from '../lay-out.ts'
import { furtherChapters } from './afterwards.ts'
import { conditionExamples, holdWith } from './conditions.ts'
import { endingChapter, endings } from './endings.ts'
import { act, advance, type Chapter, type Exchange, hold, look, refused } from './exchange.ts'
import { renderHoldsGuide } from './page.ts'
import { peopleChapters } from './people.ts'
import { ownTemplateChapter } from './templates.ts'
import { termChapters } from './terms.ts'

/** Everything that the guide shows is sent to a demo sandbox, and what it says of answers is compared with them. */

const app = createTestApp()
const chapters = [...termChapters, ...peopleChapters, ownTemplateChapter, ...furtherChapters, endingChapter]

/** The demo's registry office signs with a key that everyone knows: RFC 8032 section 7.1, test 1. */
const officeKey = Uint8Array.from(Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'))

/** Sends them one after the other, each to its sandbox. */
async function play(exchanges: readonly Exchange[]): Promise<void> {
  const keys = { A: await app.sandbox('demo'), B: await app.sandbox('demo') }
  const ids = { A: '', B: '' }
  for (const { request, body, as, ledger = 'A', status, answer } of exchanges) {
    const [method, path] = request.split(' ') as [string, string]
    const sent = body && complete(body, ids[ledger])
    const options = { key: keys[ledger], ...(sent ? { body: sent } : {}), ...(as ? { headers: { 'Act-As': as } } : {}) }
    const result = await app.call(method, path.replace('{id}', ids[ledger]), options)
    expect({ request, status: result.status, body: result.body }).toMatchObject({ request, status, body: answer })
    if (request === 'POST /v1/holds') ids[ledger] = result.body.id
  }
  for (const key of Object.values(keys)) expect((await app.get('/v1/audit', key)).body).toMatchObject({ ok: true })
}

/** With the hold's ID, and the signature that only then can be made. */
function complete(body: object, id: string): object {
  const { attestation } = JSON.parse(JSON.stringify(body).replaceAll('{id}', id)) as { attestation?: { type: string; body: object } }
  if (attestation === undefined) return body
  const sig = Buffer.from(ed25519.sign(signedBytes(attestation.type, attestation.body), officeKey)).toString('base64url')
  return { attestation: { ...attestation, sig } }
}

test.each(chapters.map((chapter): [string, Chapter] => [chapter.id, chapter]))('%s', async (_id, { exchanges }) => {
  expect(exchanges.length).toBeGreaterThan(0)
  await play(exchanges)
})

test('every type of condition has its example', () => {
  expect(conditionExamples.map(({ type }) => type)).toEqual([...conditionTypes.keys()])
  for (const { type, rule } of conditionExamples) expect(Object.keys(rule.when)).toEqual([type])
})

test.each(conditionExamples.map((example) => [example.type, example] as const))('%s comes true as shown, and not before', async (_type, example) => {
  const { rule, exchanges } = example
  await play([hold(holdWith(rule), { status: 'held' }), ...exchanges])
})

test.each(templates.map((template) => [template.name, template] as const))(
  'the example of the template %s makes a hold',
  async (name, { example }) => {
    await play([hold({ template: name, parameters: example }, { template: { name } })])
  },
)

const price = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1000 }
const soon = { expiresAt: '2026-12-03T00:00:00Z' }
const byItself = { rules: [{ action: 'capture', when: { after: { since: 'held', plus: 'P1D' } } }] }
const disputable = { ...price, ...soon, disputes: { by: ['payer'], resolvers: ['payee'], within: 'P9D' } }
const [capture, dispute] = [act('capture', {}, { status: 'captured' }), act('dispute', {}, { status: 'disputed' })]
const freeze = (wallet: string): Exchange => ({ request: `POST /v1/wallets/${wallet}/freeze`, body: {}, status: 200, answer: {} })
const two = [
  { from: demo.guest, to: demo.restaurant, asset: 'USD', amount: 10 },
  { from: demo.restaurant, to: demo.guest, asset: 'JPY', amount: 15, fundBy: '2026-12-02T00:00:00Z' },
]
const exchange = { legs: two, acceptances: ['payer'], rules: [{ action: 'capture' }] }
const fined = { ...price, outcomes: { fee: [{ to: 'payee', share: '30%' }] }, rules: [{ action: 'cancel', by: ['payer'], outcome: 'fee' }] }
const shared = {
  ...price,
  parties: { platform: demo.taxi },
  outcomes: {
    sold: [
      { to: 'platform', share: '10%' },
      { to: 'payee', rest: true },
    ],
  },
  rules: [{ action: 'capture', when: { after: { since: 'held', plus: 'P1D' } }, outcome: 'sold' }],
}
const atExpiry = {
  rules: [
    { action: 'capture', when: { after: { since: 'signal:go', plus: 'P1D' } } },
    { action: 'capture', when: { signal: { name: 'go', from: ['payee'] } }, by: ['payee'] },
  ],
}

/** One play for each row of the table of endings. */
const plays: Readonly<Record<string, readonly Exchange[]>> = {
  captured: [
    hold(price, {}),
    act('capture', { amount: 300, final: false }, { status: 'held', captured: 300, remaining: 700 }),
    act('capture', { amount: 300 }, { status: 'captured', captured: 600, released: 400 }),
  ],
  released: [
    hold(price, {}),
    act('release', {}, { status: 'released', released: 1000 }),
    hold(fined, {}),
    act('cancel', {}, { status: 'cancelled', captured: 300, released: 700 }),
  ],
  expired: [
    hold({ ...price, ...soon, ...atExpiry }, {}),
    advance('P1D'),
    act('signals', { signal: 'go' }, { status: 'held' }),
    advance('P1D'),
    look({ status: 'expired', released: 1000 }),
    refused(capture, 409, 'hold_expired'),
  ],
  declined: [
    hold(exchange, {}),
    act('accept', {}, { status: 'proposed' }, { as: demo.guest }),
    act('decline', {}, { status: 'declined', legs: [{ released: 10 }, { fundedAt: null }] }, { as: demo.restaurant }),
  ],
  unfunded: [
    hold(exchange, {}),
    act('accept', {}, { status: 'proposed' }, { as: demo.guest }),
    advance('P1D'),
    look({ status: 'expired', legs: [{ released: 10 }, { fundedAt: null }] }),
  ],
  disputed: [hold(disputable, {}), dispute, advance('P8D'), look({ status: 'disputed', remaining: 1000 })],
  resolved: [hold(disputable, {}), dispute, act('resolve', { split: [400] }, { status: 'captured', captured: 400, released: 600 })],
  unresolved: [hold(disputable, {}), dispute, advance('P9D'), look({ status: 'released', released: 1000 })],
  withdrawn: [
    hold({ ...disputable, ...byItself }, {}),
    dispute,
    advance('P8D'),
    act('dispute/withdraw', {}, { status: 'captured' }),
    hold({ ...disputable, expiresAt: '2027-01-01T00:00:00Z' }, {}),
    dispute,
    advance('P5D'),
    act('dispute/withdraw', {}, { status: 'held', expiresAt: '2027-01-06T00:00:00.000Z' }),
  ],
  'release-all': [hold({ ...shared, fallback: 'releaseAll' }, {}), freeze(demo.taxi), advance('P1D'), look({ status: 'released', released: 1000 })],
  'return-share': [hold(shared, {}), freeze(demo.taxi), advance('P1D'), look({ captured: 900, released: 100 })],
  'receiver-blocked': [hold(price, {}), freeze(demo.restaurant), refused(capture, 409, 'wallet_frozen'), look({ status: 'held', remaining: 1000 })],
  'payer-blocked': [
    hold({ ...price, rules: [...byItself.rules, { action: 'capture', by: ['payee'] }] }, {}),
    freeze(demo.guest),
    refused(capture, 409, 'wallet_frozen'),
    advance('P1D'),
    look({ status: 'released', released: 1000 }),
  ],
}

test('every ending that the guide tells is played', () => {
  expect(Object.keys(plays)).toEqual(endings.map(({ id }) => id))
})

test.each(Object.entries(plays))('ending: %s', async (_id, exchanges) => {
  await play(exchanges)
})

test('both languages show the same code, all of it played above, and no text is left untranslated', async () => {
  const [english, japanese] = (await Promise.all([renderHoldsGuide('en'), renderHoldsGuide('ja')])).map(String) as [string, string]
  const codes = (page: string) =>
    [...page.matchAll(/<pre><code>([\s\S]*?)<\/code>/g)].map(([, code]) =>
      code!.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
    )
  const conditions = conditionExamples.flatMap(({ rule, exchanges }) => [rule, ...exchanges.flatMap(({ body = {} }) => [body])])
  const bodies = [
    ...chapters.flatMap(({ exchanges }) => exchanges.flatMap(({ body = {} }) => [body])),
    holdWith(conditionExamples[0]!.rule),
    ...conditions,
  ]
  const examples = templates.map(({ name, example }) => ({ template: name, parameters: example }))
  const played = [...bodies, ...examples].filter((body) => Object.keys(body).length > 0).map((body) => layOut(body))
  expect(codes(english).sort()).toEqual(played.sort())
  expect(codes(japanese)).toEqual(codes(english))
  const isText = (text: string) => text.replace(/<code[^>]*>[^<]*<\/code>|<[^>]+>/g, '').trim() !== ''
  const texts = (page: string) =>
    [...page.matchAll(/<(p|h\d|li|td|th|summary)(?:\s[^>]*)?>([\s\S]*?)<\/\1>/g)].map(([, , text]) => text!).filter(isText)
  for (const text of texts(japanese)) expect(text).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u)
  for (const text of texts(english)) expect(text).not.toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}]/u)
})
