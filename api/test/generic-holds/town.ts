import type { World } from './oracle/book.ts'

/** The town in which random holds live: who and what there is, by its labels. */
export const t0 = Date.parse('2026-12-01T00:00:00.000Z')
export const hour = 3_600_000

export const wallets = ['ann', 'bob', 'shop', 'farm', 'cou', 'ins', 'plat', 'con', 'len'] as const
/** CAP may be owned only up to a limit. */
export const assets: World['assets'] = { JPY: {}, CAP: { most: 120 }, BOND: {} }
export const issued: World['issued'] = [
  { to: 'ann', asset: 'JPY', amount: 2000 },
  { to: 'bob', asset: 'JPY', amount: 2000 },
  { to: 'ann', asset: 'CAP', amount: 110 },
  { to: 'bob', asset: 'CAP', amount: 100 },
  { to: 'shop', asset: 'CAP', amount: 20 },
  { to: 'shop', asset: 'JPY', amount: 1000 },
  { to: 'ann', asset: 'BOND', amount: 1000 },
  { to: 'bob', asset: 'BOND', amount: 1000 },
  { to: 'shop', asset: 'BOND', amount: 1000 },
]
/** Hash locks are named by the number of their secret. */
export const secrets = ['00', '0102', 'ff'] as const

export function newTown(now = t0): World {
  return { now, wallets: Object.fromEntries(wallets.map((label) => [label, 'active'])), assets, issued: [...issued], holds: [] }
}
