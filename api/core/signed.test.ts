import { hexToBytes } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { encodeBase64url } from './base64url.ts'
import { type Signed, signEnvelope } from './crypto/envelope.ts'
import { publicKey, signedSchema } from './signed.ts'

const schema = signedSchema('kariosae.test.v1', z.strictObject({ a: z.int() }), z.string().startsWith('orc_'))
const good = signEnvelope('kariosae.test.v1', { a: 1 }, 'orc_1', new Uint8Array(32).fill(7))

test.each<[what: string, changed: Partial<Record<keyof Signed | 'more', unknown>>, path: string | undefined]>([
  ['as it was signed', {}, undefined],
  ['of another type', { type: 'kariosae.test.v2' }, 'type'],
  ['around another body', { body: { a: '1' } }, 'body.a'],
  ['under a name that is none', { kid: 'wal_1' }, 'kid'],
  ['of another algorithm', { alg: 'ES256' }, 'alg'],
  ['with a signature of 63 bytes', { sig: 'A'.repeat(84) }, 'sig'],
  ['with a signature in plain base64', { sig: `${'A'.repeat(85)}+` }, 'sig'],
  ['with one member more', { more: 1 }, ''],
])('an envelope %s', (_what, changed, path) => {
  expect(schema.safeParse({ ...good, ...changed }).error?.issues[0]?.path.join('.')).toBe(path)
})

const encoded = (hex: string) => encodeBase64url(hexToBytes(hex))
const refused = 'must be an Ed25519 public key: its 32 bytes in base64url, 43 characters (no PEM, DER or hex)'
const weak = 'is no Ed25519 public key that an honest program makes'
/** Encodings of points of small order, of one with such a part, and of no point: Chalkias and others, Taming the many EdDSAs, section 4. */
test.each<[what: string, text: string, fault: string | undefined]>([
  ['of RFC 8032, test 1', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', undefined],
  ['with padding', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=', refused],
  ['in plain base64', '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo', refused],
  ['with a stray bit at its end', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp', refused],
  ['of 31 bytes', encoded('d7'.repeat(31)), refused],
  ['of 33 bytes', encoded('d7'.repeat(33)), refused],
  ['of order 1', encoded(`01${'00'.repeat(31)}`), weak],
  ['of order 2', encoded(`ec${'ff'.repeat(30)}7f`), weak],
  ['of order 4', encoded('00'.repeat(32)), weak],
  ['of order 8', encoded('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'), weak],
  ['with a part of small order', encoded('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d'), weak],
  ['with y above the prime', encoded(`ee${'ff'.repeat(30)}7f`), weak],
  ['that is no point', encoded(`02${'00'.repeat(31)}`), weak],
])('a key %s', (_what, text, fault) => {
  expect(publicKey.safeParse(text).error?.issues[0]?.message).toBe(fault)
})
