import { z } from '@hono/zod-openapi'
import type { HoldStatus } from '../../core/model.ts'
import { holdId } from '../../core/schemas.ts'
import { conditionType } from './condition.ts'
import { enumerate } from './role.ts'

interface HoldStatusCondition {
  readonly hold: string
  readonly is: readonly HoldStatus[]
}

const japanese: Readonly<Record<HoldStatus, string>> = {
  proposed: '提案中',
  held: '留保中',
  disputed: '係争中',
  captured: '確定済み',
  released: '解放済み',
  cancelled: '取消済み',
  expired: '期限切れ',
  declined: '辞退済み',
}

/** Another hold is in one of these states. */
export const holdStatus = conditionType<HoldStatusCondition>({
  name: 'holdStatus',
  schema: z.strictObject({
    hold: holdId.openapi({ description: 'Another hold of this sandbox' }),
    is: z
      .array(z.enum(Object.keys(japanese) as HoldStatus[]))
      .min(1)
      .max(8)
      .refine((states) => new Set(states).size === states.length, 'must not name a status twice')
      .openapi({ example: ['captured'] }),
  }),
  met({ hold, is }, { statusOf }) {
    const status = statusOf(hold)
    return status !== undefined && is.includes(status)
  },
  describe: ({ hold, is }) => ({
    en: `the hold ${hold} is ${enumerate(is, 'or')}`,
    ja: `仮押さえ${hold}が${is.map((status) => japanese[status]).join('または')}である`,
  }),
  names: ({ hold }) => ({ holds: [hold] }),
})
