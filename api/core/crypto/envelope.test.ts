import { expect, test } from 'vitest'
import { encodeBase64url } from '../base64url.ts'
import { ed25519 } from './ed25519.ts'
import { type Signed, signEnvelope, signedBytes, verifySigned } from './envelope.ts'

const [seed, otherSeed] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)]
const key = encodeBase64url(ed25519.publicKey(seed))
const type = 'kariosae.test.v1'
const body = { b: 1, a: ['é', 1e3] }
const good = signEnvelope(type, body, 'orc_1', seed)

test('what is signed is the type, a zero byte and the body in its canonical form', () => {
  expect(new TextDecoder().decode(signedBytes(type, body))).toBe('kariosae.test.v1\0{"a":["é",1000],"b":1}')
})

test('an envelope carries what was signed, the name of the key and 64 bytes', () => {
  expect(good).toEqual({ type, body, kid: 'orc_1', alg: 'Ed25519', sig: encodeBase64url(ed25519.sign(signedBytes(type, body), seed)) })
  expect(good.sig).toMatch(/^[A-Za-z0-9_-]{86}$/)
})

test.each<[what: string, changed: Partial<Signed>, verdict: boolean]>([
  ['as it was signed', {}, true],
  ['with its members in another order', { body: { a: ['é', 1000], b: 1 } }, true],
  ['with another value', { body: { ...body, b: 2 } }, false],
  ['with one member more', { body: { ...body, c: 1 } }, false],
  ['with a lone surrogate, which has no canonical form', { body: { ...body, b: '\ud800' } }, false],
  ['of another type', { type: 'kariosae.test.v2' }, false],
  ['under another name of the key, which is not signed', { kid: 'orc_2' }, true],
  ['signed without the type', { sig: encodeBase64url(ed25519.sign(signedBytes('', body).slice(1), seed)) }, false],
  ['signed by another key', { sig: signEnvelope(type, body, 'orc_1', otherSeed).sig }, false],
  ['with 63 bytes', { sig: good.sig.slice(0, 84) }, false],
  ['with padding', { sig: `${good.sig}==` }, false],
  ['with nothing', { sig: '' }, false],
])('a body %s', (_what, changed, verdict) => {
  expect(verifySigned({ ...good, ...changed }, key)).toBe(verdict)
})

test.each<[what: string, text: string]>([
  ['another', encodeBase64url(ed25519.publicKey(otherSeed))],
  ['a padded', `${key}=`],
  ['a short', key.slice(0, 42)],
  ['no', ''],
])('under %s key it is not signed', (_what, text) => {
  expect(verifySigned(good, text)).toBe(false)
})
