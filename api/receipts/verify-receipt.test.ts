import fc from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeBase64url } from '../core/base64url.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'
import { demo } from '../core/demo-ids.ts'
import { verifierKey } from '../core/note/verifier-key.ts'
import type { Receipt } from '../core/receipt.ts'
import { createTestApp } from '../test/harness.ts'
import { sandboxOf, signatureHeader } from '../test/sign.ts'
import { changesOf } from './test/changes.ts'
import { verifyReceipt } from './verify-receipt.ts'

const app = createTestApp()
const receipts = new Map<string, Receipt>()
let trusted: { verifierKey: string }

const readers = ['the sandbox', 'the payer', 'the payee'] as const
const things = [
  'a transfer by a managed wallet',
  'a transfer by a wallet that keeps its key',
  'a refund',
  'a transfer in a batch',
  'a hold',
  'a fixture',
  'a hold of a self wallet',
] as const
const cases = things.flatMap((thing) => readers.map((reader) => [thing, reader] as const))

beforeAll(async () => {
  const key = await app.sandbox('demo')
  const sandbox = sandboxOf(key)
  const done = async (path: string, body: object, headers = {}) => {
    const answer = await app.post(path, body, key, headers)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const bySigner = (operation: string, path: string, body: object, id?: string) =>
    done(path, body, signatureHeader({ sandbox, operation, body, ...(id ? { id } : {}) }))
  const dinner = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1200, memo: 'Lunch' }
  const managed = await done('/v1/transfers', dinner)
  const own = await bySigner('createTransfer', '/v1/transfers', { ...dinner, from: demo.signer })
  const refunded = await done(`/v1/transfers/${managed.id}/refund`, { amount: 300 })
  const batch = await done('/v1/batches', { operations: [1, 2].map((amount) => ({ op: 'createTransfer', body: { ...dinner, amount } })) })
  const hold = await done('/v1/holds', { ...dinner, acceptances: ['payee'] }, { 'Act-As': demo.guest })
  await done(`/v1/holds/${hold.id}/accept`, {}, { 'Act-As': demo.restaurant })
  await done(`/v1/wallets/${demo.guest}/rotate-key`, {})
  await done(`/v1/holds/${hold.id}/adjust`, { amount: 2000 }, { 'Act-As': demo.guest })
  await done(`/v1/holds/${hold.id}/capture`, { amount: 500, final: false })
  await done(`/v1/holds/${hold.id}/release`, {})
  const own2 = await bySigner('createHold', '/v1/holds', { ...dinner, from: demo.signer })
  await done(`/v1/holds/${own2.id}/capture`, { amount: 100 })
  const paths: Record<(typeof things)[number], [path: string, payer: string]> = {
    'a transfer by a managed wallet': [`/v1/transfers/${managed.id}`, demo.guest],
    'a transfer by a wallet that keeps its key': [`/v1/transfers/${own.id}`, demo.signer],
    'a refund': [`/v1/transfers/${refunded.refunds[0]}`, demo.guest],
    'a transfer in a batch': [`/v1/transfers/${batch.results[1].result.id}`, demo.guest],
    'a hold': [`/v1/holds/${hold.id}`, demo.guest],
    'a fixture': [`/v1/transfers/${demo.payment}`, demo.guest],
    'a hold of a self wallet': [`/v1/holds/${own2.id}`, demo.signer],
  }
  for (const [thing, reader] of cases) {
    const [path, payer] = paths[thing]
    const wallet = { 'the sandbox': undefined, 'the payer': payer, 'the payee': demo.restaurant }[reader]
    // A wallet that keeps its own key reads with a key that is bound to it.
    const { apiKey } = wallet === undefined ? { apiKey: key } : (await app.post('/v1/api-keys', { scopes: ['read'], wallet }, key)).body
    const { status, body } = await app.get(`${path}/receipt`, apiKey)
    expect(status, JSON.stringify(body)).toBe(200)
    receipts.set(`${thing} ${reader}`, body)
  }
  trusted = { verifierKey: (await app.get('/v1/journal/checkpoint', key)).body.verifierKey }
})

const receiptOf = (thing: string, reader: string) => receipts.get(`${thing} ${reader}`)!
const wrong = (receipt: unknown, by = trusted) => verifyReceipt(receipt, by).checks.filter(({ ok }) => ok === false)

