import fc from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { createServiceKeys } from '../notary.ts'
import { createTestApp } from '../test/harness.ts'
import { readVectors, whySkipped } from '../test/published-vectors.ts'
import { verifyDataIntegrity } from './data-integrity.ts'
import { changesOf } from './test/changes.ts'
import { type TrustedIssuer, verifyCredential } from './verify-credential.ts'
import { verifyDocument } from './verify-document.ts'

const app = createTestApp()
const things = ['transfer', 'hold'] as const
const credentials = new Map<string, Record<string, unknown>>()
let trusted: TrustedIssuer

beforeAll(async () => {
  const key = await app.sandbox('demo')
  const body = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1200 }
  const { body: transfer } = await app.post('/v1/transfers', body, key)
  const { body: hold } = await app.post('/v1/holds', body, key, { 'Act-As': demo.guest })
  await app.post(`/v1/holds/${hold.id}/capture`, { amount: 500 }, key)
  const paths = { transfer: `/v1/transfers/${transfer.id}`, hold: `/v1/holds/${hold.id}` }
  for (const thing of things) credentials.set(thing, (await app.get(`${paths[thing]}/receipt?as=credential`, key)).body)
  const { verifierKey } = (await app.get('/v1/journal/checkpoint', key)).body
  trusted = { verifierKey, issuer: credentials.get('transfer')!['issuer'] as string }
})

test.each([
  [
    'transfer',
    { kind: 'transfer', from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1200, status: 'completed', at: '2026-12-01T00:00:00.000Z' },
  ],
  [
    'hold',
    { kind: 'hold', status: 'captured', legs: [{ from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1200, captured: 500, released: 700 }] },
  ],
] as const)('the receipt of a %s as a credential', (thing, subject) => {
  const credential = credentials.get(thing)!
  expect(credential).toMatchObject({
    type: ['VerifiableCredential', 'KariosaeReceipt'],
    issuer: expect.stringMatching(/^did:key:z6Mk/),
    credentialSubject: subject,
    proof: { cryptosuite: 'eddsa-jcs-2022', proofPurpose: 'assertionMethod', created: '2026-12-01T00:00:00.000Z' },
  })
  const { ok, checks, receipt, issuer } = verifyCredential(credential, trusted)
  expect(checks.filter((check) => check.ok !== true)).toEqual([])
  expect(ok).toBe(true)
  expect(issuer).toBe(credential['issuer'])
  expect(receipt).toEqual((credential['evidence'] as { receipt: object }[])[0]!.receipt)
})

test.each([
  ['the issuer', (): TrustedIssuer => trusted, true],
  ['nobody', () => ({}), null],
  ['null', () => ({ ...trusted, issuer: null }), null],
  ['nobody, by an empty text', () => ({ ...trusted, issuer: '' }), null],
  ['the issuer, with white space around', () => ({ ...trusted, issuer: ` ${trusted.issuer}\n` }), true],
  ['somebody else', () => ({ ...trusted, issuer: 'did:key:z6MkwSD8dBdqcXQzKJZQFPy2hh2izzxskndKCjdmC2dBpfME' }), false],
] as const)('where %s is trusted', (_who, whom, ok) => {
  const verdict = verifyCredential(credentials.get('transfer'), whom())
  expect(verdict.checks.find(({ name }) => name === 'issuer')!.ok).toBe(ok)
  expect(verdict.ok).toBe(ok !== false)
})

describe.each(things)('of the credential of a %s', (thing) => {
  test('no value can be changed', () => {
    let count = 0
    for (const { path, changed } of changesOf(credentials.get(thing)!)) {
      count++
      expect(verifyCredential(changed, trusted).ok, path).toBe(false)
    }
    expect(count).toBeGreaterThan(100)
  })
})

