import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The house rules that a program can check (design.md 1 and 2). */

const root = new URL('../../', import.meta.url)
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], { cwd: root, encoding: 'utf8' })
const files = listed
  .split('\n')
  .filter((path) => path !== '')
  .flatMap((path) => {
    try {
      return [{ path, text: readFileSync(new URL(path, root), 'utf8') }]
    } catch {
      return [] // deleted, but not yet from the index
    }
  })
const isTest = (path: string) => path.endsWith('.test.ts') || path.startsWith('api/test/') || path.endsWith('.contract.ts')
const sources = files.filter(({ path }) => /^(api|db|openapi|examples|web-docs)\//.test(path) && !isTest(path))

const nouns = [
  'api-keys',
  'assets',
  'batches',
  'clock',
  'events',
  'hold-templates',
  'holds',
  'inspect',
  'journal',
  'oracles',
  'receipts',
  'sandboxes',
  'transfers',
  'wallets',
  'webhooks',
]
const isCore = (path: string) => path.startsWith('api/core/')
/** Use cases and the nouns they share: pure, though a view may await its reader. */
const isNoun = (path: string) =>
  nouns.some((noun) => path.startsWith(`api/${noun}/`)) &&
  !['stream-events.ts', 'subscriptions.ts', 'deliverer.ts', 'sign-webhook.ts', 'send.ts', 'send-by-fetch.ts'].some((shell) => path.endsWith(shell))

function violations(where: (path: string) => boolean, pattern: RegExp): string[] {
  return sources
    .filter(({ path }) => where(path))
    .flatMap(({ path, text }) =>
      withoutComments(text)
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    )
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/(^|\s)\/\/.*$/gm, '$1')
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/^(?:import|export)\b[^'"]*?\bfrom '([^']+)'|^import '([^']+)'/gm)].map((match) => (match[1] ?? match[2])!)
}

/** Imports as paths from the root; packages as they are written. */
function resolvedImports(path: string, text: string): string[] {
  return importsOf(text).map((name) => (name.startsWith('.') ? new URL(name, `file:///${path}`).pathname.slice(1) : name))
}

function strangers(where: (path: string) => boolean, allowed: (target: string) => boolean): string[] {
  return sources
    .filter(({ path }) => where(path))
    .flatMap(({ path, text }) => resolvedImports(path, text).flatMap((target) => (allowed(target) ? [] : [`${path} imports ${target}`])))
}

test('there is something to check', () => {
  expect(sources.filter(({ path }) => isCore(path)).length).toBeGreaterThan(10)
  expect(sources.filter(({ path }) => isNoun(path)).length).toBeGreaterThan(30)
})

test('deciding knows no clock, no randomness and no I/O', () => {
  const impure =
    /Date\.now|new Date\(\)|Math\.random|performance\.|node:crypto|\bcrypto\.|process\.|\bfetch\(|setTimeout|setImmediate|setInterval|console\./
  const yielding = ['api/inspect/audit.ts'] // a long audit lets other requests in between
  const askingRuntime = ['api/core/crypto/native-library.ts'] // whether there is a node:crypto, for its hashes and Ed25519
  expect(violations((path) => (isCore(path) || isNoun(path)) && ![...yielding, ...askingRuntime].includes(path), impure)).toEqual([])
})

test('the core never waits', () => {
  expect(violations(isCore, /\basync\b|\bawait\b/)).toEqual([])
})

test('the core imports only itself, its schema library, RFC 8785 and arithmetic of keys and hashes', () => {
  expect(
    strangers(
      isCore,
      (target) =>
        isCore(target) || target.startsWith('@noble/') || ['@hono/zod-openapi', 'canonicalize', '@scure/base', 'lru-cache'].includes(target),
    ),
  ).toEqual([])
})

test('use cases import the core and each other', () => {
  const allowed = (target: string) =>
    isCore(target) ||
    isNoun(target) ||
    target.startsWith('@noble/') ||
    ['@hono/zod-openapi', '@marcbachmann/cel-js', 'canonicalize', 'api/operations.ts', 'api/order.ts'].includes(target)
  expect(strangers(isNoun, allowed)).toEqual([])
})

test('the database knows the core and nothing else of the API', () => {
  expect(
    strangers(
      (path) => path.startsWith('db/') && !path.includes('/test/'),
      (target) => !target.startsWith('api/') || isCore(target),
    ),
  ).toEqual([])
})

test('nothing but the entries knows the runtime, and nothing imports an entry', () => {
  const entries = [
    'api/server.ts',
    'api/settings.ts',
    'api/kept-key.ts',
    'api/open-database.ts',
    'api/cloudflare/',
    'api/signing/',
    'api/verify/',
    'api/moving/cli/',
    'api/moving/kariosae.ts',
    'api/bench/',
    'examples/',
    'openapi/',
    'web-docs/read-asset.ts',
    'db/postgres/migrate.ts',
    'db/postgres/test/',
    'db/sqlite/check-log.ts',
    'db/sqlite/copy-database.ts',
    'db/sqlite/database-fault.ts',
    'db/sqlite/guard.ts',
    'db/sqlite/open.ts',
    'db/sqlite/room.ts',
    'db/sqlite/same-file.ts',
    'api/operate/',
    'api/webhooks/send.ts',
  ]
  const isEntry = (path: string) => entries.some((entry) => path.startsWith(entry))
  const nodeOnly = /^(node:(?!crypto)|@hono\/node-server|better-sqlite3|pino)/
  expect(
    strangers(
      (path) => !isEntry(path),
      (target) => !nodeOnly.test(target),
    ),
  ).toEqual([])
  expect(
    strangers(
      () => true,
      (target) => target !== 'api/server.ts',
    ),
  ).toEqual([])
})

test('nothing is left over', () => {
  const marker = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', '\\.only\\(', '@ts-' + 'ignore', 'as ' + 'any\\b'].join('|'))
  const found = files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (marker.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  )
  expect(found).toEqual([])
})

test('files stay small: the median under 100 lines, none over 260 but the table of refusals', () => {
  const lengths = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length })).sort((a, b) => a.lines - b.lines)
  expect(lengths[Math.floor(lengths.length / 2)]!.lines).toBeLessThan(100)
  expect(lengths.filter(({ path, lines }) => lines > 260 && path !== 'api/core/refusals.ts')).toEqual([])
})
