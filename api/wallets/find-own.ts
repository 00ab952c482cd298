import type { Wallet } from '../core/model.ts'
import type { Reader } from '../core/reader.ts'
import type { Refusal } from '../core/refusals.ts'
import { actsFor, type Caller, refuse } from '../core/use-case.ts'

/** A wallet that this caller may look into. */
export async function findOwn(reader: Reader, id: string, caller: Caller): Promise<Wallet | Refusal<'wallet_not_found' | 'not_permitted'>> {
  const wallet = await reader.wallet(id)
  if (!wallet) return refuse('wallet_not_found', `There is no wallet ${id} in this sandbox.`)
  if (!actsFor(caller, id)) return refuse('not_permitted', `This request acts as ${caller.wallet} and sees only that wallet.`)
  return wallet
}
