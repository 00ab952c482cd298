import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../engines.ts'
import { createHttpDriver, startService } from './drive-http.ts'
import { type Intent, intents } from './intents.ts'
import { play } from './play.ts'
import { parameters, shortened, start } from './runs.ts'

/** `core.model.test.ts` has the core alone. */

test('the whole service does over HTTP what the oracle foretells, step by step', async () => {
  const service = startService()
  const property = fc.asyncProperty(
    intents(20, 60),
    shortened(async (wishes) => play(wishes, await createHttpDriver(service, start), start)),
  )
  await fc.assert(property, parameters(30))
  expect(service.app.faults).toEqual([])
  await service.close()
}, 600_000)

test('so does what is left when the database is closed and opened again on the way', async () => {
  const database = await createTestDatabase()
  const service = startService(database)
  const reopening = async (wishes: readonly Intent[]) =>
    play(wishes, await createHttpDriver(service, start), start, async (step) => {
      if (step === Math.floor(wishes.length / 2)) await service.reopen()
    })
  await fc.assert(fc.asyncProperty(intents(20, 60), shortened(reopening)), parameters(10))
  expect(service.app.faults).toEqual([])
  await service.close()
  await database.remove()
}, 600_000)
