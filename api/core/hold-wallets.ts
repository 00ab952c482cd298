import type { Hold } from './model.ts'

type Agreed = Pick<Hold, 'legs' | 'terms'>

/** Wallets with a part in a hold beside the payers and payees of its legs: parties, receivers of outcomes, lenders. */
export function othersIn({ legs, terms }: Agreed): readonly string[] {
  const others = new Set(Object.values(terms.parties))
  for (const portions of Object.values(terms.outcomes)) for (const { to } of portions) if (isWallet(to)) others.add(to)
  for (const { assignments } of legs) for (const { to } of assignments) others.add(to)
  for (const { from, to } of legs) {
    others.delete(from)
    others.delete(to)
  }
  return others.size === 0 ? none : [...others]
}
const none: readonly string[] = []

/** Everyone with a part in it. */
export function involvedIn(hold: Agreed): Set<string> {
  return new Set([...hold.legs.flatMap(({ from, to }) => [from, to]), ...othersIn(hold)])
}

export function isWallet(text: string): boolean {
  return text.startsWith('wal_')
}
