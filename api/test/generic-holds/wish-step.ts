import { type Hold, isOpen, type World } from './oracle/book.ts'
import { instantsOf } from './oracle/by-itself.ts'
import { conditionsOf, instantOf } from './oracle/conditions.ts'
import type { Step } from './spec.ts'
import type { Tape } from './tape.ts'
import { hour, wallets } from './town.ts'
import { someDeedTo } from './wish-deed.ts'
import { someHold } from './wish-hold.ts'

/** The next random step in this world. */
export function someStep(tape: Tape, world: World): Step {
  const kind = tape.nat(20)
  const open = world.holds.filter(isOpen)
  const frozen = wallets.filter((wallet) => world.wallets[wallet] === 'frozen')
  const near = open.flatMap(receiversOf)
  const somebody = () => tape.one(...near, ...near, ...wallets)
  if (kind === 1) return { wallet: somebody(), to: tape.nat(12) === 11 ? 'close' : 'freeze' }
  if (kind === 2) return { issue: 1 + tape.nat(60), asset: tape.one('CAP', 'CAP', 'JPY'), to: somebody() }
  if (kind === 3 || (kind === 6 && frozen.length > 0)) return { wallet: tape.one(...(frozen.length > 0 ? frozen : wallets)), to: 'unfreeze' }
  const isWaiting = open.some(({ status }) => status === 'disputed') && tape.nat(4) === 3
  if (kind === 4 || kind === 5 || isWaiting) return { until: world.now + Math.max(0, someSpan(tape, world)) }
  if (world.holds.length === 0 || (world.holds.length < 12 && (open.length === 0 || tape.nat(4 * open.length) === 1))) {
    const create = someHold(tape, world)
    return { create, as: tape.nat(6) === 5 ? create.legs[0]!.from : null }
  }
  const among = tape.nat(10) < 9 && open.length > 0 ? open : world.holds
  const hold = among.at(-1 - tape.nat(among.length))!
  return someDeedTo(tape, hold)
}

/** Who may get something of it, and its payers. */
function receiversOf({ legs, spec }: Hold): string[] {
  const named = Object.values(spec.outcomes).flatMap((portions) => portions.map(({ to }) => spec.parties[to] ?? to))
  const sides = legs.flatMap(({ from, to, lent }) => [to, ...lent.map((lender) => lender.to), to, from])
  return [...sides, ...named].filter((wallet) => (wallets as readonly string[]).includes(wallet))
}

/** To an instant that matters, or just beside it; or an hour on. */
export function someSpan(tape: Tape, world: World): number {
  const moments = world.holds
    .filter(isOpen)
    .flatMap((hold) => [
      ...instantsOf(hold),
      hold.expiresAt,
      ...conditionsOf(hold).flatMap((part) => ('before' in part ? instantOf(part.before, hold) : 'after' in part ? instantOf(part.after, hold) : [])),
    ])
  const ahead = [...new Set(moments)].filter((at) => at > world.now && at < Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const next = ahead[tape.nat(Math.min(4, ahead.length || 1))]
  const beside = tape.one(0, -1, 1)
  return next === undefined || tape.nat(8) === 7 ? tape.nat(4) * hour : next - world.now + beside
}
