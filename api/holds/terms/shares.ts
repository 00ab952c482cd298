/** A share as an exact fraction. */
export interface Share {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** `30%`, `33.33%` or `1/3` as an exact fraction in (0, 1]; undefined when it is none. */
export function parseShare(text: string): Share | undefined {
  const percent = /^(\d{1,3})(?:\.(\d{1,8}))? ?%$/.exec(text)
  const fraction = /^(\d{1,9})\/(\d{1,9})$/.exec(text)
  if (!percent && !fraction) return undefined
  const share = percent
    ? { numerator: BigInt(percent[1]! + (percent[2] ?? '')), denominator: 100n * 10n ** BigInt((percent[2] ?? '').length) }
    : { numerator: BigInt(fraction![1]!), denominator: BigInt(fraction![2]!) }
  return share.numerator > 0n && share.numerator <= share.denominator ? share : undefined
}

export function addShares(shares: readonly Share[]): Share {
  return shares.reduce(
    (sum, { numerator, denominator }) => ({
      numerator: sum.numerator * denominator + numerator * sum.denominator,
      denominator: sum.denominator * denominator,
    }),
    { numerator: 0n, denominator: 1n },
  )
}
