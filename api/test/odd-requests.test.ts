import { afterEach, beforeEach, expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { maxBodyBytes } from '../http/read-body.ts'
import { dump } from './dump.ts'
import { type CallOptions, createTestApp } from './harness.ts'

/** Whatever is sent, the answer is a problem that names what is wrong, and nothing has changed. */

const app = createTestApp()
const { body: made } = await app.call('POST', '/v1/sandboxes', { body: { fixture: 'demo' } })
const key: string = made.apiKey
let before: unknown
beforeEach(async () => {
  before = await dump(app.store, made.id)
})
afterEach(async () => {
  expect(await dump(app.store, made.id)).toEqual(before)
  expect(app.faults).toEqual([])
})

async function refuses(method: string, path: string, options: CallOptions, expected: { status: number; code: string; field?: string | undefined }) {
  const { status, body, headers } = await app.call(method, path, { key, ...options })
  expect({ status, code: body.code, field: body.field }).toEqual({ field: undefined, ...expected })
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(body).toMatchObject({ status, type: `/docs/refusals#${body.code}`, requestId: headers.get('request-id') })
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts\b|SQLITE|Zod| {4}at /)
  expect(body.detail.isWellFormed()).toBe(true)
  return body
}
const invalid = (field?: string) => ({ status: 400, code: 'invalid_request', field })

const pay = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 100 }
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

