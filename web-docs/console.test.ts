import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useCases } from '../api/catalogue.ts'
import { demo } from '../api/core/demo-ids.ts'
import { refusals } from '../api/core/refusals.ts'
import type { UseCase } from '../api/core/use-case.ts'
import { namedExamples } from '../api/named-examples.ts'
import { findChromium, launchBrowser, watchFaults } from '../api/test/browser.ts'
import { type RunningService, startService } from '../examples/run.ts'

/** The console as a person meets it: a real Chromium, the real service. */

const chromium = findChromium()
const absent = !chromium && !process.env['CI']
const japanese = /[\p{Script=Hiragana}\p{Script=Han}]/u

describe.skipIf(absent)(absent ? 'console: skipped, no Chromium here; install it or set CHROMIUM_PATH' : 'console', () => {
  let service: RunningService
  let browser: Browser
  let page: Page
  let faults: string[]

  beforeAll(async () => {
    if (!chromium) throw new Error('CI must have a Chromium: apt-get install chromium, or set CHROMIUM_PATH')
    service = await startService()
    browser = await launchBrowser(chromium)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })
  beforeEach(async () => {
    await call('POST', '/v1/sandbox/reset')
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    faults = watchFaults(page, service.url)
  })
  afterEach(async () => {
    await page.close()
    expect(faults).toEqual([])
  })

  async function call(method: string, path: string, body: object = {}, key = service.demoKey) {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
    const answer = await fetch(service.url + path, { method, headers, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) })
    return answer.json() as Promise<{ id: string; apiKey: string; data: unknown[] }>
  }

  /** The operations of the document by tag, in the order in which it names them. */
  async function documented(): Promise<{ tag: string; operations: string[] }[]> {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      tags: { name: string }[]
      paths: Record<string, Record<string, { operationId: string; tags: string[] }>>
    }
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
    const namesOf = (tag: string) => operations.filter(({ tags }) => tags.includes(tag)).map(({ operationId }) => operationId)
    return document.tags.map(({ name }) => ({ tag: name, operations: namesOf(name) }))
  }

  async function openConsole(): Promise<void> {
    await page.goto(`${service.url}/docs`)
    await page
      .locator('.opblock')
      .nth(useCases.length - 1)
      .waitFor()
  }

  const blockOf = ({ tag, operationId }: UseCase) => page.locator(`#operations-${tag.replaceAll(' ', '_')}-${operationId}`)

  /** Expands the operation and presses Execute, with what the console has filled in. Gives the status and the answer it shows. */
  async function execute(operationId: string): Promise<{ status: number; answer: string }> {
    const block = blockOf(useCases.find((useCase) => useCase.operationId === operationId)!)
    await block.locator('.opblock-summary-control').dispatchEvent('click')
    await block.locator('.execute').click()
    const live = block.locator('.live-responses-table')
    const status = Number((await live.locator('tbody .response-col_status').innerText()).split('\n')[0])
    const answer = await live.locator('.response-col_description pre').first().innerText()
    await block.locator('.opblock-summary-control').dispatchEvent('click')
    return { status, answer }
  }

  test('every operation stands under its tag', async () => {
    await openConsole()
    const shown = await page.locator('.opblock-tag-section').evaluateAll((sections) =>
      sections.map((section) => ({
        tag: section.querySelector('.opblock-tag')?.getAttribute('data-tag') ?? '',
        operations: [...section.querySelectorAll('.opblock-summary-operation-id')].map((name) => name.textContent ?? ''),
      })),
    )
    expect(shown).toEqual(await documented())
    for (const { tag, operationId } of useCases) expect(shown.find(({ operations }) => operations.includes(operationId))?.tag).toBe(tag)
    expect(await page.locator('.opblock-summary-description').first().innerText()).toMatch(japanese)
  })

  test('a hold is created and another captured by pressing Execute', async () => {
    await openConsole()
    const created = await execute('createHold')
    expect(created.status).toBe(201)
    expect(JSON.parse(created.answer)).toMatchObject({ status: 'held', amount: 8000, remaining: 8000 })
    const captured = await execute('captureHold')
    expect(captured.status).toBe(200)
    expect(JSON.parse(captured.answer)).toMatchObject({ id: demo.seat, status: 'captured', captured: 6400, released: 1600 })
  })

  test('a hold offers its examples by name, and the one chosen is sent', async () => {
    await page.goto(`${service.url}/docs#/Holds/createHold`)
    const block = blockOf(useCases.find(({ operationId }) => operationId === 'createHold')!)
    const choice = block.locator('.examples-select select')
    await choice.first().waitFor()
    expect(await choice.first().locator('option').count()).toBe(namedExamples['createHold']!.length)
    await choice.first().selectOption('template-escrow')
    await block.locator('.execute').click()
    const answer = await block.locator('.live-responses-table .response-col_description pre').first().innerText()
    expect(JSON.parse(answer)).toMatchObject({ status: 'held', template: { name: 'escrow' } })
  })

  /** That every example works is proved over HTTP (worked-examples.test.ts); here, that Swagger UI fills in each kind of form as it should. */
  test('worked examples of every shape succeed on fresh demo data', { timeout: 120_000 }, async () => {
    await openConsole()
    const statuses: Record<string, number> = {}
    const chosen = oneOfEachShape()
    for (const { operationId } of chosen) {
      await call('POST', '/v1/sandbox/reset')
      statuses[operationId] = (await execute(operationId)).status
    }
    expect(statuses).toEqual(Object.fromEntries(chosen.map(({ operationId, answer }) => [operationId, answer.status])))
  })

  test('a link to an operation brings it below the bar, and its refusals fit a few screens', async () => {
    await page.goto(`${service.url}/docs#/Holds/createHold`)
    const block = blockOf(useCases.find(({ operationId }) => operationId === 'createHold')!)
    await block.locator('.responses-table').waitFor()
    const bar = await page.locator('.bar').boundingBox()
    await expect.poll(async () => (await block.boundingBox())!.y).toBeLessThan(200)
    expect((await block.boundingBox())!.y).toBeGreaterThanOrEqual(bar!.height)
    expect((await block.boundingBox())!.height).toBeLessThan(4500)
    expect(await block.locator('[data-code="422"] a[href="/docs/refusals#insufficient_funds"]').count()).toBe(1)
  })

  test('what is optional is left empty', async () => {
    await page.goto(`${service.url}/docs#/Holds/createHold`)
    const headers = page.locator('.parameters input')
    await headers.nth(2).waitFor()
    expect(await headers.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))).toEqual(['', '', ''])
  })

  test('the button resets the sandbox', async () => {
    await openConsole()
    const before = await call('GET', '/v1/wallets')
    await call('POST', '/v1/wallets', { name: 'Ken Ito', kind: 'person' })
    await page.locator('#reset').click()
    await page.getByText('初期化しました').waitFor()
    expect((await call('GET', '/v1/wallets')).data.length).toBe(before.data.length)
  })

  test('a key that the reader enters stays, and the demo key does not come back over it', async () => {
    const own = await call('POST', '/v1/sandboxes')
    await openConsole()
    await page.locator('.auth-wrapper .authorize').click()
    await page.getByText('Logout').click()
    await page.locator('.auth-container input').fill(own.apiKey)
    await page.locator('.auth-btn-wrapper .authorize').click()
    await page.locator('.auth-btn-wrapper .btn-done').click()
    await openConsole()
    await page.reload()
    expect(JSON.parse((await execute('getSandbox')).answer)).toMatchObject({ id: own.id })
  })

  test.each(['en', 'ja'] as const)('the refusals page lists every code, with its title (%s)', async (language) => {
    await page.goto(`${service.url}/docs/refusals?lang=${language}#hold_expired`)
    const listed = await page
      .locator('.refusal')
      .evaluateAll((sections) => sections.map((section) => [section.id, (section as HTMLElement).innerText]))
    expect(listed.map(([code]) => code)).toEqual(Object.keys(refusals))
    for (const [index, { title, status }] of Object.values(refusals).entries()) {
      for (const part of [title[language], String(status)]) expect(listed[index]?.[1]).toContain(part)
    }
  })

  test.each([
    { path: '/docs', ready: '.opblock' },
    { path: '/docs/guide', ready: '.step' },
    { path: '/docs/guide/ja', ready: '.step' },
    { path: '/docs/guide/holds', ready: '.step' },
    { path: '/docs/guide/holds/ja', ready: '.step' },
    { path: '/docs/guide/signing', ready: '.step' },
    { path: '/docs/guide/signing/ja', ready: '.step' },
    { path: '/docs/refusals', ready: '.refusal' },
  ])('$path fits a narrow screen and has Japanese', async ({ path, ready }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(service.url + path)
    await page.locator(ready).first().waitFor()
    expect(await page.locator('body').innerText()).toMatch(japanese)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })

  test('the guide shows the key and the address to copy', async () => {
    await page.goto(`${service.url}/docs/guide`)
    await page.locator('#setup', { hasText: service.demoKey }).waitFor()
    expect(await page.locator('#setup').innerText()).toContain(`SERVER=${service.url}`)
  })
})

/** One use case for each kind of form: method, path parameter, query, body and headers. */
function oneOfEachShape(): UseCase[] {
  const shapeOf = (useCase: UseCase) => {
    const { method, example, scope, walletKeys } = useCase
    const { id, query, body } = example
    return [method, id !== undefined, query !== undefined, Object.keys(body ?? {}).length > 0, scope === null, walletKeys].join(' ')
  }
  return [...new Map(useCases.map((useCase) => [shapeOf(useCase), useCase])).values()]
}
