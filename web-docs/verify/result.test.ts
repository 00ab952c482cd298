import { beforeAll, describe, expect, test } from 'vitest'
import type { Receipt } from '../../api/core/receipt.ts'
import { ownFault } from '../../api/receipts/verdict.ts'
import { verifyDocument } from '../../api/receipts/verify-document.ts'
import { verifyReceipt } from '../../api/receipts/verify-receipt.ts'
import { renderReceipt } from './result.ts'
import { type Hearsay, noHearsay } from './say.ts'
import { changed, type Made, makeReceipts, markup } from './test/made-receipts.ts'

let made: Made
beforeAll(async () => {
  made = await makeReceipts()
})

const now = Date.parse('2027-01-02T03:04:05.678Z')
const languages = ['en', 'ja'] as const

function render(receipt: unknown, { language = 'en', trusted = made.trusted, hearsay = noHearsay }: Partial<Choice> = {}): string {
  const verdict = verifyDocument(receipt, { verifierKey: trusted })
  return String(renderReceipt(verdict, now, { language, hearsay }))
}
interface Choice {
  readonly language: 'en' | 'ja'
  readonly trusted: string
  readonly hearsay: Hearsay
}

const words = {
  en: { verified: 'Verified', unconfirmed: 'not confirmed', void: 'VOID' },
  ja: { verified: '検証済み', unconfirmed: '未確認', void: '無効' },
} as const
const tampered = (receipt: Receipt) => changed(receipt, ['entries', 0, 'record', 'data', 'amount'], () => 9200)

describe.each(languages)('in %s', (language) => {
  test.each([
    { name: 'good, with the key', of: (receipt: Receipt) => receipt, trusted: undefined, standing: 'verified' },
    { name: 'good, without a key', of: (receipt: Receipt) => receipt, trusted: '', standing: 'unconfirmed' },
    { name: 'good, with another key', of: (receipt: Receipt) => receipt, trusted: '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU', standing: 'void' },
    { name: 'tampered with', of: tampered, trusted: undefined, standing: 'void' },
    { name: 'tampered with, without a key', of: tampered, trusted: '', standing: 'void' },
  ] as const)('$name, it is $standing', ({ of, trusted, standing }) => {
    const page = render(of(made.transfer), { language, ...(trusted === undefined ? {} : { trusted }) })
    expect(page).toContain(`<article class="receipt ${standing}">`)
    const [first] = page.split('<section')
    for (const word of ['verified', 'unconfirmed', 'void'] as const) expect(first!.includes(words[language][word])).toBe(word === standing)
    expect(page.includes('<dl>')).toBe(standing !== 'void')
    expect(page.includes('<footer')).toBe(standing !== 'void')
  })
})

test('what does not verify gives the reasons first, and tells nothing of what it says happened', () => {
  const page = render(tampered(made.transfer))
  const reasons = verifyReceipt(tampered(made.transfer), { verifierKey: made.trusted }).checks.filter(({ ok }) => ok === false)
  expect(reasons.length).toBeGreaterThan(1)
  const top = page.slice(page.indexOf('class="standing"'), page.indexOf('</ul>'))
  expect(top.match(/<li>/g)).toHaveLength(reasons.length)
  for (const part of ['9,200', '1,200', 'onerror', 'id="print"']) expect(page).not.toContain(part)
})

test.each([{ type: 'kariosae.receipt.v1' }, { type: 'kariosae.receipt.v1', entries: [{}] }, { type: ['KariosaeReceipt'] }])(
  '%j is void, and no fault',
  (value) => {
    const page = render(value)
    expect(page).toContain('receipt void')
    expect(page).not.toContain('<svg')
  },
)

describe.each([
  ['en', 'This is no receipt or credential of Kariosae', 'nothing is known of the document'],
  ['ja', 'Kariosaeの受領証でもクレデンシャルでもありません', '書類の正否は不明'],
] as const)('in %s', (language, neither, fault) => {
  const marks = /receipt void|void-mark|VOID|無効|✓|✗/

  test.each([null, 5, 'text', [], {}, { type: 'kariosae.receipt.v2' }, { type: ['VerifiableCredential'] }])(
    '%j is neither, and not void',
    (value) => {
      const page = render(value, { language })
      expect(page).toContain(neither)
      expect(page).not.toMatch(marks)
    },
  )

  test('a failure of the verifier is told as its own, and not as void', () => {
    const page = String(renderReceipt(ownFault(new TypeError('<b>x is not a function')), now, { language, hearsay: noHearsay }))
    for (const part of [fault, '&lt;b&gt;x is not a function']) expect(page).toContain(part)
    expect(page).not.toMatch(marks)
  })

  test.each([
    { name: 'good, with the key', change: (credential: object) => credential, trusted: undefined, standing: 'verified' },
    { name: 'good, without a key', change: (credential: object) => credential, trusted: '', standing: 'unconfirmed' },
    { name: 'from somebody else', change: (credential: object) => ({ ...credential, issuer: 'did:key:z<b>' }), trusted: undefined, standing: 'void' },
    { name: 'without its proof', change: (credential: object) => ({ ...credential, proof: undefined }), trusted: undefined, standing: 'void' },
  ])('a credential that is $name is $standing, and names its issuer', ({ change, trusted, standing }) => {
    const credential = JSON.parse(JSON.stringify(change(made.credential)))
    const page = render(credential, { language, ...(trusted === undefined ? {} : { trusted }) })
    expect(page).toContain(`<article class="receipt ${standing}">`)
    expect(page).toContain(`<code>${credential.issuer.replace('<b>', '&lt;b&gt;')}</code>`)
    expect(page).not.toContain('<b>x')
    expect(page.includes('– Credential') || page.includes('– クレデンシャル')).toBe(standing !== 'void')
  })
})

