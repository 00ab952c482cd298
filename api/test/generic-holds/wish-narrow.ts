import type { World } from './oracle/book.ts'
import type { Condition, HoldSpec, Rule } from './spec.ts'
import type { Tape } from './tape.ts'
import { hour } from './town.ts'
import { type About, optional, someSignal, watched } from './wish-condition.ts'
import { beside, isNamed, someLimits } from './wish-rule.ts'

/** Holds about one thing only, so that it comes to pass often: a standing order, or a hold that follows another. */
export function someNarrowHold(tape: Tape, world: World): HoldSpec {
  const payer = tape.one('ann', 'bob')
  const leg = { from: payer, to: 'shop', asset: 'JPY', amount: 40 + tape.nat(60) }
  const hold = { legs: [leg], expiresAt: world.now + 24 * hour, parties: { courier: 'cou', inspector: 'ins' }, outcomes: {} }
  const plain = { when: null, outcome: 'pay', amount: null, final: true, repeat: false }
  const byPayee: Rule = { ...plain, action: 'capture', by: ['payee'] }
  if (world.holds.length > 0 && tape.nat(2) === 1) {
    const action = tape.one<Rule['action']>('capture', 'release', 'cancel')
    const outcome = action === 'capture' ? 'pay' : 'refund'
    const seen = watched(tape, world)
    const is = tape.nat(2) === 1 ? ['captured'] : seen.is
    const follow: Rule = { ...plain, action, outcome, by: null, when: { holdStatus: { ...seen, is } } }
    return { ...hold, rules: [follow, byPayee] }
  }
  const about: About = { world, roles: ['courier', 'inspector', 'payee'], expiresAt: hold.expiresAt }
  const signal: Condition = { signal: someSignal(tape, about) }
  const more = beside(tape, about, signal.signal.name)
  const when = tape.one<Condition>(signal, { all: [signal, more] }, { any: [signal, more] }, { any: [{ all: [signal, more] }, more] })
  const repeat = tape.nat(4) > 0
  const order: Rule = { ...plain, action: 'capture', by: null, when, amount: { signal: signal.signal.name }, final: false, repeat }
  const other: Rule = { ...order, when: { signal: { ...someSignal(tape, about), name: signal.signal.name } }, action: 'release', outcome: 'refund' }
  const both = [order, ...(tape.nat(3) === 2 ? [other] : []), byPayee]
  const rules = isNamed(both, null) ? both : [{ ...order, when: signal }, byPayee]
  return { ...hold, rules, ...optional('limits', repeat && tape.nat(3) === 2 ? someLimits(tape, false) : undefined) }
}
