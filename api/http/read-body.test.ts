import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { isRefusal } from '../core/use-case.ts'
import { createTestApp } from '../test/harness.ts'
import { parseJson } from './read-body.ts'

const amountOf = (literal: string) => {
  const json = parseJson(`{"amount":${literal}}`, 'application/json')
  return isRefusal(json) ? json.detail.split(',')[0] : (json.value as { amount: unknown }).amount
}

test.each<[literal: string, outcome: unknown]>([
  ['8000', 8000],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740993', 9007199254740992],
  ['1e3', 1000],
  ['1.5e1', 15],
  ['1.0000000000000000000', 1],
  ['1.5', 1.5],
  ['9007199254740991.4', 'The number 9007199254740991.4 is not written as an integer'],
  ['0.99999999999999999999', 'The number 0.99999999999999999999 is not written as an integer'],
  ['0.12345678901234567', Number('0.12345678901234567')],
  ['"123456789012345678.0"', '123456789012345678.0'],
])('the number %s', (literal, outcome) => {
  expect(amountOf(literal)).toBe(outcome)
})

test('bytes that are not UTF-8 are refused, not replaced', async () => {
  const { app, sandbox } = createTestApp()
  const key = await sandbox()
  const body = Buffer.concat([Buffer.from('{"name":"a'), Buffer.from([0xff]), Buffer.from('"}')])
  const response = await app.hono.request('/v1/wallets', {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body,
  })
  expect(await response.json()).toMatchObject({ code: 'invalid_request', detail: expect.stringContaining('not UTF-8') })
})

test('a body that is not JSON is in the request log as it was sent', async () => {
  const { call, get, sandbox } = createTestApp()
  const key = await sandbox()
  await call('POST', '/v1/wallets', { key, body: '{"name":' })
  expect((await get('/v1/requests', key)).body.data[0]).toMatchObject({
    operation: 'createWallet',
    status: 400,
    code: 'invalid_request',
    request: '{"name":',
  })
})

test.each<[body: object, detail: string]>([
  [{ kind: 'person' }, 'name: is required.'],
  [{ name: 5 }, 'name: must be a string.'],
  [{ name: '' }, 'name: must not be empty.'],
  [{ name: 'Ken', kind: 'cat' }, 'kind: must be one of person, business, system.'],
  [{ name: 'Ken', nick: 'K' }, 'nick: no such field is taken here.'],
  [{ name: 'Ken', attributes: { a: [] } }, 'attributes.a: has none of the types it may have.'],
])('%j is refused in plain words', async (body, detail) => {
  const { post, sandbox } = createTestApp()
  expect((await post('/v1/wallets', body, await sandbox())).body).toMatchObject({ code: 'invalid_request', detail })
})

test.each<[amount: unknown, detail: string]>([
  [0, 'amount: must be at least 1.'],
  [1.5, 'amount: must be a whole number.'],
  ['5', 'amount: must be a number.'],
  [2 ** 53, 'amount: must be at most 9007199254740991.'],
])('the amount %j is refused in plain words', async (amount, detail) => {
  const { post, sandbox } = createTestApp()
  expect((await post('/v1/assets/JPY/issue', { to: demo.guest, amount }, await sandbox('demo'))).body).toMatchObject({ detail, field: 'amount' })
})