test.each<[what: string, body: unknown, field?: string]>([
  ['half of it', '{"from":'],
  ['no JSON', 'from=a&to=b'],
  ['two texts', '{} {}'],
  ['a comment', '{} // pay'],
  ['single quotes', "{'from': 1}"],
  ['NaN', '{"amount": NaN}'],
  ['Infinity', '{"amount": Infinity}'],
  ['no JSON, with letters that take two places', `{"${'😀'.repeat(30)}": pay}`],
  ['an array', '[]'],
  ['null', 'null'],
  ['a number', '5'],
  ['a text', '"pay"'],
  ['true', 'true'],
  ['nothing where fields are needed', '', 'from'],
  ['an empty object', '{}', 'from'],
  ['levels without end', deep(33)],
  ['levels without end in an array', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
  ['a lone surrogate', '{"memo":"\\ud83d"}'],
  ['a lone surrogate in a name', '{"\\udc00":1}'],
  ['U+0000', '{"memo":"a\\u0000b"}'],
  ['U+0000 in a name', '{"a\\u0000b":1}'],
  ['__proto__', '{"__proto__":{"amount":1}}'],
  ['__proto__ further down', '{"a":{"__proto__":1}}'],
])('a body that is %s', async (_what, body, field) => {
  await refuses('POST', '/v1/transfers', { body }, invalid(field))
})

test.each<[field: string, path: string, body: object]>([
  ['note', '/v1/transfers', { ...pay, note: 'unknown' }],
  ['constructor', '/v1/transfers', { ...pay, constructor: 1 }],
  ['Amount', '/v1/transfers', { ...pay, Amount: 1 }],
  ['attachments.0.size', '/v1/transfers', { ...pay, attachments: [{ name: 'a', mediaType: 'a/b', content: '', size: 1 }] }],
  ['rules.minAmount', '/v1/assets', { code: 'NEW', scale: 0, rules: { minAmount: 1 } }],
  [
    'operations.1.body.note',
    '/v1/batches',
    {
      operations: [
        { op: 'createTransfer', body: pay },
        { op: 'createTransfer', body: { ...pay, note: 1 } },
      ],
    },
  ],
  ['operations.0.id', '/v1/batches', { operations: [{ op: 'createTransfer', id: demo.seat, body: pay }] }],
  ['operations.0.op', '/v1/batches', { operations: [{ op: 'createSandbox', body: {} }] }],
  ['operations.0.op', '/v1/batches', { operations: [{ op: 'constructor', body: {} }] }],
  ['reason', `/v1/holds/${demo.seat}/cancel`, { reason: 'unknown' }],
  ['reason', '/v1/clock/freeze', { reason: 'unknown' }],
])('a field named %s, which %s does not know', async (field, path, body) => {
  expect((await refuses('POST', path, { body }, invalid(field))).detail).toContain(field)
})

test.each<[what: string, amount: string]>([
  ['zero', '0'],
  ['minus zero', '-0'],
  ['negative', '-1'],
  ['a fraction', '1.5'],
  ['the smallest fraction', '5e-324'],
  ['a text', '"5"'],
  ['2^53', '9007199254740992'],
  ['2^53 + 1', '9007199254740993'],
  ['beyond every number', '1e400'],
  ['beyond every number, negative', '-1e400'],
  ['null', 'null'],
  ['true', 'true'],
  ['an array', '[5]'],
  ['an object', '{"value":5}'],
])('an amount that is %s', async (_what, amount) => {
  const body = JSON.stringify(pay).replace('100', amount)
  await refuses('POST', '/v1/transfers', { body }, invalid('amount'))
  await refuses('POST', `/v1/holds/${demo.seat}/capture`, { body: `{"amount":${amount}}` }, invalid('amount'))
  await refuses('POST', '/v1/batches', { body: `{"operations":[{"op":"createTransfer","body":${body}}]}` }, invalid('operations.0.body.amount'))
})

const long = 'x'.repeat(100_000)
test.each<[field: string, path: string, body: object]>([
  ['memo', '/v1/transfers', { ...pay, memo: 'x'.repeat(501) }],
  ['memo', '/v1/transfers', { ...pay, memo: long }],
  ['from', '/v1/transfers', { ...pay, from: long }],
  ['from', '/v1/transfers', { ...pay, from: demo.guest.toUpperCase() }],
  ['from', '/v1/transfers', { ...pay, from: ` ${demo.guest}` }],
  ['to', '/v1/transfers', { ...pay, to: demo.seat }],
  ['asset', '/v1/transfers', { ...pay, asset: 'jpy' }],
  ['asset', '/v1/transfers', { ...pay, asset: 'JPY/x' }],
  ['attachments', '/v1/transfers', { ...pay, attachments: Array.from({ length: 6 }, () => ({ name: 'a', mediaType: 'a/b', content: '' })) }],
  ['name', '/v1/wallets', { name: '' }],
  ['name', '/v1/wallets', { name: 'x'.repeat(201) }],
  ['attributes.k', '/v1/wallets', { name: 'a', attributes: { k: { deep: 1 } } }],
  ['attributes', '/v1/wallets', { name: 'a', attributes: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 1])) }],
  ['kind', '/v1/wallets', { name: 'a', kind: 'robot' }],
  ['scale', '/v1/assets', { code: 'NEW', scale: 16 }],
  ['scopes', '/v1/api-keys', { scopes: [] }],
  ['scopes', '/v1/api-keys', { scopes: ['read', 'read'] }],
  ['scopes.0', '/v1/api-keys', { scopes: ['root'] }],
  ['scopes', '/v1/api-keys', { scopes: ['admin'], wallet: demo.guest }],
  ['acceptances', '/v1/holds', { ...pay, acceptances: ['payee', 'payee'] }],
  ['operations', '/v1/batches', { operations: [] }],
  ['operations', '/v1/batches', { operations: Array.from({ length: 1001 }, () => ({ op: 'createWallet', body: { name: 'a' } })) }],
  ['operations.0.idempotencyKey', '/v1/batches', { operations: [{ op: 'createWallet', body: { name: 'a' }, idempotencyKey: '' }] }],
  ['fixture', '/v1/sandbox/reset', { fixture: 'circus' }],
])('a %s that %s cannot take', async (field, path, body) => {
  await refuses('POST', path, { body }, invalid(field))
})

test('a body that is too large by what it says', async () => {
  const body = JSON.stringify({ ...pay, memo: 'x'.repeat(maxBodyBytes) })
  await refuses('POST', '/v1/transfers', { body, headers: { 'Content-Length': String(body.length) } }, { status: 413, code: 'payload_too_large' })
})

test.each<[what: string, type: string]>([
  ['another', 'text/plain'],
  ['a form', 'application/x-www-form-urlencoded'],
  ['almost the right', 'application/jsonp'],
  ['empty', ''],
])('a content type that is %s', async (_what, type) => {
  await refuses('POST', '/v1/transfers', { body: pay, headers: { 'Content-Type': type } }, { status: 415, code: 'unsupported_media_type' })
})
