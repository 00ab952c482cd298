import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { readVectors, whySkipped } from '../test/published-vectors.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { publicKey, type Signed, signedBytes, verifyEd25519, verifySigned } from './signed.ts'

const secret = new Uint8Array(32).fill(7)
const key = encodeBase64url(ed25519.getPublicKey(secret))
const sign = (type: string, body: object) => encodeBase64url(ed25519.sign(signedBytes(type, body), secret))

const type = 'kariosae.test.v1'
const body = { b: 1, a: ['é', 1e3] }
const good: Signed = { type, body, kid: 'orc_1', alg: 'Ed25519', sig: sign(type, body) }

test('what is signed is the type, a zero byte and the body in its canonical form', () => {
  expect(new TextDecoder().decode(signedBytes(type, body))).toBe('kariosae.test.v1\0{"a":["é",1000],"b":1}')
})

/** The same signature with S + L for S: what only a strict verifier refuses. */
function addOrder(sig: string): string {
  const bytes = decodeBase64url(sig)!
  const s = BigInt(`0x${bytesToHex(bytes.slice(32).toReversed())}`) + ed25519.Point.Fn.ORDER
  return encodeBase64url(Uint8Array.from([...bytes.slice(0, 32), ...hexToBytes(s.toString(16).padStart(64, '0')).toReversed()]))
}

test.each<[what: string, changed: Partial<Signed>, verdict: boolean]>([
  ['as it was signed', {}, true],
  ['with its members in another order', { body: { a: ['é', 1000], b: 1 } }, true],
  ['with another value', { body: { ...body, b: 2 } }, false],
  ['with one member more', { body: { ...body, c: 1 } }, false],
  ['of another type', { type: 'kariosae.test.v2' }, false],
  ['under another name of the key, which is not signed', { kid: 'orc_2' }, true],
  ['signed without the type', { sig: encodeBase64url(ed25519.sign(signedBytes('', body).slice(1), secret)) }, false],
  ['signed by another key', { sig: encodeBase64url(ed25519.sign(signedBytes(type, body), new Uint8Array(32).fill(8))) }, false],
  ['with S above the group order', { sig: addOrder(good.sig) }, false],
  ['with 63 bytes', { sig: encodeBase64url(decodeBase64url(good.sig)!.slice(1)) }, false],
  ['with padding', { sig: `${good.sig}==` }, false],
  ['with nothing', { sig: '' }, false],
])('a body %s', (_what, changed, verdict) => {
  expect(verifySigned({ ...good, ...changed }, key)).toBe(verdict)
})

const encoded = (hex: string) => encodeBase64url(hexToBytes(hex))
const refused = 'must be an Ed25519 public key: 32 bytes in base64url, canonical and not of small order'
/** Encodings of points of small order, of one with such a part, and of no point: Chalkias and others, Taming the many EdDSAs, section 4. */
test.each<[what: string, text: string, fault: string | undefined]>([
  ['of RFC 8032, test 1', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', undefined],
  ['with padding', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=', refused],
  ['in plain base64', '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo', refused],
  ['with a stray bit at its end', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp', refused],
  ['of 31 bytes', encoded('d7'.repeat(31)), refused],
  ['of 33 bytes', encoded('d7'.repeat(33)), refused],
  ['of order 1', encoded(`01${'00'.repeat(31)}`), refused],
  ['of order 2', encoded(`ec${'ff'.repeat(30)}7f`), refused],
  ['of order 4', encoded('00'.repeat(32)), refused],
  ['of order 8', encoded('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'), refused],
  ['with a part of small order', encoded('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d'), refused],
  ['with y above the prime', encoded(`ee${'ff'.repeat(30)}7f`), refused],
  ['that is no point', encoded(`02${'00'.repeat(31)}`), refused],
])('a key %s', (_what, text, fault) => {
  expect(publicKey.safeParse(text).error?.issues[0]?.message).toBe(fault)
})

test.each([
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
])('base64url of "%s" is "%s" (RFC 4648, section 10)', (text, coded) => {
  expect(encodeBase64url(utf8ToBytes(text))).toBe(coded)
  expect(decodeBase64url(coded)).toEqual(utf8ToBytes(text))
})

test.each(['Zg==', 'Zh', 'Z', 'Zm 9v', 'Zm9v\n', '+/+/', 'é'])('"%s" is no base64url', (text) => {
  expect(decodeBase64url(text)).toBeUndefined()
})

const skipped = whySkipped('ed25519/')
describe.skipIf(skipped)(`published vectors of Ed25519${skipped ? ` (${skipped})` : ''}`, () => {
  test('RFC 8032: the first 256 of its author verify, and none with a bit changed', () => {
    const lines = readVectors('ed25519/rfc8032-first256.txt')
      .split('\n')
      .filter((line) => line !== '')
    expect(lines.length).toBe(256)
    for (const [index, line] of lines.entries()) {
      const [, pub, message, signed] = line.split(':') as [string, string, string, string]
      const [bytes, point, signature] = [hexToBytes(message), hexToBytes(pub), hexToBytes(signed.slice(0, 128))]
      if (index % 8 === 0) expect(publicKey.safeParse(encodeBase64url(point)).success).toBe(true)
      expect(verifyEd25519(signature, bytes, point)).toBe(true)
      signature[index % 64]! ^= 1 << (index % 8)
      expect(verifyEd25519(signature, bytes, point)).toBe(false)
    }
  })

  test('ZIP 215: all are of small order, so all are refused', () => {
    const vectors = JSON.parse(readVectors('ed25519/zip215.json')) as { vk_bytes: string; sig_bytes: string }[]
    expect(vectors.length).toBe(196)
    const accepted = vectors.filter(({ vk_bytes, sig_bytes }) => verifyEd25519(hexToBytes(sig_bytes), utf8ToBytes('Zcash'), hexToBytes(vk_bytes)))
    expect(accepted).toEqual([])
    expect(vectors.filter(({ vk_bytes }) => publicKey.safeParse(encoded(vk_bytes)).success)).toEqual([])
  })

  test('Taming the many EdDSAs: none gets past both the check of the key and that of the signature', () => {
    const vectors = JSON.parse(readVectors('ed25519/edge-cases.json')) as { message: string; pub_key: string; signature: string }[]
    const verdicts = vectors.map(({ message, pub_key, signature }) => [
      publicKey.safeParse(encoded(pub_key)).success,
      verifyEd25519(hexToBytes(signature), hexToBytes(message), hexToBytes(pub_key)),
    ])
    expect(verdicts.length).toBe(12)
    expect(verdicts.filter(([keyTaken, verified]) => keyTaken && verified)).toEqual([])
  })
})
