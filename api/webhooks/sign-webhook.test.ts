import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { createCredentials } from '../credentials.ts'
import { signingGenerations, signWebhook } from './sign-webhook.ts'

/** Against the reference library of Standard Webhooks. */

const { webhookSecret } = createCredentials('a signing key for tests')
const [first, second] = [webhookSecret('sbx_1', 'whk_1', 1), webhookSecret('sbx_1', 'whk_1', 2)]
const body = '{"type":"hold.held","data":{"memo":"仮押さえ"}}'
const sign = (...secrets: string[]) => signWebhook({ id: 'dlv_1', at: Date.now(), body }, secrets)

test('the reference library accepts what is signed', () => {
  expect(new Webhook(first).verify(body, sign(first))).toEqual(JSON.parse(body))
})

test.each<[what: string, verify: () => unknown]>([
  ['another body', () => new Webhook(first).verify(`${body} `, sign(first))],
  ['another ID', () => new Webhook(first).verify(body, { ...sign(first), 'webhook-id': 'dlv_2' })],
  ['another time', () => new Webhook(first).verify(body, { ...sign(first), 'webhook-timestamp': String(Math.floor(Date.now() / 1000) + 1) })],
  ['another secret', () => new Webhook(second).verify(body, sign(first))],
])('and not %s', (_what, verify) => {
  expect(verify).toThrow('No matching signature')
})

test('either of two secrets checks what both signed', () => {
  for (const secret of [first, second]) expect(new Webhook(secret).verify(body, sign(second, first))).toEqual(JSON.parse(body))
})

test('each endpoint, sandbox and generation has a secret of 32 bytes of its own', () => {
  const secrets = [
    first,
    second,
    webhookSecret('sbx_1', 'whk_2', 1),
    webhookSecret('sbx_2', 'whk_1', 1),
    createCredentials('b').webhookSecret('sbx_1', 'whk_1', 1),
  ]
  expect(new Set(secrets).size).toBe(secrets.length)
  for (const secret of secrets) expect(Buffer.from(/^whsec_(.+)$/.exec(secret)![1]!, 'base64')).toHaveLength(32)
})

test('the secret before the present one signs too for a day', () => {
  const day = 24 * 3600 * 1000
  expect(signingGenerations({ generation: 1, rotatedAt: null }, 5)).toEqual([1])
  expect(signingGenerations({ generation: 3, rotatedAt: 5 }, 5 + day - 1)).toEqual([3, 2])
  expect(signingGenerations({ generation: 3, rotatedAt: 5 }, 5 + day)).toEqual([3])
})