test.each(cases)('the receipt of %s, read by %s, is good', (thing, reader) => {
  const receipt = receiptOf(thing, reader)
  const verdict = verifyReceipt(receipt, trusted)
  expect(wrong(receipt)).toEqual([])
  expect(verdict).toMatchObject({ ok: true, receipt })
  const open = new Set(verdict.checks.flatMap(({ name, ok }) => (ok === null ? [name] : [])))
  if (reader === 'the sandbox') expect(open).toEqual(new Set())
  else expect([...open].filter((name) => !['balance', 'orders', 'signature'].includes(name))).toEqual([])
})

describe.each(cases)('of the receipt of %s, read by %s,', (thing, reader) => {
  test('no value can be changed', () => {
    const receipt = receiptOf(thing, reader)
    let count = 0
    for (const { path, changed } of changesOf(receipt)) {
      count++
      // The last steps of a hold can be left out: what is left is the receipt that it had before them.
      if (path === `entries[${receipt.entries.length - 1}] dropped` && receipt.entries.length > 1) continue
      expect(verifyReceipt(changed, trusted).ok, path).toBe(false)
    }
    expect(count).toBeGreaterThan(40)
  })
})

const publicKey = ed25519.publicKey(new Uint8Array(32).fill(7))
const service = (own: string) => encodeBase64url(Buffer.from(own.split('+').slice(2).join('+'), 'base64').subarray(1))

const bytesOf = (own: string) => Buffer.from(service(own), 'base64url')

test.each<[what: string, given: (own: string) => unknown, ok: boolean | null, said: string]>([
  ['the verifier key of the journal', (own) => own, true, 'the one that you trust'],
  ['it with white space around', (own) => ` ${own}\n`, true, 'the one that you trust'],
  ['the public key of the service', service, true, 'the one that you trust'],
  ['it with white space around', (own) => `\t${service(own)}\r\n`, true, 'the one that you trust'],
  ['it as a did:key', (own) => toDidKey(bytesOf(own)), true, 'the one that you trust'],
  ['none', () => undefined, null, 'No trusted key was given'],
  ['null', () => null, null, 'No trusted key was given'],
  ['empty', () => '', null, 'No trusted key was given'],
  ['the verifier key of another key', (own) => verifierKey(own.split('+')[0]!, publicKey), false, 'another key'],
  [
    'the verifier key of another journal',
    (own) => verifierKey('kariosae.local/jnl_other', bytesOf(own)),
    false,
    'another journal (name kariosae.local/jnl_',
  ],
  ['the public key of another service', () => encodeBase64url(publicKey), false, 'another key'],
  ['another did:key', () => toDidKey(publicKey), false, 'another key'],
  ['what is no key', () => 'abc', false, 'cannot be read, which says nothing about the document'],
  ['no text', () => 5, false, 'cannot be read, which says nothing about the document'],
])('the trusted key is %s', (_what, given, ok, said) => {
  const receipt = receiptOf('a refund', 'the sandbox')
  const verdict = verifyReceipt(receipt, { verifierKey: given(trusted.verifierKey) as string })
  expect(verdict.checks.find(({ name }) => name === 'trusted-key')).toMatchObject({ ok, text: { en: expect.stringContaining(said) } })
  expect(verdict.ok).toBe(ok !== false)
})

test('without a second argument nobody is trusted', () => {
  const receipt = receiptOf('a refund', 'the sandbox')
  for (const verdict of [verifyReceipt(receipt), verifyReceipt(receipt, undefined), verifyReceipt(receipt, null)])
    expect(verdict).toEqual(verifyReceipt(receipt, {}))
  expect(
    verifyReceipt(receipt)
      .checks.filter(({ ok }) => ok === null)
      .map(({ name }) => name),
  ).toEqual(['trusted-key'])
})

