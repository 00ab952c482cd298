import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useCases } from '../../api/catalogue.ts'
import type { Receipt } from '../../api/core/receipt.ts'
import { findChromium, launchBrowser, watchFaults } from '../../api/test/browser.ts'
import { bundleText } from '../bundle.ts'
import { mountConsole } from '../console.ts'
import { readAsset } from '../read-asset.ts'
import { changed, type Made, makeReceipts } from './test/made-receipts.ts'

/** The page as a person meets it, in a real Chromium. */

test('the script is up to date: `npm run bundle` would change nothing', async () => {
  const committed = await readFile(new URL('../assets/verify.js', import.meta.url), 'utf8')
  expect(committed === (await bundleText('verify.js')), 'web-docs/assets/verify.js is stale: run npm run bundle').toBe(true)
})

test.each(['/docs/verify', '/docs/verify/ja'])('%s forbids what does not come from here, and has no script in it', async (path) => {
  const hono = new Hono()
  mountConsole(hono, { readAsset, useCases })
  const answer = await hono.request(path)
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'self';(?!.*(script-src|https?:|\*))/)
  const text = await answer.text()
  expect(text).toContain('<script src="/docs/assets/verify.js"></script>')
  expect(text).not.toMatch(/<script(?! src=)|\son\w+=|(src|href)="(https?:)?\/\//)
})

const chromium = findChromium()
const absent = !chromium && !process.env['CI']
const title = absent ? 'the verifier: skipped, no Chromium here; install it or set CHROMIUM_PATH' : 'the verifier'

