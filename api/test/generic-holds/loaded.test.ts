import { ed25519 } from '@noble/curves/ed25519.js'
import canonicalize from 'canonicalize'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestApp, type TestApp } from '../harness.ts'

/** What a step of a hold needs is loaded, whatever its terms: over the store a read that was not declared is a fault. */

const secret = new Uint8Array(32).fill(7)
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
let app: TestApp
let key: string
let wallets: string[]
let oracle: string
let terms: { from: string; to: string; asset: string; amount: number }
let other: typeof terms

const post = (path: string, body: object) => app.post(path, body, key)

beforeEach(async () => {
  app = createTestApp()
  key = await app.sandbox()
  wallets = []
  for (const name of ['a', 'b', 'c', 'd']) wallets.push((await post('/v1/wallets', { name })).body.id)
  const [a, b, c, d] = wallets as [string, string, string, string]
  terms = { from: a, to: b, asset: 'AAA', amount: 100 }
  other = { from: c, to: d, asset: 'BBB', amount: 10 }
  for (const { asset, from } of [terms, other]) {
    await post('/v1/assets', { code: asset, scale: 0 })
    await post(`/v1/assets/${asset}/issue`, { to: from, amount: 1_000 })
  }
  oracle = (await post('/v1/oracles', { name: 'registry', publicKey: base64url(ed25519.getPublicKey(secret)) })).body.id
})
afterEach(() => expect(app.faults).toEqual([]))

function attested(hold: string) {
  const [type, body] = ['kariosae.attestation.v1', { hold, statement: 'moved' }]
  const sig = base64url(ed25519.sign(new TextEncoder().encode(`${type}\0${canonicalize(body)}`), secret))
  return { attestation: { type, body, kid: oracle, alg: 'Ed25519', sig } }
}

test('an attestation is judged with the key of its oracle, and in a preview too', async () => {
  const when = { attestedBy: { oracle, statement: 'moved' } }
  const { id } = (await post('/v1/holds', { ...terms, rules: [{ action: 'capture', when }] })).body
  const query = `action=signal&body=${encodeURIComponent(JSON.stringify(attested(id)))}`
  expect((await app.get(`/v1/holds/${id}/preview?${query}`, key)).body).toMatchObject({ refusal: null, hold: { status: 'captured' } })
  expect((await post(`/v1/holds/${id}/signals`, attested(id))).body).toMatchObject({ status: 'captured' })
})

test.each(['a wallet', 'a party'])('of one leg, %s that is the payee of another one can receive', async (which) => {
  const d = wallets[3]!
  const parties = which === 'a party' ? { courier: d } : {}
  const outcomes = {
    shared: [
      { to: which === 'a party' ? 'courier' : d, leg: 0, amount: 5 },
      { to: 'payee', rest: true },
    ],
  }
  const rules = [{ action: 'capture', by: ['payee'], outcome: 'shared' }]
  const { id } = (await post('/v1/holds', { legs: [terms, other], parties, outcomes, rules })).body
  expect((await post(`/v1/holds/${id}/capture`, {})).body).toMatchObject({ status: 'captured' })
})

test('and can receive by itself, when time comes and anybody asks anything', async () => {
  const outcomes = {
    shared: [
      { to: wallets[3], leg: 0, amount: 5 },
      { to: 'payee', rest: true },
    ],
  }
  const rules = [{ action: 'capture', when: { after: { since: 'held', plus: 'PT1H' } }, outcome: 'shared' }]
  await post('/v1/holds', { legs: [terms, other], outcomes, rules })
  app.time.now += 3_600_000
  expect((await app.get('/v1/wallets', key)).status).toBe(200)
})

test('conditions that stand in disputes alone name what is there', async () => {
  const { id } = (await post('/v1/holds', terms)).body
  const made = async (when: object) => (await post('/v1/holds', { ...terms, disputes: { by: ['payer'], resolvers: ['payee'], when } })).status
  expect(await made({ holdStatus: { hold: id, is: ['captured'] } })).toBe(201)
  expect(await made({ attestedBy: { oracle, statement: 'broken' } })).toBe(201)
})