test('any JSON is taken, and none is a credential', () => {
  const credential = credentials.get('hold')!
  const patched = fc.tuple(fc.constantFrom(...Object.keys(credential)), fc.jsonValue()).map(([name, value]) => ({ ...credential, [name]: value }))
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), patched), (value) => {
      expect(verifyCredential(value, trusted).ok).toBe(false)
      expect(verifyCredential(value, trusted).checks.some(({ name }) => name === 'fault')).toBe(false)
    }),
  )
})

test('a credential that tells more than its receipt is refused, though its issuer signed it', async () => {
  const { issuer: _issuer, proof: _proof, ...rest } = credentials.get('transfer')! as Record<string, object>
  const keys = createServiceKeys(app.signing)
  const issued = (more: object) => keys.issue((issuer) => ({ ...rest, ...more, issuer }), '2026-12-01T00:00:00Z')
  expect(verifyCredential(await issued({}), trusted).ok).toBe(true)
  const names = async (more: object) => verifyCredential(await issued(more), trusted).checks.flatMap(({ name, ok }) => (ok === false ? [name] : []))
  expect(await names({ name: 'Paid in gold' })).toEqual(['content'])
  expect(await names({ credentialSubject: { ...rest['credentialSubject'], amount: 9_999_999 } })).toEqual(['content'])
})

test('an exception in the verifier is its own fault, and no verdict on the credential', () => {
  const broken = vi.spyOn(globalThis, 'atob').mockImplementation(() => {
    throw new TypeError('atob is not a function')
  })
  const verdict = verifyCredential(credentials.get('transfer'), trusted)
  broken.mockRestore()
  expect(verdict).toMatchObject({ ok: false, checks: [{ name: 'fault', ok: false }] })
})

test.each<[what: string, value: () => unknown, kind: 'credential' | 'receipt' | 'neither', ok?: boolean]>([
  ['a credential', () => credentials.get('hold'), 'credential', true],
  ['a credential without evidence', () => ({ ...credentials.get('hold'), evidence: [] }), 'credential', false],
  ['the receipt in it', () => verifyCredential(credentials.get('hold'), trusted).receipt, 'receipt', true],
  ['what says that it is a receipt', () => ({ type: 'kariosae.receipt.v1' }), 'receipt', false],
  ['a credential of another type', () => ({ ...credentials.get('hold'), type: ['VerifiableCredential'] }), 'neither'],
  ['a text', () => 'hello', 'neither'],
  ['nothing', () => null, 'neither'],
  ['another object', () => ({ hello: 'world' }), 'neither'],
])('%s is checked as what it says it is', (_what, value, kind, ok) => {
  const verdict = verifyDocument(value(), trusted)
  expect(
    verdict === undefined ? 'neither' : verdict.checks.some(({ name }) => ['credential', 'proof'].includes(name)) ? 'credential' : 'receipt',
  ).toBe(kind)
  expect(verdict?.ok).toBe(ok)
})

/** Data Integrity EdDSA Cryptosuites v1.0, appendix B.2. */
const skipped = whySkipped('eddsa-jcs-2022/')
describe.skipIf(skipped)(`the published document of eddsa-jcs-2022${skipped ? ` (${skipped})` : ''}`, () => {
  const published = skipped ? {} : JSON.parse(readVectors('eddsa-jcs-2022/signedJCS.json'))

  test('verifies', () => {
    expect(verifyDataIntegrity(published)).toEqual({ signer: 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2', purpose: 'assertionMethod' })
  })

  test('does not when a value is changed', () => {
    const changes = [...changesOf(published)]
    expect(changes.length).toBeGreaterThan(40)
    for (const { path, changed } of changes) expect(typeof verifyDataIntegrity(changed as Record<string, unknown>), path).toBe('string')
  })

  test('may have more contexts than its proof, which do not count (section 3.3.2, step 4)', () => {
    expect(verifyDataIntegrity({ ...published, '@context': [...published['@context'], 'https://example.org'] })).toMatchObject({
      purpose: 'assertionMethod',
    })
    expect(verifyDataIntegrity({ ...published, '@context': ['https://example.org', ...published['@context']] })).toContain('@context')
  })
})
