import { demo } from '../core/demo-ids.ts'
import { refuse, view } from '../core/use-case.ts'
import { checkInvolved } from './engine/parties.ts'
import { holdSchema, presentHold } from './hold-schema.ts'

export const getHold = view({
  operationId: 'getHold',
  method: 'get',
  path: '/v1/holds/{id}',
  tag: 'Holds',
  summary: { en: 'Read a hold and its history', ja: '仮押さえと履歴を参照する' },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: { status: 200, schema: holdSchema },
  refusals: ['hold_not_found', 'not_permitted'],
  example: { id: demo.seat },
  async read(reader, { id }, { caller }) {
    const hold = await reader.hold(id)
    if (!hold) return refuse('hold_not_found', `There is no hold ${id} in this sandbox.`)
    return checkInvolved(caller, hold) ?? presentHold(hold)
  },
})
