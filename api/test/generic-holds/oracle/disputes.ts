import type { Deed } from '../spec.ts'
import { actorIn, type Hold, remainingOf, type World } from './book.ts'
import { closed } from './checks.ts'
import { isTrue } from './conditions.ts'
import { isInvolved } from './evidence.ts'
import { blockedBy, settle } from './settle.ts'

/** Disputing, withdrawing that, and resolving it; see `deeds.ts`. */

export function dispute(world: World, hold: Hold, as: string | null): string | undefined {
  const { disputes } = hold.spec
  const by = disputes ? actorIn(hold, as, disputes.by) : undefined
  if (disputes ? by === undefined : !isInvolved(hold, as)) return 'not_permitted'
  const refused = closed(hold, 'held')
  if (refused) return refused
  if (!disputes || (disputes.when !== null && !isTrue(disputes.when, hold, world))) return 'condition_not_met'
  if (hold.disputers.includes(by!)) return 'condition_not_met'
  hold.disputers.push(by!)
  hold.steps.push(by!)
  hold.status = 'disputed'
  hold.dispute = { by: by!, at: world.now }
  return undefined
}

export function withdraw(world: World, hold: Hold, as: string | null): string | undefined {
  if (actorIn(hold, as, hold.spec.disputes?.by ?? ['payer', 'payee']) === undefined) return 'not_permitted'
  const refused = closed(hold, 'disputed')
  if (refused) return refused
  if (as !== null && as !== hold.dispute!.by) return 'not_permitted'
  hold.expiresAt += world.now - hold.dispute!.at
  hold.steps.push(hold.dispute!.by)
  hold.status = 'held'
  hold.dispute = null
  return undefined
}

export function resolve(world: World, hold: Hold, as: string | null, deed: Extract<Deed, { do: 'resolve' }>): string | undefined {
  const { disputes } = hold.spec
  const isAllowed = disputes ? actorIn(hold, as, disputes.resolvers) !== undefined : isInvolved(hold, as)
  if (!isAllowed) return 'not_permitted'
  const refused = closed(hold, 'disputed')
  if (refused) return refused
  const outcome = 'split' in deed ? deed.split : deed.outcome
  if (!disputes!.outcomes.includes(typeof outcome === 'string' ? outcome : 'split')) return 'condition_not_met'
  if (outcome === 'split') return 'invalid_request'
  if (typeof outcome !== 'string') {
    if (outcome.length !== hold.legs.length) return 'invalid_request'
    if (outcome.some((amount, place) => amount > remainingOf(hold.legs[place]!))) return 'exceeds_hold'
  }
  const blocked = blockedBy(world, hold, { outcome })
  if (blocked) return blocked.code
  const before = hold.legs.map(({ paid }) => paid.length)
  settle(world, hold, { outcome })
  hold.status = hold.legs.some(({ paid }, place) => paid.length > before[place]!) ? 'captured' : 'released'
  hold.steps.push(as)
  hold.dispute = null
  return undefined
}
