import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demo } from '../api/core/demo-ids.ts'
import { findChromium, launchBrowser, watchFaults } from '../api/test/browser.ts'
import { type RunningService, startService } from '../examples/run.ts'

/** The console's panel of the signing key, in a real Chromium: what is executed is signed, and the key never leaves. */

const chromium = findChromium()
const absent = !chromium && !process.env['CI']
const title = absent ? 'signing in the console: skipped, no Chromium here; install it or set CHROMIUM_PATH' : 'signing in the console'
/** RFC 8032, section 7.1, test 3. */
const seed = 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7'
const publicKey = '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU'
/** Of the demo's Ran Mori. */
const knownSeed = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'
const secrets = [seed, knownSeed].flatMap((hex) => [hex, Buffer.from(hex, 'hex').toString('base64url'), Buffer.from(hex, 'hex').toString('base64')])

describe.skipIf(absent)(title, () => {
  let service: RunningService
  let browser: Browser
  beforeAll(async () => {
    service = await startService()
    browser = await launchBrowser(chromium!)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  async function openConsole() {
    const page = await browser.newPage()
    const faults = watchFaults(page, service.url)
    const sent: Request[] = []
    page.on('request', (request) => void sent.push(request))
    await page.goto(`${service.url}/docs`)
    await page.locator('#operations-Transfers-createTransfer').waitFor()
    await page.locator('#signing > summary').click()
    return { page, sent, faults }
  }

  /** Sends the body with Execute; gives what the console shows. */
  async function execute(page: Page, operation: string, body: object) {
    const block = page.locator(`#operations-${operation}`)
    await block.locator('.opblock-summary-control').dispatchEvent('click')
    await block.locator('.body-param__text').fill(JSON.stringify(body))
    const answered = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().includes('/v1/'))
    await block.locator('.execute').click()
    const status = (await answered).status()
    const answer = await (await answered).json()
    // What an earlier request was answered stands there until the new one does.
    const shown = block.locator('.live-responses-table .response-col_description pre', { hasText: answer.id ?? answer.requestId })
    await shown.first().waitFor()
    await block.locator('.opblock-summary-control').dispatchEvent('click')
    return { status, answer }
  }

  const isOn = (page: Page, name: string) => page.locator('#signing-state', { hasText: name }).waitFor()
  const payment = (from: string, to: string, amount: number) => ({ from, to, asset: 'JPY', amount })

  test('a wallet with the key of the page is made, funded with the demo key, and pays by signature; no request or storage has a seed', async () => {
    const { page, sent, faults } = await openConsole()
    await page.locator('#signing-seed').fill(seed)
    await page.locator('#signing-use').click()
    await page.locator('#signing-none').waitFor()
    expect(await page.locator('#signing-public').innerText()).toBe(publicKey)
    expect(await page.locator('#signing-seed').inputValue()).toBe('')
    const made = await execute(page, 'Wallets-createWallet', { name: 'Aya Kato', custody: 'self', publicKey })
    expect(made.status).toBe(201)
    const { id, key } = made.answer
    expect(await page.locator('#signing-did').innerText()).toBe(key.id)
    await isOn(page, 'Aya Kato')

    await page.locator('#signing-demo').click()
    await isOn(page, 'Ran Mori')
    expect((await execute(page, 'Transfers-createTransfer', payment(demo.signer, id, 5000))).status).toBe(201)

    await page.locator('#signing-seed').fill(seed)
    await page.locator('#signing-use').click()
    await isOn(page, 'Aya Kato')
    expect((await execute(page, 'Transfers-createTransfer', payment(id, demo.restaurant, 700))).answer).toMatchObject({
      status: 'completed',
      amount: 700,
    })

    await page.locator('#signing-on').uncheck()
    await page.locator('#signing-state', { hasText: 'off' }).waitFor()
    const unsigned = await execute(page, 'Transfers-createTransfer', payment(id, demo.restaurant, 700))
    expect(unsigned.status).toBe(403)
    expect(unsigned.answer).toMatchObject({ code: 'signature_required', toSign: { kid: key.id } })

    await page.locator('#signing-forget').click()
    expect(await page.locator('#signing-key').isHidden()).toBe(true)
    expect(faults.filter((fault) => !fault.includes('403'))).toEqual([])
    const headers = await Promise.all(sent.map((request) => request.allHeaders()))
    const texts = sent.map((request, index) => JSON.stringify([request.url(), headers[index], request.postData()]))
    expect(texts.filter((text) => text.includes('kariosae-signature'))).toHaveLength(2)
    const stored = await page.evaluate(async () =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, (await indexedDB.databases()).length]),
    )
    expect(stored).toMatch(/,0\]$/)
    const shown = await page.content()
    for (const secret of secrets) for (const text of [...texts, stored, shown]) expect(text).not.toContain(secret)
    await page.close()
  })

  test('a key made here signs too, and after a reload there is none', async () => {
    const { page } = await openConsole()
    await page.locator('#signing-make').click()
    await page.locator('#signing-none').waitFor()
    const made = await page.locator('#signing-public').innerText()
    const { answer } = await execute(page, 'Wallets-createWallet', { name: 'Bo', custody: 'self', publicKey: made })
    await isOn(page, 'Bo')
    const refused = await execute(page, 'Transfers-createTransfer', payment(answer.id, demo.restaurant, 1))
    expect(refused.answer.code).toBe('insufficient_funds') // so its signature was good
    await page.reload()
    await page.locator('#operations-Transfers-createTransfer').waitFor()
    expect(await page.locator('#signing-public').textContent()).toBe('')
    expect(await page.locator('#signing-state').innerText()).toContain('off')
    await page.close()
  })

  test('what is no seed is refused, with the reason', async () => {
    const { page } = await openConsole()
    for (const text of ['', 'x', seed.slice(1)]) {
      await page.locator('#signing-seed').fill(text)
      await page.locator('#signing-use').click()
      await page.locator('#notice', { hasText: '64 hex digits' }).waitFor()
      expect(await page.locator('#signing-key').isHidden()).toBe(true)
      await page.locator('#notice').evaluate((notice) => {
        notice.textContent = ''
      })
    }
    await page.close()
  })

  test('after a good key nothing is left of what was said of a bad one', async () => {
    const { page } = await openConsole()
    await page.locator('#signing-seed').fill('x')
    await page.locator('#signing-use').click()
    await page.locator('#notice.bad', { hasText: '64 hex digits' }).waitFor()
    await page.locator('#signing-seed').fill(seed)
    await page.locator('#signing-use').click()
    await page.locator('#notice:not(.bad)', { hasText: 'The key is loaded' }).waitFor()
    await page.close()
  })

  test('what is refused because the panel acts as its wallet says that the panel is why, and says nothing when it is off', async () => {
    const { page } = await openConsole()
    await page.locator('#signing-demo').click()
    await isOn(page, 'Ran Mori')
    const others = payment(demo.guest, demo.restaurant, 10)
    expect((await execute(page, 'Transfers-createTransfer', others)).answer.code).toBe('not_permitted')
    await page.locator('#notice.bad', { hasText: 'this call acts as Ran Mori: untick Sign there' }).waitFor()
    await page.locator('#notice').evaluate((notice) => {
      notice.textContent = ''
    })
    await page.locator('#signing-on').uncheck()
    expect((await execute(page, 'Transfers-createTransfer', others)).status).toBe(201)
    expect(await page.locator('#notice').innerText()).toBe('')
    await page.close()
  })
})
