import { type Hold, sum, type World } from './book.ts'

/** May so much be captured at once, and in this period? */
export function isLimited(world: World, { spec, legs, heldAt, createdAt }: Hold, amount: number): boolean {
  const { perCapture, perPeriod } = spec.limits ?? {}
  if (perCapture !== undefined && amount > perCapture) return true
  if (!perPeriod) return false
  let begin = heldAt ?? createdAt
  while (begin + perPeriod.period <= world.now) begin += perPeriod.period
  const captured = legs.flatMap(({ paid }) => paid.filter(({ at, capture }) => capture && at >= begin).map((one) => one.amount))
  return sum(captured) + amount > perPeriod.amount
}
