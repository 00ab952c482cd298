import type { Hold } from './model.ts'
import type { Reads } from './state.ts'

const id = /^(wal|hld|orc)_[0-7][0-9a-hjkmnp-tv-z]{25}$/
const assetCode = /^[A-Z][A-Z0-9._-]{1,15}$/

interface Named {
  readonly wal: Set<string>
  readonly hld: Set<string>
  readonly orc: Set<string>
  readonly assets: Set<string>
}

/**
 * What terms need loaded: everything they name, wherever it stands in them, and every balance they may touch. So the
 * body of a hold, a stored template and its parameters are read in the same way, before anybody knows what they come to.
 */
export function readsOf(terms: unknown, parameters?: unknown): Reads {
  const named: Named = { wal: new Set(), hld: new Set(), orc: new Set(), assets: new Set() }
  collect(terms, named, (key) => key === 'asset')
  collect(parameters, named, () => true)
  const [wallets, assets] = [[...named.wal], [...named.assets]]
  return {
    wallets,
    assets,
    balances: wallets.flatMap((wallet) => assets.map((asset) => [wallet, asset] as const)),
    holds: [...named.hld],
    oracles: [...named.orc],
  }
}

const noOracles: readonly string[] = []

/** The oracles that conditions of a hold name. */
export function oraclesIn({ terms }: Pick<Hold, 'terms'>): readonly string[] {
  const conditions = [...terms.rules.map(({ when }) => when), terms.disputes?.when ?? null].filter((when) => when !== null)
  return conditions.length === 0 ? noOracles : (readsOf(conditions).oracles ?? noOracles)
}

/** Most different texts in parameters that can be asset codes: each is looked up with each wallet. */
const maxAssets = 20
const maxParameters = 8_000

/** May these be parameters? They are looked up before anybody knows what they mean, so there must not be many. */
export function fewEnough(parameters: unknown): boolean {
  const named: Named = { wal: new Set(), hld: new Set(), orc: new Set(), assets: new Set() }
  collect(parameters, named, () => true)
  return named.assets.size <= maxAssets && JSON.stringify(parameters).length <= maxParameters
}

function collect(value: unknown, named: Named, isAsset: (key: string) => boolean, key = ''): void {
  if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) collect(inner, named, isAsset, name)
  if (typeof value !== 'string') return
  const [, kind] = id.exec(value) ?? []
  if (kind !== undefined) named[kind as 'wal' | 'hld' | 'orc'].add(value)
  else if (assetCode.test(value) && isAsset(key)) named.assets.add(value)
}
