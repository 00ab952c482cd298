import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exampleNames, type RunningService, recordedNames, recordOf, runExample, startService } from './run.ts'

describe('examples', () => {
  let service: RunningService
  beforeAll(async () => {
    service = await startService()
  })
  afterAll(() => service?.stop())

  test('the main story is among them, and each record belongs to an example', () => {
    expect(exampleNames()).toContain('restaurant-reservation')
    expect(exampleNames()).toEqual(expect.arrayContaining(recordedNames()))
  })

  test.each(exampleNames())('%s prints what is recorded', async (name) => {
    const record = recordOf(name)
    expect(existsSync(record), `examples/${name}.out is missing; npm run examples makes it`).toBe(true)
    expect(await runExample(name, service.url)).toBe(readFileSync(record, 'utf8'))
  })
})
