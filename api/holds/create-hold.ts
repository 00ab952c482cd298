import { z } from '@hono/zod-openapi'
import { checkActive, checkAssetRules, checkAvailable, checkHoldingLimit, findParties, partyReads } from '../core/checks.ts'
import { demo } from '../core/demo-ids.ts'
import type { Acceptance, Hold, Party } from '../core/model.ts'
import { lockMoves } from '../core/moves.ts'
import { amount, assetCode, memo, timeInput, walletId } from '../core/schemas.ts'
import { day, endOfTime, formatTime } from '../core/time.ts'
import { accept, actsFor, command, isRefusal, refuse } from '../core/use-case.ts'
import { earliest, holdSchema, party, presentHold } from './hold.ts'

const defaultLifetime = 7 * day

export const createHold = command({
  operationId: 'createHold',
  method: 'post',
  path: '/v1/holds',
  tag: 'Holds',
  summary: { en: 'Hold value for a payee', ja: '仮押さえを作成する' },
  description: {
    en: 'Locks the amount at once, or proposes it first when acceptances are named: then it is locked when the last of them is in. A payee who acts for itself proposes, and the payer must accept.',
    ja: '金額をすぐに留保します。acceptances を指定すると、全員が承諾した時点で留保します。支払先が自ら作成した場合は、支払人の承諾が必要です。',
  },
  scope: 'write',
  walletKeys: true,
  body: z
    .strictObject({
      from: walletId.openapi({ description: 'The payer' }),
      to: walletId.openapi({ description: 'The payee' }),
      asset: assetCode,
      amount,
      expiresAt: timeInput.optional().openapi({
        description: 'When the hold ends by itself and the value is free again; 7 days from now if absent',
        example: '2027-12-24T19:00:00Z',
      }),
      cancelUntil: timeInput
        .optional()
        .openapi({ description: 'The payer may cancel before this instant; absent: not at all', example: '2027-12-22T19:00:00Z' }),
      acceptances: z
        .array(party)
        .max(2)
        .refine((list) => new Set(list).size === list.length, 'must not name a party twice')
        .default([])
        .openapi({ description: 'Who must accept before value is locked', example: ['payee'] }),
      memo: memo.optional(),
    })
    .openapi('CreateHold'),
  answer: { status: 201, schema: holdSchema },
  refusals: [
    'same_wallet',
    'wallet_not_found',
    'asset_not_found',
    'not_permitted',
    'expiry_in_past',
    'wallet_frozen',
    'wallet_closed',
    'rule_violated',
    'insufficient_funds',
    'holding_limit_exceeded',
  ],
  example: { body: { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000, memo: 'Table for four' } },
  reads: ({ body }) => partyReads(body),
  decide(state, { body }, { now, caller, newId }) {
    const parties = findParties(state, body)
    if (isRefusal(parties)) return parties
    const { from, to, asset } = parties
    if (!actsFor(caller, from.id) && !actsFor(caller, to.id))
      return refuse('not_permitted', `This request acts as ${caller.wallet}, which is neither payer nor payee.`)
    const expiresAt = body.expiresAt ?? Math.min(now + defaultLifetime, endOfTime)
    if (expiresAt <= now)
      return refuse('expiry_in_past', `It is ${formatTime(now)} in this sandbox; expiresAt is ${formatTime(expiresAt)}.`, 'expiresAt')
    const { cancelUntil = null } = body
    if (cancelUntil !== null && cancelUntil <= now)
      return refuse('expiry_in_past', `It is ${formatTime(now)} in this sandbox; cancelUntil is ${formatTime(cancelUntil)}.`, 'cancelUntil')
    const refused = checkActive(from, to) ?? checkAssetRules(asset, from, to, body.amount)
    if (refused) return refused
    const acceptances = acceptancesOf(body.acceptances, { caller: caller.wallet, payer: from.id, payee: to.id, now })
    const proposed = acceptances.some(({ acceptedAt }) => acceptedAt === null)
    const unfunded = proposed
      ? undefined
      : (checkAvailable(state, from.id, asset, body.amount) ?? checkHoldingLimit(state, to.id, asset, body.amount))
    if (unfunded) return unfunded

    // From here on it must succeed.
    const leg = { from: from.id, to: to.id, asset: asset.code, amount: body.amount, captured: 0, released: 0, remaining: body.amount }
    const hold: Hold = {
      id: newId('hld'),
      status: proposed ? 'proposed' : 'held',
      legs: [leg],
      acceptances,
      expiresAt,
      cancelUntil,
      memo: body.memo ?? null,
      history: [{ action: proposed ? 'propose' : 'hold', at: now, by: caller.wallet, amount: body.amount }],
      createdAt: now,
    }
    const data = presentHold(hold)
    const head = { nextExpiry: earliest(state.sandbox.nextExpiry, expiresAt) }
    const moves = proposed ? [] : lockMoves(leg, leg.amount)
    return accept([{ type: proposed ? 'hold.proposed' : 'hold.held', data, writes: [['hold', hold]], moves, head }], data)
  },
})

/** Whoever acts for itself has accepted by asking. A payer who did not ask must be asked: nobody is bound by another. */
function acceptancesOf(
  named: readonly Party[],
  { caller, payer, payee, now }: { caller: string | null; payer: string; payee: string; now: number },
): Acceptance[] {
  const required = (['payer', 'payee'] as const).filter((party) => named.includes(party) || (party === 'payer' && caller === payee))
  return required.map((party) => ({ party, acceptedAt: caller === (party === 'payer' ? payer : payee) ? now : null }))
}
