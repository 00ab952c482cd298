import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { useCases } from '../api/catalogue.ts'
import { isLoopback, mountConsole } from './console.ts'
import { readAsset } from './read-asset.ts'

/** The browser side without a browser: what is served, with which headers, and to whom the demo key is given. */

function consoleWith(demoKey?: () => string | undefined): Hono {
  const app = new Hono()
  mountConsole(app, { readAsset, useCases, ...(demoKey ? { demoKey } : {}) })
  return app
}

const local = consoleWith(() => 'ksk_demo')

test.each([
  { host: 'localhost', status: 200 },
  { host: 'localhost:8787', status: 200 },
  { host: '127.0.0.1:8787', status: 200 },
  { host: '[::1]:8787', status: 200 },
  { host: '127.0.0.1.evil.example', status: 404 },
  { host: 'localhost.evil.example:8787', status: 404 },
  { host: 'evil.example', status: 404 },
  { host: '192.168.0.5:8787', status: 404 },
  { host: '', status: 404 },
])('asked as "$host", the demo key is answered with $status', async ({ host, status }) => {
  const answer = await local.request('/docs/demo-key.json', { headers: { Host: host } })
  expect(answer.status).toBe(status)
  expect((await answer.text()).includes('ksk_demo')).toBe(status === 200)
  if (status === 200) expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test.each([
  { name: 'there is none', app: consoleWith() },
  { name: 'the service keeps it', app: consoleWith(() => undefined) },
])('no demo key where $name', async ({ app }) => {
  expect((await app.request('/docs/demo-key.json', { headers: { Host: 'localhost' } })).status).toBe(404)
})

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.example.com', false],
  ['192.168.0.5', false],
])('a service at %s hears only its own machine: %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected)
})

test.each([
  '/docs',
  '/docs/guide',
  '/docs/guide/ja',
  '/docs/guide/holds',
  '/docs/guide/holds/ja',
  '/docs/guide/signing',
  '/docs/guide/signing/ja',
  '/docs/refusals',
])('%s forbids what does not come from here', async (path) => {
  const answer = await local.request(path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=UTF-8')
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toMatch(/script-src|https?:|\*/)
  const page = await answer.text()
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\//)
  expect(page).not.toMatch(/<script(?! src=)|\son\w+=/)
})

test.each([
  { path: '/docs/assets/swagger-ui-bundle.js', type: 'text/javascript; charset=utf-8' },
  { path: '/docs/assets/swagger-ui.css', type: 'text/css; charset=utf-8' },
  { path: '/docs/assets/console.js', type: 'text/javascript; charset=utf-8' },
  { path: '/favicon.ico', type: 'image/svg+xml' },
])('$path is served as $type', async ({ path, type }) => {
  const answer = await local.request(path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe(type)
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100)
})

test.each(['package.json', 'swagger-ui.js', '..%2Fconsole.ts', '..%2f..%2fpackage.json', 'constructor', 'nothing.js'])(
  'no asset is called %s',
  async (name) => {
    expect((await local.request(`/docs/assets/${name}`)).status).toBe(404)
  },
)

test.each(['/', '/docs/'])('%s leads to the console', async (path) => {
  const answer = await local.request(path)
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/docs'])
})

test.each([
  { query: '', accepted: undefined, language: 'en' },
  { query: '', accepted: 'ja,en;q=0.8', language: 'ja' },
  { query: '', accepted: 'en,ja;q=0.8', language: 'en' },
  { query: '?lang=en', accepted: 'ja', language: 'en' },
  { query: '?lang=ja', accepted: 'en', language: 'ja' },
  { query: '?lang=xx', accepted: 'ja', language: 'en' },
])('the refusals page "$query" for a browser that prefers $accepted is in $language', async ({ query, accepted, language }) => {
  const answer = await local.request(`/docs/refusals${query}`, accepted ? { headers: { 'Accept-Language': accepted } } : {})
  expect(answer.headers.get('vary')).toBe('Accept-Language')
  const page = await answer.text()
  expect(page).toContain(`<html lang="${language}">`)
  expect(page.includes('仮押さえは確定済みです')).toBe(language === 'ja')
  expect(page.includes('Hold already captured')).toBe(language === 'en')
})

test('the refusals page names who can give a refusal, with a link into the console', async () => {
  const page = await (await local.request('/docs/refusals')).text()
  const section = (code: string) => new RegExp(`id="${code}">[\\s\\S]*?</section>`).exec(page)![0]
  expect(section('hold_expired')).toContain('<a href="/docs#/Holds/captureHold">captureHold</a>')
  expect(section('hold_expired')).not.toContain('createHold')
  expect(section('expiry_in_past')).toContain('createHold')
  expect(section('api_key_not_found')).toContain('/docs#/API_keys/revokeApiKey')
  expect(section('internal_error')).toContain('Every operation')
})
