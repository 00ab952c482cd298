import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demo } from '../api/core/demo-ids.ts'
import { findChromium, launchBrowser, watchFaults } from '../api/test/browser.ts'
import { type RunningService, startService } from '../examples/run.ts'
import { bundleText } from './bundle.ts'

const committed = await readFile(new URL('./assets/client.js', import.meta.url), 'utf8')

test('the client for browsers is up to date: `npm run bundle` would change nothing', async () => {
  expect(committed === (await bundleText()), 'web-docs/assets/client.js is stale: run npm run bundle').toBe(true)
})

test('it is small, stands alone, and brings no schema library', () => {
  expect(Buffer.byteLength(committed)).toBeLessThan(100_000)
  expect(committed).not.toMatch(/\bimport\b[^(.;]*["']|from ?["']|zod/i)
})

/** Runs in the page, as a text: the test runner would rewrite its import. */
const script = `async ({ apiKey, from, to }) => {
  const { createClient, createPlatformSigner, createSigner, verifyReceipt, Refused } = await import('/docs/assets/client.js')
  const client = createClient({ apiKey })
  const ran = { wallet: from, signer: createSigner('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb') }
  const signer = await createPlatformSigner()
  const { id } = await client.createWallet({ name: 'Aya', custody: 'self', publicKey: signer.publicKey })
  const payment = { from: id, to, asset: 'JPY', amount: 300 }
  await client.transfer({ ...payment, from, to: id, amount: 1000 }, { as: ran })
  const paid = await client.transfer(payment, { as: { wallet: id, signer } })
  const receipt = await client.receipt(paid.id)
  const tampered = JSON.parse(JSON.stringify(receipt).replaceAll('"amount":300', '"amount":301'))
  const wrong = await client.transfer(payment, { as: { wallet: id, signer: ran.signer } }).catch((fault) => fault)
  return {
    status: paid.status,
    genuine: verifyReceipt(receipt, { verifierKey: receipt.verifierKey }).ok,
    tampered: verifyReceipt(tampered, { verifierKey: receipt.verifierKey }).ok,
    refused: wrong instanceof Refused && wrong.problem.code,
    shown: Object.keys(signer),
  }
}`

const chromium = findChromium()
const absent = !chromium && !process.env['CI']
const title = absent ? 'the client in a browser: skipped, no Chromium here; install it or set CHROMIUM_PATH' : 'the client in a browser'

describe.skipIf(absent)(title, () => {
  let service: RunningService
  beforeAll(async () => {
    service = await startService()
  })
  afterAll(() => service?.stop())

  test('signs as the service wants it, with a key that nobody can read, and verifies the receipt', async () => {
    const browser = await launchBrowser(chromium!)
    try {
      const page = await browser.newPage()
      const faults = watchFaults(page, service.url)
      await page.goto(`${service.url}/docs/guide`)
      const given = { apiKey: service.demoKey, from: demo.signer, to: demo.restaurant }
      const result = await page.evaluate(`(${script})(${JSON.stringify(given)})`)
      expect(result).toEqual({
        status: 'completed',
        genuine: true,
        tampered: false,
        refused: 'signature_invalid',
        shown: ['publicKey', 'keyId', 'sign'],
      })
      expect(faults.filter((fault) => !/403/.test(fault))).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
