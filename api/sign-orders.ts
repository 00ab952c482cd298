import type { SigningBackend, SigningRefusal } from './core/signing.ts'
import type { UnsignedOrder } from './core/unsigned-order.ts'
import { spendType } from './order.ts'
import type { OpenCommit } from './seal.ts'

export interface Decided<R> {
  readonly commits: readonly OpenCommit[]
  readonly result: R
}

/**
 * Has the signing backend sign for the managed wallets that a group of commands spent from. What it will not sign for is
 * refused, and the others are decided again without it: deciding is pure, so nothing of the first time is left.
 */
export async function signOrders<R>(signing: SigningBackend, decide: (denied: ReadonlyMap<string, string>) => Decided<R>): Promise<Decided<R>> {
  const denied = new Map<string, string>()
  for (;;) {
    const decided = decide(denied)
    const orders = decided.commits.flatMap(({ state }) => state.unsigned.map((order) => ({ state, order })))
    if (orders.length === 0) return decided
    const answer = await signing.sign(orders.map(({ order }) => requestFor(order)))
    if ('refusals' in answer) {
      for (const { index, detail } of toDeny(answer.refusals)) denied.set(orders[index]!.order.order, detail)
      continue
    }
    for (const [index, { state, order }] of orders.entries()) {
      const { keyId: kid, body } = order
      state.sign(order, { type: spendType, body, kid, alg: 'Ed25519', sig: answer.signatures[index]! })
    }
    return decided
  }
}

/** A rate that is used up by what is refused anyway may not be used up without it: so those come last, and one by one. */
function toDeny(refusals: readonly (SigningRefusal | null)[]): { index: number; detail: string }[] {
  const refused = refusals.flatMap((refusal, index) => (refusal ? [{ index, ...refusal }] : []))
  const certain = refused.filter((refusal) => refusal.refused !== 'rate')
  return certain.length > 0 ? certain : refused.slice(0, 1)
}

function requestFor({ keyId, body }: UnsignedOrder) {
  return { keyId, payload: { form: 'envelope' as const, type: spendType, body } }
}
