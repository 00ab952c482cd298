import { partsOf } from './oracle/conditions.ts'
import { isAmbiguous } from './oracle/terms.ts'
import type { Condition, HoldSpec, LegSpec, Rule } from './spec.ts'
import type { Tape } from './tape.ts'
import { hour } from './town.ts'
import { type About, optional, signals, someCondition, someSignal } from './wish-condition.ts'

export function someRule(tape: Tape, about: About, names: readonly string[], legs: readonly LegSpec[]): Rule {
  const kind = tape.nat(7)
  const action = tape.one<Rule['action']>('capture', 'capture', 'release', 'cancel')
  const mayPay = action === 'capture' || tape.rarely(20)
  const named = names.slice(2)
  const outcome = tape.one(...(mayPay ? names : ['refund', ...named]), ...named, ...named)
  const isWhole = legs.length > 1 || action === 'cancel'
  const by = tape.nat(3) === 2 ? tape.some(about.roles, 2) : [tape.one('payee', 'payer')]
  const most = Math.min(30, legs[0]!.amount) + (tape.rarely(20) ? 1 : 0)
  const fixed = !isWhole && tape.nat(4) === 3 ? 1 + tape.nat(most) : null
  const final = isWhole || tape.nat(3) === 0
  const rule = { action, outcome, amount: fixed, ...optional('partial', tape.one(undefined, undefined, undefined, true, false)) }
  if (kind <= 1) return { ...rule, by, when: tape.nat(3) < 2 ? null : someCondition(tape, about), final, repeat: false }
  if (kind <= 3) return { ...rule, by: null, when: someCondition(tape, about), final, repeat: false }
  const signal: Condition = { signal: someSignal(tape, about) }
  const more = () => tape.one(someCondition(tape, about), someCondition(tape, about), beside(tape, about, signal.signal.name))
  const when = tape.nat(2) === 1 ? tape.one<Condition>({ all: [signal, more()] }, { any: [signal, more()] }) : signal
  const amount = !isWhole && tape.nat(4) > 0 ? { signal: signal.signal.name } : fixed
  const repeat = !isWhole && tape.nat(4) > 0
  return { ...rule, by: null, when, amount, final: repeat ? tape.rarely(20) : final, repeat }
}

/** What makes it matter which of several signals a rule looks at: another one, or a period counted from the first. */
export function beside(tape: Tape, about: About, name: string): Condition {
  const moment = { since: `signal:${name}`, plus: tape.nat(3) * hour }
  return tape.one<Condition>({ signal: someSignal(tape, about) }, { before: moment }, { after: moment }, { approvedBy: { parties: ['payer'] } })
}

export function someDisputes(tape: Tape, about: About, names: readonly string[]): NonNullable<HoldSpec['disputes']> {
  const when = tape.nat(4) === 3 ? someCondition(tape, about) : null
  const resolvers = tape.nat(2) === 0 ? about.roles.slice(-1) : tape.some(about.roles, 2)
  const choice = { outcomes: tape.some(['split', ...names], 3), otherwise: tape.one(...names) }
  return { by: tape.some(about.roles.slice(0, 2), 2), when, resolvers, within: (1 + tape.nat(5)) * hour, ...choice }
}

/** Limits that a rule could meet with nobody there to be told are refused; those are tried seldom. */
export function someLimits(tape: Tape, isSilent: boolean): NonNullable<HoldSpec['limits']> {
  const isPlain = isSilent && tape.nat(8) < 7
  const perPeriod = isPlain || tape.nat(2) === 0 ? undefined : { amount: 5 + tape.nat(30), period: (1 + tape.nat(2)) * hour }
  const rest = {
    ...optional('perCapture', isPlain || tape.nat(2) === 0 ? undefined : 5 + tape.nat(40)),
    ...optional('overcapture', tape.nat(2) === 0 ? undefined : 1 + tape.nat(30)),
  }
  return { ...optional('perPeriod', perPeriod), ...rest }
}

/** Is everything asked for from which something is counted? */
export function isNamed(rules: readonly Rule[], disputes: Condition | null): boolean {
  const parts = [...rules.map(({ when }) => when), disputes].flatMap(partsOf)
  const asked = parts.flatMap((part) =>
    'signal' in part
      ? `signal:${part.signal.name}`
      : 'approvedBy' in part
        ? part.approvedBy.topic === undefined
          ? 'approval'
          : `approval:${part.approvedBy.topic}`
        : [],
  )
  if (isAmbiguous(parts)) return false
  return parts.every((part) => {
    const moment = 'after' in part ? part.after : 'before' in part ? part.before : 0
    return typeof moment === 'number' || ['created', 'held'].includes(moment.since) || asked.includes(moment.since)
  })
}

/** Without what is counted from something that nobody asks for. */
export function plainly(rule: Rule): Rule {
  return rule.repeat || typeof rule.amount === 'object'
    ? { ...rule, when: { signal: { name: signals[0], from: ['payee'] } }, amount: null }
    : { ...rule, when: null }
}
