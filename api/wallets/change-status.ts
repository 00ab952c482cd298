import { findWallet } from '../core/checks.ts'
import type { EventType } from '../core/journal.ts'
import type { Wallet } from '../core/model.ts'
import type { Refusal, RefusalCode } from '../core/refusals.ts'
import { noBody } from '../core/schemas.ts'
import { accept, command, isRefusal, type Text } from '../core/use-case.ts'
import { presentWallet, walletSchema } from './wallet.ts'

/** The frame of freeze, unfreeze and close: one wallet takes another status, or has it already and nothing happens. */
export function changeStatus<const R extends RefusalCode>(spec: {
  operationId: string
  action: string
  summary: Text
  description: Text
  type: EventType
  status: Wallet['status']
  refusals: readonly R[]
  check(wallet: Wallet): Refusal<R> | undefined
  example: { id: string; body: object }
}) {
  const { operationId, action, summary, description, type, status, refusals, check, example } = spec
  return command({
    operationId,
    method: 'post',
    path: `/v1/wallets/{id}/${action}`,
    tag: 'Wallets',
    summary,
    description,
    scope: 'admin',
    walletKeys: false,
    body: noBody,
    answer: { status: 200, schema: walletSchema },
    refusals: ['wallet_not_found', ...refusals] as const satisfies readonly RefusalCode[],
    example,
    reads: ({ id }) => ({ wallets: [id], balancesOf: [id] }),
    decide(state, { id }) {
      const wallet = findWallet(state, id)
      if (isRefusal(wallet)) return wallet
      const refused = check(wallet)
      if (refused) return refused
      const next = { ...wallet, status }
      const shown = presentWallet(next, state.balancesOf(id))
      return accept(wallet.status === status ? [] : [{ type, data: shown, writes: [['wallet', next]] }], shown)
    },
  })
}
