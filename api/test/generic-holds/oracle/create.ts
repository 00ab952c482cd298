import type { HoldSpec, Rule } from '../spec.ts'
import { availableOf, type Hold, type Leg, type World, walletsOf, worthOf } from './book.ts'
import { isInvolved } from './evidence.ts'
import { checkLinks } from './links.ts'
import { blockedBy, copyOf, holdOf, receiver } from './settle.ts'
import { isImpossible, withPartial } from './terms.ts'

const week = 7 * 86_400_000

/** Makes a hold, or gives the code of why there can be none. */
export function create(world: World, label: string, spec: HoldSpec, as: string | null): string | undefined {
  const hold = draft(world, label, spec)
  if (spec.legs.some(({ from, to }) => from === to)) return 'same_wallet'
  if (!isInvolved(hold, as)) return 'not_permitted'
  const times = [hold.expiresAt, spec.cancelUntil, ...spec.legs.map(({ fundBy }) => fundBy)]
  if (times.some((at) => at !== undefined && at <= world.now)) return 'expiry_in_past'
  if (isImpossible(world, hold)) return 'terms_invalid'
  const stopped = cannotReceive(world, hold)
  if (stopped) return stopped
  for (const wallet of new Set(walletsOf(hold, 'payer')))
    if (as !== null && wallet !== as && !spec.acceptances?.includes('payer')) hold.asked.push({ party: 'payer', wallet, yes: false })
  for (const party of spec.acceptances ?? []) for (const wallet of walletsOf(hold, party)) hold.asked.push({ party, wallet, yes: as === wallet })
  world.holds.push(hold)
  hold.steps.push(as)
  return fund(world, hold) ?? checkLinks(world, label, as)
}

function draft({ now }: World, label: string, spec: HoldSpec): Hold {
  const legs: Leg[] = spec.legs.map((leg) => ({ ...leg, fundedAt: null, paid: [], returned: [], lent: [] }))
  const plain = { when: null, amount: null, final: true, repeat: false }
  const short: Rule[] = [{ ...plain, action: 'capture', by: ['payee'], outcome: 'pay' }]
  if (spec.cancelUntil !== undefined) short.push({ ...plain, action: 'cancel', by: ['payer'], when: { before: spec.cancelUntil }, outcome: 'refund' })
  const onePayee = new Set(legs.map(({ to }) => to)).size === 1
  const by = [...(onePayee ? ['payee'] : []), ...('controller' in spec.parties ? ['controller'] : [])]
  const refusing: Rule[] = by.length === 0 ? [] : [{ ...plain, action: 'release', by, outcome: 'refund' }]
  return {
    ...{ label, spec, rules: [...(spec.rules ?? short), ...refusing].map(withPartial), acted: [], legs, status: 'proposed', asked: [] },
    ...{ createdAt: now, heldAt: null, expiresAt: spec.expiresAt ?? now + week, dispute: null, disputers: [], facts: [], steps: [] },
  }
}

/** Whether everybody who may receive something is active, and has room for it by each outcome. */
function cannotReceive(world: World, hold: Hold): string | undefined {
  for (const [place, leg] of hold.legs.entries()) {
    const own = Object.values(hold.spec.outcomes).flatMap((portions) => portions.filter((portion) => (portion.leg ?? place) === place))
    for (const wallet of [leg.to, ...own.map(({ to }) => receiver(hold, leg, to))]) {
      if (wallet === leg.from) continue
      const stopped = [leg.from, wallet].find((one) => world.wallets[one] !== 'active')
      if (stopped !== undefined) return `wallet_${world.wallets[stopped]}`
    }
  }
  const then = copyOf(world)
  then.holds.push(structuredClone(hold))
  // Nothing is promised yet: all that an outcome gives must find room.
  for (const outcome of Object.keys(hold.spec.outcomes)) {
    const blocked = blockedBy(then, holdOf(then, hold.label), { outcome })
    if (blocked) return blocked.code
  }
  return undefined
}

/** Locks the legs whose payers are no longer asked, once nobody else is; all have said yes: it is held. */
export function fund(world: World, hold: Hold): string | undefined {
  const asked = hold.asked.filter(({ yes }) => !yes).map(({ wallet }) => wallet)
  const payers = walletsOf(hold, 'payer')
  const now = hold.legs.filter(({ from, fundedAt }) => fundedAt === null && !asked.includes(from) && asked.every((one) => payers.includes(one)))
  const before = copyOf(world)
  for (const leg of now) leg.fundedAt = world.now
  if (now.some(({ from, asset }) => availableOf(world, from, asset) < 0)) return 'insufficient_funds'
  for (const { to, asset } of now) {
    const worth = worthOf(world, to, asset)
    if (worth > (world.assets[asset]!.most ?? Number.POSITIVE_INFINITY) && worth > worthOf(before, to, asset)) return 'holding_limit_exceeded'
  }
  if (asked.length === 0) {
    hold.status = 'held'
    hold.heldAt = world.now
  }
  return undefined
}
