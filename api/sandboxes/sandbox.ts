import { z } from '@hono/zod-openapi'
import { clockSchema, presentClock } from '../clock/clock.ts'
import type { Sandbox } from '../core/model.ts'
import { apiKeyId, sandboxId, time } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'

export const fixture = z.enum(['demo']).openapi({ description: 'What to fill it with; absent: nothing' })

const shape = {
  id: sandboxId,
  fixture: z.union([fixture, z.null()]),
  forkedFrom: z.union([sandboxId, z.null()]),
  clock: clockSchema,
  lastSeq: z.int().min(0).openapi({ description: 'Sequence number of the newest journal record' }),
  createdAt: time,
}
export const sandboxSchema = z.object(shape).openapi('Sandbox')
export const newSandboxSchema = z
  .object({ ...shape, apiKeyId, apiKey: z.string().openapi({ description: 'Its first key, for everything; shown only here', example: 'ksk_…' }) })
  .openapi('NewSandbox')

export function presentSandbox(sandbox: Sandbox, now: number): z.output<typeof sandboxSchema> {
  const { id, fixture, forkedFrom, clock, seq, createdAt } = sandbox
  return { id, fixture, forkedFrom, clock: presentClock(clock, now), lastSeq: seq, createdAt: formatTime(createdAt) }
}
