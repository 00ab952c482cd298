import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createHttpDriver, startService } from './drive-http.ts'
import { createPureDriver } from './drive-pure.ts'
import { type Intent, intents } from './intents.ts'
import { play } from './play.ts'
import { parameters, shortened, start } from './runs.ts'

const directory = mkdtempSync(join(tmpdir(), 'kariosae-model-'))
afterAll(() => rmSync(directory, { recursive: true }))

test('the core does what the oracle foretells, step by step', async () => {
  const property = fc.asyncProperty(
    intents(1, 80),
    shortened((wishes) => play(wishes, createPureDriver(start), start)),
  )
  await fc.assert(property, parameters(500))
}, 600_000)

test('so does the whole service over HTTP', async () => {
  const service = startService(':memory:')
  const property = fc.asyncProperty(
    intents(20, 60),
    shortened(async (wishes) => play(wishes, await createHttpDriver(service, start), start)),
  )
  await fc.assert(property, parameters(30))
  expect(service.app.faults).toEqual([])
  await service.close()
}, 600_000)

test('and so does what is left when the database is closed and opened again on the way', async () => {
  const service = startService(join(directory, 'model.db'))
  const reopening = async (wishes: readonly Intent[]) =>
    play(wishes, await createHttpDriver(service, start), start, async (step) => {
      if (step === Math.floor(wishes.length / 2)) await service.reopen()
    })
  await fc.assert(fc.asyncProperty(intents(20, 60), shortened(reopening)), parameters(10))
  expect(service.app.faults).toEqual([])
  await service.close()
}, 600_000)
