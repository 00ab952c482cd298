import fc from 'fast-check'
import { test } from 'vitest'
import { createPureDriver } from './drive-pure.ts'
import { intents } from './intents.ts'
import { play } from './play.ts'
import { parameters, shortened, start } from './runs.ts'

test('the core does what the oracle foretells, step by step', async () => {
  const property = fc.asyncProperty(
    intents(1, 80),
    shortened((wishes) => play(wishes, createPureDriver(start), start)),
  )
  await fc.assert(property, parameters(500))
}, 600_000)
