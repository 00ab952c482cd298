import type { z } from '@hono/zod-openapi'
import type { Hold } from '../core/model.ts'
import type { RefusalCode } from '../core/refusals.ts'
import type { Reads, State } from '../core/state.ts'
import { type AnyCommand, type Context, command, type Decision, isRefusal, type Text } from '../core/use-case.ts'
import { findHold } from './hold.ts'
import { type HoldView, holdSchema } from './hold-schema.ts'

/** What every action on a hold may be refused for, in this order (design.md 5): found, permitted, terminal state. */
const common = ['hold_not_found', 'not_permitted', 'already_captured', 'already_released', 'hold_expired', 'hold_not_open'] as const
type Common = (typeof common)[number]

/** A step of one hold that somebody calls for. */
interface HoldAction<B, R extends readonly RefusalCode[]> {
  readonly operationId: string
  readonly path: `/v1/holds/{id}/${string}`
  readonly summary: Text
  readonly description: Text
  readonly body: z.ZodType<B>
  /** Beside the common ones. */
  readonly refusals: R
  readonly example: { readonly id: string; readonly body: object }
  /** Beside the hold and what it brings. */
  reads?(id: string, body: B): Reads
  decide(state: State, hold: Hold, body: B, context: Context): Decision<HoldView, NoInfer<R[number]> | Common>
}

export function holdAction<B, const R extends readonly RefusalCode[]>({ decide, reads, refusals, ...contract }: HoldAction<B, R>): AnyCommand {
  return command({
    ...contract,
    method: 'post',
    tag: 'Holds',
    scope: 'write',
    walletKeys: true,
    answer: { status: 200, schema: holdSchema },
    refusals: [...common, ...refusals] as readonly RefusalCode[],
    reads: ({ id, body }) => (reads ? reads(id, body) : { holds: [id] }),
    decide(state, { id, body }, context) {
      const hold = findHold(state, id)
      return isRefusal(hold) ? hold : decide(state, hold, body, context)
    },
  })
}
