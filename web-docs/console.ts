import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { UseCase } from '../api/core/use-case.ts'
import { safeHeaders } from '../api/http/safe-headers.ts'
import { renderGuide } from './guide.ts'
import { renderHoldsGuide } from './holds-guide/page.ts'
import { type Language, type Markup, renderPage } from './page.ts'
import { renderRefusalsPage } from './refusals-page.ts'
import { renderSigningGuide } from './signing-guide/page.ts'
import { renderSigningPanel } from './signing-panel.ts'
import { renderVerifyPage } from './verify/page.ts'

/** What the console takes from its runtime. */
export interface ConsoleDeps {
  /** The bytes of one of the files listed below. */
  readAsset(name: string): Promise<Uint8Array | undefined>
  /** The key of the demo sandbox, where only this machine can reach the service. */
  demoKey?(): string | undefined
}

const javascript = 'text/javascript; charset=utf-8'
const css = 'text/css; charset=utf-8'
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': css,
  'swagger-ui-bundle.js': javascript,
  'kariosae.css': css,
  'console.js': javascript,
  'client.js': javascript,
  'signing-panel.js': javascript,
  'guide.js': javascript,
  'verify.js': javascript,
  'favicon.svg': 'image/svg+xml',
}
export const assetNames = Object.keys(assets)

const commonHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
}
/** Everything comes from this service. Swagger UI sets styles inline and draws its icons from data: addresses. */
const pageHeaders = {
  ...commonHeaders,
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
}

/** What a person sees in the browser: the console, the guides and the page of refusals, served by this service alone. */
export function mountConsole(app: Hono, { readAsset, demoKey, useCases }: ConsoleDeps & { readonly useCases: readonly UseCase[] }): void {
  const pages: Readonly<Record<string, Markup>> = {
    '/docs': renderConsole(),
    '/docs/guide': renderGuide('en'),
    '/docs/guide/ja': renderGuide('ja'),
    '/docs/guide/holds': renderHoldsGuide('en'),
    '/docs/guide/holds/ja': renderHoldsGuide('ja'),
    '/docs/guide/signing': renderSigningGuide('en'),
    '/docs/guide/signing/ja': renderSigningGuide('ja'),
    '/docs/verify': renderVerifyPage('en'),
    '/docs/verify/ja': renderVerifyPage('ja'),
  }
  for (const [path, page] of Object.entries(pages)) app.get(path, (c) => c.html(page, 200, pageHeaders))
  const refusals = { en: renderRefusalsPage(useCases, 'en'), ja: renderRefusalsPage(useCases, 'ja') }
  app.get('/docs/refusals', (c) => c.html(refusals[languageOf(c)], 200, { ...pageHeaders, Vary: 'Accept-Language' }))
  for (const path of ['/', '/docs/']) app.get(path, (c) => c.body(null, 302, { ...safeHeaders, Location: '/docs' }))
  app.get('/docs/assets/:name', (c) => asset(c, c.req.param('name')))
  app.get('/favicon.ico', (c) => asset(c, 'favicon.svg'))
  app.get('/docs/demo-key.json', (c) => {
    const apiKey = namesThisMachine(c.req.header('host')) ? demoKey?.() : undefined
    return apiKey === undefined ? c.notFound() : c.json({ apiKey }, 200, { ...commonHeaders, 'Cache-Control': 'no-store' })
  })

  async function asset(c: Context, name: string): Promise<Response> {
    const type = Object.hasOwn(assets, name) ? assets[name] : undefined
    const bytes = type === undefined ? undefined : await readAsset(name)
    if (type === undefined || bytes === undefined) return c.notFound()
    const caching = name.startsWith('swagger-ui') ? 'max-age=3600' : 'no-cache'
    return c.body(new Uint8Array(bytes), 200, { ...commonHeaders, 'Content-Type': type, 'Cache-Control': caching })
  }
}

/** What the reader chose, or else what the browser prefers: a problem's `docs` names no language. */
function languageOf(c: Context): Language {
  return /^\s*ja\b/i.test(c.req.query('lang') ?? c.req.header('accept-language') ?? '') ? 'ja' : 'en'
}

/** Does a service that listens there hear only its own machine? Then its demo key is no secret. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)
}

/** A page of another site whose name was made to point at this machine sends its own name. */
function namesThisMachine(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? '')
}

function renderConsole(): Markup {
  return renderPage({
    path: '/docs',
    title: 'Kariosae 仮押さえ – API console',
    styles: ['swagger-ui.css'],
    scripts: ['swagger-ui-bundle.js', 'console.js'],
    tools: html`<div class="tools"><output id="notice" aria-live="polite"></output><button id="reset" type="button">Reset demo data</button></div>`,
    content: html`${renderSigningPanel()}<div id="swagger-ui"></div><noscript>This console needs JavaScript; the document is at <a href="/openapi.json">/openapi.json</a>.</noscript>`,
  })
}