describe.skipIf(absent)(title, () => {
  let made: Made
  let service: Service
  let browser: Browser
  let page: Page
  let faults: string[]

  beforeAll(async () => {
    made = await makeReceipts()
    service = await serveConsole(made)
    browser = await launchBrowser(chromium!)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1100, height: 900 } })
    faults = watchFaults(page, service.url)
  })
  afterEach(async () => {
    await page.close()
    expect(faults).toEqual([])
  })

  async function verify(receipt: unknown, { path = '/docs/verify', trusted = made.trusted } = {}): Promise<void> {
    if (path !== '') await page.goto(service.url + path)
    await page.fill('#receipt', JSON.stringify(receipt))
    await page.fill('#trusted', trusted)
    await page.click('#verify button')
    await page.locator('.receipt').waitFor()
  }
  const standing = () => page.locator('.standing').innerText()
  const badLinks = () => page.locator('.chain .mark.bad').allTextContents()

  test('a good receipt is checked without one request, and again when the service is gone', async () => {
    const own = await serveConsole(made)
    const local = await browser.newPage()
    const requests: string[] = []
    try {
      await local.goto(`${own.url}/docs/verify`)
      local.on('request', (request) => requests.push(request.url()))
      await own.stop()
      await local.fill('#receipt', JSON.stringify(made.transfer))
      await local.fill('#trusted', made.trusted)
      await local.click('#verify button')
      expect(await local.locator('.standing').innerText()).toContain('✓ Verified')
      expect(requests).toEqual([])
      await expect(fetch(own.url)).rejects.toThrow()
    } finally {
      await local.close()
    }
  })

  test('a saved copy of the page checks as well, and offers no fetching', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saved-page-'))
    for (const name of ['verify.js', 'kariosae.css']) await writeFile(join(folder, name), (await readAsset(name))!)
    const text = await (await fetch(`${service.url}/docs/verify`)).text()
    await writeFile(join(folder, 'saved.html'), text.replaceAll('/docs/assets/', './').replaceAll('/favicon.ico', 'data:,'))
    const saved = await browser.newPage()
    const requests: string[] = []
    try {
      await saved.goto(pathToFileURL(join(folder, 'saved.html')).href)
      saved.on('request', (request) => requests.push(request.url()))
      await saved.fill('#receipt', JSON.stringify(made.own))
      await saved.fill('#trusted', made.trusted)
      await saved.click('#verify button')
      expect(await saved.locator('.standing').innerText()).toContain('✓ Verified')
      expect(await saved.locator('#fetching').isVisible()).toBe(false)
      expect(requests).toEqual([])
    } finally {
      await saved.close()
    }
  })

  test.each([
    {
      name: 'tampered with',
      path: ['entries', 0, 'record', 'data', 'amount'],
      change: () => 9200,
      links: ['not what was ordered', 'contradictory', 'misses the signed root'],
    },
    { name: 'with a broken proof', path: ['entries', 0, 'proof'], change: (proof: string[]) => proof.slice(1), links: ['misses the signed root'] },
    { name: 'without the record of the key', path: ['keys'], change: () => [], links: ['nothing shows it is the wallet’s'] },
  ])('a receipt $name is void, on paper too, and shows where', async ({ path, change, links }) => {
    await verify(changed(made.transfer, path, change as (old: never) => unknown))
    expect(await standing()).toContain('VOID')
    const bad = await badLinks()
    expect(bad).toHaveLength(links.length)
    for (const [index, link] of links.entries()) expect(bad[index]).toContain(link)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.void-mark').isVisible()).toBe(true)
    expect(await page.locator('.void-mark').evaluate((mark) => getComputedStyle(mark).position)).toBe('fixed')
    expect(await page.locator('dl, .seal').count()).toBe(0)
  })

  test('the key of somebody else makes it void; no key leaves it unconfirmed', async () => {
    await verify(made.transfer, { trusted: '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU' })
    expect(await badLinks()).toEqual(['✗ BAD: it is not the key you trust'])
    await verify(made.transfer, { path: '', trusted: '' })
    expect(await standing()).toContain('not confirmed')
  })

  test('a credential is checked with the receipt inside, and shown with its issuer', async () => {
    await verify(made.credential)
    expect(await standing()).toContain('✓ Verified')
    expect(await page.locator('.issuer code').innerText()).toBe(made.credential['issuer'])
    await verify({ ...made.credential, validFrom: '2020-01-01T00:00:00Z' }, { path: '' })
    expect(await standing()).toContain('VOID')
  })

  test.each(['hello', '{"hello":"world"}', '{"type":"kariosae.rec'])('%s is neither, and not marked as void', async (text) => {
    await page.goto(`${service.url}/docs/verify`)
    await page.fill('#receipt', text)
    await page.click('#verify button')
    expect(await standing()).toContain('This is no receipt or credential of Kariosae')
    expect(await page.locator('.void, .void-mark').count()).toBe(0)
  })

  test('what is no key is a fault of its field; white space around one is not', async () => {
    await page.goto(`${service.url}/docs/verify`)
    await page.fill('#receipt', JSON.stringify(made.transfer))
    await page.fill('#trusted', 'abc')
    await page.click('#verify button')
    expect(await page.locator('#trusted-fault').innerText()).toMatch(/This is no key.*base64url/)
    expect(await page.locator('#trusted').getAttribute('aria-invalid')).toBe('true')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('trusted')
    expect(await page.locator('.receipt').count()).toBe(0)
    await page.fill('#trusted', ` ${made.trusted} `)
    expect(await page.locator('#trusted-fault').isVisible()).toBe(false)
    await page.click('#verify button')
    expect(await standing()).toContain('✓ Verified')
  })

  test('a hold of many steps, in Japanese, prints as a document without the page around it', async () => {
    await verify(made.hold, { path: '/docs/verify/ja' })
    expect(await standing()).toContain('検証済み')
    expect(await page.locator('.passed > li').count()).toBe(12)
    expect(await page.locator('svg.chain').count()).toBe(12)
    await page.emulateMedia({ media: 'print' })
    for (const hidden of ['.bar', '#verify', '#fetching', '#print', 'h1']) expect(await page.locator(hidden).isVisible(), hidden).toBe(false)
    expect(await page.locator('.seal').evaluate((foot) => getComputedStyle(foot).display)).toBe('table-footer-group')
    expect(await page.locator('.standing').evaluate((box) => getComputedStyle(box).color)).toBe('rgb(0, 0, 0)')
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12]/)
    expect(pdf.match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(3)
  })

  test('markup in a memo and in a name stays text', async () => {
    await verify(made.transfer)
    expect(await page.locator('dd', { hasText: '<img src=x' }).count()).toBe(1)
    expect(await page.locator('.receipt img').count()).toBe(0)
    expect(await page.title()).toContain('Kariosae')
  })

  test('a receipt is fetched by its ID with the demo key, with names beside it', async () => {
    await page.goto(`${service.url}/docs/verify`)
    await page.click('#fetching summary')
    await page.fill('#id', made.hold.subject)
    await page.click('#fetch button')
    await page.locator('.receipt').waitFor()
    expect(await page.locator('.said').first().innerText()).toBe('Hana Sato')
    expect(await page.locator('.receipt').innerText()).toContain('They are not proved')
    expect(JSON.parse(await page.inputValue('#receipt'))).toMatchObject({ subject: made.hold.subject })
  })

  test('what the service refuses to give is told', async () => {
    await page.goto(`${service.url}/docs/verify`)
    await page.click('#fetching summary')
    await page.fill('#id', 'trf_nothing')
    await page.fill('#key', made.key)
    await page.click('#fetch button')
    await page.locator('#fetched', { hasText: /There is no|trf_nothing/ }).waitFor()
    expect(await page.locator('.receipt').count()).toBe(0)
    expect(faults.splice(0).every((fault) => /^(4\d\d|console error)/.test(fault))).toBe(true)
  })

  test('by keyboard alone: everything has a name, the result gets the focus, and nothing old stays', async () => {
    await page.goto(`${service.url}/docs/verify`)
    await page.getByLabel('Receipt or credential (JSON)').focus()
    await page.keyboard.insertText(JSON.stringify(made.transfer))
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('trusted')
    await page.keyboard.insertText(made.trusted)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('result')
    expect(await standing()).toContain('✓ Verified')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('print')
    const unnamed = await page
      .locator('#verify :is(input, textarea), #fetch input')
      .evaluateAll((fields) => fields.filter((field) => (field as HTMLInputElement).labels?.length !== 1).length)
    expect(unnamed).toBe(0)
    await page.getByLabel('Receipt or credential (JSON)').focus()
    await page.keyboard.insertText(' ')
    expect(await page.locator('.receipt').count()).toBe(0)
  })

  test('a file is taken, chosen or dropped, and the trusted key is still there after a reload', async () => {
    await page.goto(`${service.url}/docs/verify`)
    await page.fill('#trusted', made.trusted)
    await page.reload()
    expect(await page.inputValue('#trusted')).toBe(made.trusted)
    await page.setInputFiles('#file', { name: 'receipt.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(made.own)) })
    await page.locator('.verified', { hasText: made.own.subject }).waitFor()
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([text], 'receipt.json'))
      return transfer
    }, JSON.stringify(made.fixture))
    await page.dispatchEvent('main', 'drop', { dataTransfer: data })
    await page.locator('.verified', { hasText: made.fixture.subject }).waitFor()
  })

  test.each([
    { path: '/docs/verify', of: () => made.transfer },
    { path: '/docs/verify/ja', of: () => made.hold },
    { path: '/docs/verify', of: () => broken(made.own) },
    { path: '/docs/verify/ja', of: () => broken(made.own) },
  ])('$path fits a phone, and no text leaves its drawing', async ({ path, of }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const trusted of [made.trusted, '']) {
      await verify(of(), { path, trusted })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      const outside = await page.locator('svg.chain text').evaluateAll((texts) =>
        texts.flatMap((text) => {
          const { x, width } = (text as SVGTextElement).getBBox()
          return x < 0 || x + width > 336 ? [text.textContent] : []
        }),
      )
      expect(outside).toEqual([])
    }
  })
})

/** Wrong in every link that can be. */
function broken(receipt: Receipt): Receipt {
  const unsigned = changed(receipt, ['entries', 0, 'record', 'signatures', 0, 'sig'], (sig: string) => `A${sig.slice(1)}`)
  const another = changed(unsigned, ['entries', 0, 'record', 'data', 'amount'], () => 1)
  return changed(another, ['keys'], () => [])
}

interface Service {
  readonly url: string
  stop(): Promise<unknown>
}

async function serveConsole({ app, key }: Made): Promise<Service> {
  const hono = new Hono()
  mountConsole(hono, { readAsset, useCases, demoKey: () => key })
  hono.all('/v1/*', (c) => app.app.hono.fetch(c.req.raw))
  const server = await new Promise<ServerType>((listening) => {
    const one = serve({ fetch: hono.fetch, hostname: '127.0.0.1', port: 0 }, () => listening(one))
  })
  const stop = () =>
    new Promise((stopped) => {
      server.close(stopped)
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}