test.each([
  ['en', ['1,200 JPY', '2026-12-01 00:00:00 UTC', 'kept by the service', '✓ Good: the path ends at the signed root', '2027-01-02 03:04:05 UTC']],
  ['ja', ['1,200 JPY', '2026年12月1日 00:00:00 UTC', '鍵の管理：サービス', '✓ 確認済：署名された根に届く', '2027年1月2日 03:04:05 UTC']],
] as const)('a transfer says who, how much and when, and its foot the checkpoint (%s)', (language, parts) => {
  const page = render(made.transfer, { language })
  const { from, to } = made.transfer.entries[0]!.record.data as { from: string; to: string }
  const [origin, size, root] = made.transfer.checkpoint.split('\n')
  for (const part of [...parts, from, to, made.transfer.subject]) expect(page).toContain(part)
  const foot = page.slice(page.indexOf('<footer'))
  for (const part of [origin!, size!, root!.replace('=', ''), words[language].verified]) expect(foot).toContain(part)
})

test.each(languages)('a hold tells each of its steps, and draws each record (%s)', (language) => {
  const page = render(made.hold, { language })
  expect(page.match(/class="step-head"/g)).toHaveLength(12)
  expect(page.match(/<svg/g)).toHaveLength(12)
  for (const amount of ['5,000 JPY', '901 JPY', '490 JPY']) expect(page).toContain(amount)
  expect(page).toMatch(/controller: .*wal_0*cab/)
})

test.each([
  { name: 'the fixture', pick: () => made.fixture, en: '? Not checkable: no wallet’s key signed it', keeper: 'No signed order' },
  { name: 'a wallet with its own key', pick: () => made.own, en: '✓ Good: the key signed this order', keeper: 'kept by its owner' },
])('the drawing of $name', ({ pick, en, keeper }) => {
  const page = render(pick())
  expect(page).toContain(en)
  expect(page).toContain(keeper)
})

test('the drawing has each height of the path, siblings on their sides, and says it in words', () => {
  const page = render(made.transfer)
  const { proof, record } = made.transfer.entries[0]!
  expect(page.match(/class="hash sibling"/g)).toHaveLength(proof.length)
  expect(page.match(/class="hash path/g)).toHaveLength(proof.length + 1)
  // In a tree the leaf at an odd place has its sibling at the left.
  const first = Number(/class="hash sibling" x="(\d+)"/.exec(page)?.[1])
  expect(first < 100).toBe((record.seq - 1) % 2 === 1)
  const [, words = ''] = /<desc[^>]*>([^<]*)<\/desc>/.exec(page) ?? []
  expect(words.split('. ')).toHaveLength(6)
  expect(page).toMatch(/<svg[^>]*role="img" aria-labelledby="chain-\d+-title chain-\d+-words"/)
})

test('names and decimal places come from the service, and are told apart from what is proved', () => {
  const { from } = made.transfer.entries[0]!.record.data as { from: string }
  const page = render(made.transfer, { hearsay: { wallets: { [from]: 'Hana Sato' }, scales: { JPY: 2 } } })
  expect(page).toContain(`<span class="said">Hana Sato</span> <code>${from}</code>`)
  expect(page).toContain('12.00 JPY (1,200 minor units)')
  expect(page).toContain('They are not proved')
  expect(render(made.transfer)).not.toContain('They are not proved')
})

/** Every text of a receipt, each in turn replaced by markup: as it is found, which is void, and as if it had verified. */
test('nothing that comes from a receipt becomes markup', () => {
  let places = 0
  for (const receipt of [made.own, made.hold]) {
    for (const path of textPaths(receipt).filter((_, index) => receipt === made.own || index % 7 === 0)) {
      const hostile = changed(receipt, path, () => markup)
      const believed = String(renderReceipt({ ok: true, checks: [], receipt: hostile }, now, { language: 'en', hearsay: noHearsay }))
      for (const page of [render(hostile), believed]) {
        expect(page.toLowerCase(), path.join('.')).not.toContain('<img')
        expect(page, path.join('.')).not.toContain('&\'"')
      }
      places++
    }
  }
  expect(places).toBeGreaterThan(60)
  expect(render(made.transfer)).toContain('&lt;img src=x onerror=&quot;document.title=1&quot;&gt;&amp;&#39;&quot;')
})

test('nothing that the service says beside it becomes markup', () => {
  const { from } = made.transfer.entries[0]!.record.data as { from: string }
  const page = render(made.transfer, { hearsay: { wallets: { [from]: markup }, scales: {} } })
  expect(page.match(/&lt;img/g)!.length).toBeGreaterThan(1)
  expect(page).not.toContain('<img')
})

function textPaths(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => textPaths(part, [...path, Array.isArray(value) ? Number(name) : name]))
}
