import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { dryRun } from './test/dev.ts'

/** What `npx wrangler deploy` would upload. */

const folder = mkdtempSync(join(tmpdir(), 'kariosae-bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a Worker cannot have: other processes, threads, files of a database, native code. */
const never = ['child_process', 'worker_threads', 'module', 'sqlite', 'net', 'tls', 'dgram', 'dns']

test('it is made offline, fits the smallest plan, and has nothing in it that only Node can run', async () => {
  const { status, printed } = await dryRun(folder)
  expect({ status, printed }).toMatchObject({ status: 0 })
  const bundle = readFileSync(join(folder, 'worker.js'), 'utf8')
  const { sources } = JSON.parse(readFileSync(join(folder, 'worker.js.map'), 'utf8')) as { sources: string[] }
  const foreign = sources.filter((source) =>
    /better-sqlite3\/|koffi|pino|node-server|wrangler|api\/(server|settings|bench)|read-asset|\/test\//.test(source),
  )
  expect(foreign).toEqual([])
  const imports = [...bundle.matchAll(/^import\b[^'"]*["']([^'"]+)["'];?$/gm)].map((match) => match[1]!)
  expect(imports).toContain('cloudflare:workers')
  expect(imports.filter((name) => never.includes(name.replace('node:', '').split('/')[0]!))).toEqual([])
  const uploaded = readdirSync(folder).filter((name) => !/\.map$|README/.test(name))
  const size = uploaded.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0)
  expect(size).toBeLessThan(1024 * 1024)
})
