import type { World } from './oracle/book.ts'
import type { HoldSpec, LegSpec, Portion } from './spec.ts'
import type { Tape } from './tape.ts'
import { hour, wallets } from './town.ts'
import { type About, optional } from './wish-condition.ts'
import { someNarrowHold } from './wish-narrow.ts'
import { isNamed, plainly, someDisputes, someLimits, someRule } from './wish-rule.ts'

/** A random hold. Most are possible in this world, some are not. */
export function someHold(tape: Tape, world: World): HoldSpec {
  if (tape.nat(4) === 3) return someNarrowHold(tape, world)
  const several = tape.nat(3) === 2
  const legs = several ? tape.list(2, 3, () => someLeg(tape, world, true)) : [someLeg(tape, world, false)]
  const expiresAt = tape.nat(4) === 3 ? undefined : world.now + tape.one(6 + tape.nat(20), 6 + tape.nat(20), 1 + tape.nat(5)) * hour
  const start = { legs, ...optional('expiresAt', expiresAt), ...accepting(tape) }
  const isShort = tape.nat(4) === 3 && !several
  if (isShort) return { ...start, parties: {}, outcomes: {}, ...optional('cancelUntil', tape.nat(2) === 1 ? world.now + hour : undefined) }
  const parties = someParties(tape)
  const about: About = { world, roles: ['payee', 'payer', ...Object.keys(parties)], expiresAt: expiresAt ?? world.now + 168 * hour }
  const outcomes =
    tape.nat(2) === 0 ? {} : { mix: someOutcome(tape, legs, about.roles), ...(tape.nat(2) ? { fee: someOutcome(tape, legs, about.roles) } : {}) }
  const names = ['pay', 'refund', ...Object.keys(outcomes)]
  const rules = tape.list(1, 4, () => someRule(tape, about, names, legs))
  const disputes = tape.nat(2) === 0 ? undefined : someDisputes(tape, about, names)
  const isSilent = rules.some(({ action, by, repeat }) => action === 'capture' && by === null && !repeat)
  const limits = several || tape.nat(3) < (isSilent ? 2 : 1) ? undefined : someLimits(tape, isSilent)
  const isSound = isNamed(rules, disputes?.when ?? null)
  const all = { ...start, parties, outcomes, rules: isSound ? rules : rules.map(plainly) }
  return {
    ...all,
    ...optional('disputes', disputes && (isSound ? disputes : { ...disputes, when: null })),
    ...optional('limits', limits),
    ...optional('fallback', tape.one(undefined, 'releaseAll', ...(several && !tape.rarely(20) ? [] : (['returnShare', 'returnShare'] as const)))),
  }
}

function accepting(tape: Tape): Pick<HoldSpec, 'acceptances'> {
  return tape.nat(4) === 3 ? { acceptances: tape.some(['payee', 'payer'], 2) } : {}
}

function someLeg(tape: Tape, world: World, isOneOfMany: boolean): LegSpec {
  const isFit = (wallet: string) => world.wallets[wallet] === 'active' || tape.nat(20) === 19
  const from = tape.one(...['ann', 'bob', 'shop'].filter(isFit), 'ann')
  const others = ['shop', 'farm', 'bob', 'ann', 'cou', 'con'].filter((wallet) => wallet !== from && (wallet === 'con' || isFit(wallet)))
  const fundBy = isOneOfMany && tape.nat(3) === 2 ? world.now + (1 + tape.nat(3)) * hour : undefined
  const asset = tape.one('JPY', 'BOND', 'JPY', 'CAP')
  return { from, to: tape.one(...others), asset, amount: 1 + tape.nat(asset === 'CAP' ? 30 : 100), ...optional('fundBy', fundBy) }
}

function someParties(tape: Tape): Record<string, string> {
  const usual = { courier: 'cou', inspector: 'ins', platform: 'plat', controller: 'con' }
  const chosen = tape.some(Object.keys(usual), 4) as (keyof typeof usual)[]
  return Object.fromEntries(chosen.map((role) => [role, tape.nat(8) === 7 ? tape.one(...wallets) : usual[role]]))
}

const shares = [['1/2', '1/2'], ['1/3', '1/3', '1/3'], ['30%', '70%'], ['33.33%', '33.33%'], ['12.5%'], ['1/7', '2/7', '4/7'], ['2/3'], ['100%']]

function someOutcome(tape: Tape, legs: readonly LegSpec[], roles: readonly string[]): Portion[] {
  const to = () => tape.one(...roles, ...wallets)
  const leg = () => (legs.length > 1 ? tape.nat(legs.length) : tape.one(undefined, 0))
  const fixed = tape.nat(3) < 2 ? [] : tape.list(1, 2, () => ({ to: to(), amount: 1 + tape.nat(20), ...optional('leg', leg()) }))
  const fitting = fixed.length > 0 ? [['12.5%'], ['1/7', '2/7'], ['33.33%', '33.33%']] : shares
  const parts = tape.nat(2) === 0 ? [] : tape.one(...fitting).map((share) => ({ to: to(), share }))
  const last = tape.nat(2) === 0 && fixed.length + parts.length > 0 ? [] : [{ to: to(), rest: true as const }]
  return tape.nat(2) === 0 ? [...fixed, ...parts, ...last] : [...last, ...parts, ...fixed]
}
