import type { Hold, Leg } from '../../core/model.ts'
import { compileTerms } from '../terms/compile-terms.ts'
import { type HoldBody, legsOf } from '../terms/create-body.ts'

/** What there is to explain: a hold is one already, a body can be made one. */
export interface Explained extends Pick<Hold, 'terms'> {
  readonly legs: readonly Pick<Leg, 'from' | 'to' | 'asset' | 'amount' | 'fundBy'>[]
  readonly acceptances: readonly { readonly party: string }[]
  /** Null: so long after it is made as is usual. */
  readonly expiresAt: number | null
}

export function explainedBody(body: HoldBody): Explained {
  return {
    terms: compileTerms(body),
    legs: legsOf(body).map((leg) => ({ ...leg, fundBy: leg.fundBy ?? null })),
    acceptances: [...new Set(body.acceptances)].map((party) => ({ party })),
    expiresAt: body.expiresAt ?? null,
  }
}
