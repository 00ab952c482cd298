import type { Portion } from '../spec.ts'

/** Exact division, naively: fractions as pairs of big integers, left-over units dealt out one at a time. */

type Fraction = readonly [numerator: bigint, denominator: bigint]

function fractionOf(share: string): Fraction {
  if (share.includes('/')) return share.split('/').map(BigInt) as unknown as Fraction
  const [whole = '', decimals = ''] = share.replace('%', '').split('.')
  return [BigInt(whole + decimals), 100n * 10n ** BigInt(decimals.length)]
}

export function sumOf(shares: readonly string[]): Fraction {
  return shares.map(fractionOf).reduce<Fraction>(([a, b], [c, d]) => [a * d + c * b, b * d], [0n, 1n])
}

/** What each portion gets of an amount. */
export function divide(amount: number, portions: readonly Portion[]): number[] {
  const total = BigInt(amount)
  const exact = portions.map(({ amount: fixed, share }): Fraction => {
    if (fixed !== undefined) return [BigInt(fixed), 1n]
    if (share === undefined) return [0n, 1n]
    const [numerator, denominator] = fractionOf(share)
    return [total * numerator, denominator]
  })
  const whole = exact.map(([numerator, denominator]) => numerator / denominator)
  const shares = portions.flatMap(({ share }) => share ?? [])
  const [all, of] = sumOf(shares)
  if (shares.length === portions.length && all === of) {
    const dealt = new Set<number>()
    while (whole.reduce((sum, part) => sum + part, 0n) < total) {
      const place = largestFraction(exact, dealt)
      whole[place]! += 1n
      dealt.add(place)
    }
  }
  let left = total
  const given = whole.map((part) => {
    const taken = part < left ? part : left
    left -= taken
    return taken
  })
  return portions.map(({ rest }, place) => Number(rest ? left : given[place]!))
}

/** The place of the first largest fractional part that had no unit yet. */
function largestFraction(exact: readonly Fraction[], dealt: ReadonlySet<number>): number {
  let best = -1
  for (const [place, [numerator, denominator]] of exact.entries()) {
    if (dealt.has(place)) continue
    const [n, d] = exact[best] ?? [0n, 1n]
    if (best === -1 || (numerator % denominator) * d > (n % d) * denominator) best = place
  }
  return best
}
