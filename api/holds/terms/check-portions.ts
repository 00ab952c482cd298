import type { Portion } from '../../core/model.ts'
import type { Refusal } from '../../core/refusals.ts'
import { refuse } from '../../core/use-case.ts'
import { addShares, parseShare } from './shares.ts'

/** Do the portions of an outcome fit into every leg? 60 % and 60 % do not, nor 5,000 and half of 8,000. */
export function checkPortions(
  legs: readonly { readonly amount: number }[],
  portions: readonly Portion[],
  field: string,
): Refusal<'terms_invalid'> | undefined {
  for (const [index, { leg, amount }] of portions.entries()) {
    if (leg !== undefined && leg >= legs.length) return invalid(`There are ${legs.length} legs; ${leg} is none of them.`, `${field}.${index}.leg`)
    if (leg === undefined && amount !== undefined && legs.length > 1)
      return invalid('A fixed amount must say of which leg it is.', `${field}.${index}.leg`)
  }
  for (const [place, leg] of legs.entries()) {
    const own = portions.filter((portion) => portion.leg === undefined || portion.leg === place)
    if (own.filter(({ rest }) => rest).length > 1) return invalid('Only one portion can take the rest.', field)
    if (sumExceeds(own, leg.amount))
      return invalid(`Together the portions are more than ${legs.length === 1 ? 'the whole amount' : `legs.${place} has`}.`, field)
  }
  return undefined
}

/** fixed + shares x whole > whole, exactly. */
function sumExceeds(portions: readonly Portion[], whole: number): boolean {
  const fixed = portions.reduce((sum, { amount = 0 }) => sum + BigInt(amount), 0n)
  const { numerator, denominator } = addShares(portions.flatMap(({ share }) => (share === undefined ? [] : [parseShare(share)!])))
  return fixed * denominator + BigInt(whole) * numerator > BigInt(whole) * denominator
}

function invalid(detail: string, field: string): Refusal<'terms_invalid'> {
  return refuse('terms_invalid', detail, field)
}
