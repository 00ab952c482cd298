import { demo } from '../core/demo-ids.ts'
import { actsFor, refuse, view } from '../core/use-case.ts'
import { presentTransfer, transferSchema } from './transfer.ts'

export const getTransfer = view({
  operationId: 'getTransfer',
  method: 'get',
  path: '/v1/transfers/{id}',
  tag: 'Transfers',
  summary: { en: 'Read a transfer', ja: '送金を参照する' },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: { status: 200, schema: transferSchema },
  refusals: ['transfer_not_found', 'not_permitted'],
  example: { id: demo.payment },
  async read(reader, { id }, { caller }) {
    const transfer = await reader.transfer(id)
    if (!transfer) return refuse('transfer_not_found', `There is no transfer ${id} in this sandbox.`)
    if (!actsFor(caller, transfer.from) && !actsFor(caller, transfer.to))
      return refuse('not_permitted', `This request acts as ${caller.wallet}, which is no party of ${id}.`)
    return presentTransfer(transfer)
  },
})
