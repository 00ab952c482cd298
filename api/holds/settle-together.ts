import { z } from '@hono/zod-openapi'
import type { Change } from '../core/change.ts'
import { demo } from '../core/demo-ids.ts'
import type { RefusalCode } from '../core/refusals.ts'
import { amount, holdId, memo } from '../core/schemas.ts'
import { State } from '../core/state.ts'
import { accept, type Context, command, isRefusal, type Text } from '../core/use-case.ts'
import { runOperation } from '../operations.ts'
import { captureHold } from './capture-hold.ts'
import { type HoldView, holdSchema } from './hold-schema.ts'
import { releaseHold } from './release-hold.ts'

/** Several holds settled as one: all or nothing. */

const maxTogether = 100

const holds = z
  .array(z.strictObject({ id: holdId, amount: amount.optional() }))
  .min(1)
  .max(maxTogether)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'must not name a hold twice')

const answer = { status: 200, schema: z.object({ data: z.array(holdSchema) }).openapi('SettledHolds') } as const

interface Together {
  readonly operationId: string
  readonly path: `/v1/hold-groups/${string}`
  readonly summary: Text
  readonly each: typeof captureHold
  /** What the document calls the body. */
  readonly bodyName: string
  readonly example: object
}

function settleTogether({ each, bodyName, ...contract }: Together) {
  return command({
    ...contract,
    method: 'post',
    tag: 'Holds',
    description: {
      en: 'All or nothing: where one is refused, none is touched, and the answer says which and why.',
      ja: '全部成功か、全部なしのどちらかです。一つでも拒否されれば何も変わらず、どれがなぜ拒否されたかを応答します。',
    },
    scope: 'write',
    walletKeys: true,
    body: z.strictObject({ holds, memo: memo.optional() }).openapi(bodyName),
    answer,
    refusals: each.refusals as readonly RefusalCode[],
    example: { body: contract.example },
    weight: ({ body }) => body.holds.length,
    reads: ({ body }) => ({ holds: body.holds.map(({ id }) => id) }),
    decide(state, { body }, context: Context) {
      const scratch = new State(state)
      const data: HoldView[] = []
      const changes: Change[] = []
      for (const [place, { id, amount }] of body.holds.entries()) {
        const one = { ...(amount === undefined ? {} : { amount }), ...(body.memo === undefined ? {} : { memo: body.memo }) }
        const decision = runOperation(scratch, { command: each, id, body: each.body!.parse(one) }, context)
        if (isRefusal(decision)) return { ...decision, field: `holds.${place}${decision.field === undefined ? '' : `.${decision.field}`}` }
        data.push(decision.result as HoldView)
        changes.push(...decision.changes)
      }
      return accept(changes, { data })
    },
  })
}

export const captureHolds = settleTogether({
  operationId: 'captureHolds',
  path: '/v1/hold-groups/capture',
  summary: { en: 'Capture several holds as one', ja: '複数の仮押さえをまとめて確定する' },
  each: captureHold,
  bodyName: 'CaptureHolds',
  example: { holds: [{ id: demo.seat, amount: 6400 }, { id: demo.parcel }] },
})

export const releaseHolds = settleTogether({
  operationId: 'releaseHolds',
  path: '/v1/hold-groups/release',
  summary: { en: 'Release several holds as one', ja: '複数の仮押さえをまとめて解放する' },
  each: releaseHold,
  bodyName: 'ReleaseHolds',
  example: { holds: [{ id: demo.seat }, { id: demo.parcel }] },
})
