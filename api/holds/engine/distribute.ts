import type { Portion } from '../../core/model.ts'
import { addShares, parseShare, type Share } from '../terms/shares.ts'

/**
 * Divides an amount exactly. In order: each fixed amount and each share of the whole takes what it says, as far as there
 * is any; `rest` takes what is left. Shares round down; when together they are the whole, the units left over by
 * rounding go one each to the largest fractions, of equal ones to the first (1 by halves: 1 and 0). Gives one amount per
 * portion; what their sum lacks goes back to the payer.
 */
export function distribute(whole: number, portions: readonly Portion[]): number[] {
  const wanted = addLeftovers(
    portions.map((portion) => wantedBy(portion, whole)),
    whole,
    isWhole(portions),
  )
  let left = whole
  const taken = wanted.map((amount) => {
    const part = Math.min(left, amount)
    left -= part
    return part
  })
  const rest = portions.findIndex((portion) => portion.rest)
  if (rest !== -1) taken[rest] = taken[rest]! + left
  return taken
}

interface Wanted {
  readonly amount: number
  readonly fraction: Share | null
}

function wantedBy({ amount = 0, share }: Portion, whole: number): Wanted {
  if (share === undefined) return { amount, fraction: null }
  const { numerator, denominator } = parseShare(share)!
  const product = BigInt(whole) * numerator
  return { amount: Number(product / denominator), fraction: { numerator: product % denominator, denominator } }
}

/** Nothing but shares, and together exactly all. */
function isWhole(portions: readonly Portion[]): boolean {
  if (portions.some(({ share }) => share === undefined)) return false
  const { numerator, denominator } = addShares(portions.map(({ share }) => parseShare(share!)!))
  return numerator === denominator
}

function addLeftovers(wanted: readonly Wanted[], whole: number, complete: boolean): number[] {
  const amounts = wanted.map(({ amount }) => amount)
  if (!complete) return amounts
  const left = whole - amounts.reduce((sum, amount) => sum + amount, 0)
  const byFraction = wanted.map(({ fraction }, place) => ({ fraction: fraction!, place })).sort((a, b) => compare(b.fraction, a.fraction))
  for (const { place } of byFraction.slice(0, left)) amounts[place] = amounts[place]! + 1
  return amounts
}

function compare(a: Share, b: Share): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference === 0n ? 0 : difference > 0n ? 1 : -1
}
