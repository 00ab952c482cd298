import { z } from '@hono/zod-openapi'
import { checkActive, checkActsFor, checkAssetRules, checkAvailable, checkHoldingLimit, findParties, partyReads } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import { transferMoves } from '../core/moves.ts'
import { amount, assetCode, memo, walletId } from '../core/schemas.ts'
import { accept, command, isRefusal } from '../core/use-case.ts'
import { attachments, presentTransfer, transferSchema } from './transfer.ts'

export const createTransfer = command({
  operationId: 'createTransfer',
  method: 'post',
  path: '/v1/transfers',
  tag: 'Transfers',
  summary: { en: 'Pay from one wallet to another', ja: '送金する' },
  scope: 'write',
  walletKeys: true,
  body: z
    .strictObject({ from: walletId, to: walletId, asset: assetCode, amount, memo: memo.optional(), attachments: attachments.default([]) })
    .openapi('CreateTransfer'),
  answer: { status: 201, schema: transferSchema },
  refusals: [
    'same_wallet',
    'wallet_not_found',
    'asset_not_found',
    'not_permitted',
    'wallet_frozen',
    'wallet_closed',
    'rule_violated',
    'insufficient_funds',
    'holding_limit_exceeded',
    'signing_refused',
  ],
  example: { body: { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 1200, memo: 'Lunch' } },
  reads: ({ body }) => partyReads(body),
  decide(state, { body }, { now, caller, newId }) {
    const parties = findParties(state, body)
    if (isRefusal(parties)) return parties
    const { from, to, asset } = parties
    const refused =
      checkActsFor(caller, from.id, 'payer') ??
      checkActive(from, to) ??
      checkAssetRules(asset, from, to, body.amount) ??
      checkAvailable(state, from.id, asset, body.amount) ??
      checkHoldingLimit(state, to.id, asset, body.amount)
    if (refused) return refused

    // From here on it must succeed.
    const transfer = { ...body, id: newId('trf'), memo: body.memo ?? null, refunded: 0, refunds: [], refundOf: null, records: [], createdAt: now }
    const shown = presentTransfer(transfer)
    const moves = transferMoves(from.id, to.id, asset.code, body.amount)
    return accept([{ type: 'transfer.completed', data: shown, writes: [['transfer', transfer]], moves }], shown)
  },
})
