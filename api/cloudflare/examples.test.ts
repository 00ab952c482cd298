import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleNames, recordOf, runExample } from '../../examples/run.ts'
import { type Dev, startDev } from './test/dev.ts'

/** The examples print the same against `wrangler dev` as against the service on Node. */

const folder = mkdtempSync(join(tmpdir(), 'kariosae-examples-'))
let dev: Dev
beforeAll(async () => {
  dev = await startDev(folder)
})
afterAll(async () => {
  await dev?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test.each(exampleNames())('%s prints what is recorded', async (name) => {
  expect(await runExample(name, dev.url)).toBe(readFileSync(recordOf(name), 'utf8'))
})