test.each([
  ['a text', JSON.stringify({ type: 'kariosae.receipt.v1' }), 'it is a text; give what JSON.parse makes of it'],
  ['nothing', null, 'it is no object'],
  ['a list', [], 'it is no object'],
  ['another object', {}, 'type: is missing or malformed'],
  ['half a character', { type: '\ud83d' }, 'a text in it has half a character (a lone surrogate)'],
  ['half a character in a name', { '\ud83d': 1 }, 'a text in it has half a character (a lone surrogate)'],
  ['what no JSON has', { type: 1n }, 'there is bigint in it, which is no JSON'],
  ['no number', { type: Number.NaN }, 'a number in it is not finite'],
])('%s is no receipt, and the reason says why', (_what, value, why) => {
  expect(verifyReceipt(value, trusted).checks).toMatchObject([{ name: 'shape', ok: false, text: { en: `This is no receipt: ${why}.` } }])
})

test('an entry that is no object is named by its place', () => {
  const receipt = { ...receiptOf('a refund', 'the sandbox'), entries: [5] }
  expect(verifyReceipt(receipt, trusted).checks[0]!.text.en).toBe('This is no receipt: entries[0]: is no object.')
})

test('an exception in the verifier is its own fault, and no verdict on the receipt', () => {
  const receipt = receiptOf('a refund', 'the sandbox')
  const broken = vi.spyOn(globalThis, 'atob').mockImplementation(() => {
    throw new TypeError('atob is not a function')
  })
  const verdict = verifyReceipt(receipt, trusted)
  broken.mockRestore()
  expect(verdict).toMatchObject({ ok: false, checks: [{ name: 'fault', ok: false }] })
  expect(verdict.checks[0]!.text.en).toMatch(/^The verifier itself failed \(TypeError: atob is not a function\).*says nothing about the document/)
  expect(verdict.receipt).toBeUndefined()
  expect(verifyReceipt(receipt, trusted).ok).toBe(true)
})

const isFault = (value: unknown) => verifyReceipt(value, trusted).checks.some(({ name }) => name === 'fault')

test('any JSON is taken, and none but a receipt is one', () => {
  const receipt = receiptOf('a hold', 'the sandbox')
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue({ noUnicodeString: false }),
    fc.record({ type: fc.constant(receipt.type), entries: fc.jsonValue() }),
  )
  const patched = fc
    .tuple(fc.constantFrom(...(Object.keys(receipt) as (keyof Receipt)[])), fc.jsonValue())
    .map(([name, value]) => ({ ...receipt, [name]: value }))
  const inside = fc.tuple(fc.constantFrom(...Object.keys(receipt.entries[0]!.record)), fc.jsonValue()).map(([name, value]) => ({
    ...receipt,
    entries: receipt.entries.with(0, { ...receipt.entries[0]!, record: { ...receipt.entries[0]!.record, [name]: value } as never }),
  }))
  fc.assert(
    fc.property(fc.oneof(odd, patched, inside), (value) => {
      fc.pre(JSON.stringify(value) !== JSON.stringify(receipt))
      expect(verifyReceipt(value, trusted).ok).toBe(false)
      expect(isFault(value)).toBe(false)
    }),
    { numRuns: 1_000 },
  )
})

/** Whatever a forger puts anywhere, the verifier judges it and does not break. */
test.each<unknown>([null, 5, 'text', {}, [], [null], { toString: 1 }, 8.64e15 + 1])('%j in any place is judged', (odd) => {
  let count = 0
  for (const thing of ['a hold of a self wallet', 'a transfer by a managed wallet']) {
    for (const { path, changed } of replacements(receiptOf(thing, 'the sandbox'), odd)) {
      count++
      expect(isFault(changed), path).toBe(false)
    }
  }
  expect(count).toBeGreaterThan(200)
})

function* replacements(value: unknown, odd: unknown, path = ''): Generator<{ path: string; changed: unknown }> {
  if (path !== '') yield { path, changed: odd }
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    for (const inside of replacements(item, odd, `${path}.${name}`))
      yield {
        path: inside.path,
        changed: Array.isArray(value) ? value.with(Number(name), inside.changed) : { ...value, [name]: inside.changed },
      }
  }
}

test('what is nested without end is no receipt', () => {
  const receipt = structuredClone(receiptOf('a hold', 'the sandbox')) as unknown as { entries: { record: { data: unknown } }[] }
  receipt.entries[0]!.record.data = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)
  expect(verifyReceipt(receipt, trusted)).toMatchObject({
    ok: false,
    checks: [{ name: 'shape', text: { en: expect.stringContaining('too deeply') } }],
  })
})
