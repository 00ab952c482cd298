import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demo } from '../api/core/demo-ids.ts'
import { findChromium, launchBrowser, watchFaults } from '../api/test/browser.ts'
import { createTestApp } from '../api/test/harness.ts'
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

/** Built-ins that came after ES2022, or are younger than browsers with all of it: ES2023 to ES2026, and what Web APIs added since. */
const newer = {
  Array: ['fromAsync'],
  'Array.prototype': ['findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'with'],
  'ArrayBuffer.prototype': ['resize', 'transfer', 'transferToFixedLength'],
  Atomics: ['waitAsync'],
  AbortSignal: ['any', 'timeout'],
  Error: ['isError'],
  Iterator: ['from', 'concat'],
  JSON: ['rawJSON'],
  Map: ['groupBy'],
  'Map.prototype': ['getOrInsert', 'getOrInsertComputed'],
  Math: ['f16round', 'sumPrecise'],
  Object: ['groupBy'],
  Promise: ['try', 'withResolvers'],
  RegExp: ['escape'],
  'Set.prototype': ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'],
  'String.prototype': ['isWellFormed', 'toWellFormed'],
  Symbol: ['dispose', 'asyncDispose'],
  Uint8Array: ['fromBase64', 'fromHex'],
  'Uint8Array.prototype': ['toBase64', 'toHex', 'setFromBase64', 'setFromHex'],
} as const satisfies Record<string, readonly string[]>

const places = Object.entries(newer).flatMap(([holder, names]) => names.map((name) => ({ holder, name })))

/** The names of those that a text calls, and its regular expressions with the flag v. */
function newerCalls(text: string): string[] {
  const calls = places.filter(({ holder, name }) =>
    holder.endsWith('.prototype') ? new RegExp(`\\.${name}\\(`).test(text) : new RegExp(`\\b${holder}\\.${name}\\b`).test(text),
  )
  const flagged = [...text.matchAll(/(?<=[=(,:!&|?;])\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/([a-z]*)/g)].filter(([, flags]) =>
    flags!.includes('v'),
  )
  return [...calls.map(({ holder, name }) => `${holder}.${name}`), ...flagged.map(([expression]) => expression)]
}

/** @noble/hashes asks whether the platform has them. */
const asked = ['Uint8Array.fromHex', 'Uint8Array.prototype.toHex']

test.each(['client.js', 'verify.js'] as const)('%s uses nothing newer than ES2022', async (name) => {
  const text = await bundleText(name)
  expect(newerCalls(text).filter((call) => !asked.includes(call))).toEqual([])
  expect(text).not.toMatch(/\bnew Iterator\b|\bArrayBuffer\([^)]*maxByteLength/)
})

test.each(['Map.groupBy(a,b)', 'a.isWellFormed()', 'x=/[a]/v', 'b.toSorted()', 'Promise.withResolvers()'])('the scan sees %s', (text) => {
  expect(newerCalls(text)).toHaveLength(1)
})

test('on a platform without them the library verifies and signs as ever', async () => {
  const app = createTestApp()
  const key = await app.sandbox('demo')
  const get = async (path: string) => (await app.get(path, key)).body
  const receipt = await get(`/v1/holds/${demo.disputed}/receipt`)
  const given = { receipt, credential: await get(`/v1/holds/${demo.disputed}/receipt?as=credential`), places }
  const program = `
    const { receipt, credential, places } = JSON.parse(process.env.GIVEN)
    const holderOf = (path) => path.split('.').reduce((at, name) => at?.[name], globalThis)
    let removed = 0
    for (const { holder, name } of places) if (holderOf(holder)?.[name] && holder !== 'Symbol' && delete holderOf(holder)[name]) removed++
    const { verifyReceipt, verifyCredential, createSigner, signEnvelope } = await import(process.env.LIBRARY)
    const trusted = { verifierKey: receipt.verifierKey, issuer: credential.issuer }
    const { sig } = await signEnvelope(createSigner(), 'test', {}, 'me')
    console.log(JSON.stringify([removed > 20, verifyReceipt(receipt, trusted).ok, verifyCredential(credential, trusted).ok, sig.length]))`
  const env = { ...process.env, GIVEN: JSON.stringify(given), LIBRARY: new URL('./assets/client.js', import.meta.url).href }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env })
  expect(JSON.parse(stdout)).toEqual([true, true, true, 86])
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
