import { expect } from 'vitest'
import { day, formatTime } from '../../core/time.ts'
import { t0 } from '../../test/deciding.ts'
import { accept, adjust, capture, cases, decline, hold, later, newest, refused, type Step, type World } from './cases.contract.ts'

/** Authorisations of payment services; the numbers are those of holds.md section C, "L" of the ledger's acceptance cases. */

const to = (amount: number) => ({ amount })
const times = (count: number, step: (index: number) => Step) => Array.from({ length: count }, (_, index) => step(index))
const one = capture('shop', { amount: 1, final: false })
const events =
  (...types: string[]) =>
  ({ state }: World) =>
    expect(state.records.filter(({ type }) => /^(hold|transfer)/.test(type)).map(({ type, at }) => `${type} ${formatTime(at)}`)).toEqual(types)

cases('Stripe', { owns: { TOKEN: { hana: 1000 } } }, [
  [
    '67: after a declined increment the old amount is capturable',
    [hold(900), refused('insufficient_funds amount', adjust('hana', to(1001))), capture('shop')],
    'captured 900+0',
    { hana: 100, shop: 900 },
  ],
  [
    '67: increment after capture',
    [hold(900), capture('shop'), refused('already_captured', adjust('hana', to(1000)))],
    'captured 900+0',
    { hana: 100, shop: 900 },
  ],
  [
    '67: 11th increment (the source stops at 10; here 200 steps are the limit)',
    [hold(1), ...times(11, (index) => adjust('hana', to(2 + index)))],
    'held 0+0',
    { hana: [988, 12] },
  ],
  [
    '67: 51st capture (the source stops at 50; here 200 steps are the limit)',
    [hold(60), ...times(51, () => one)],
    'held 51+0',
    { hana: [940, 9], shop: 51 },
  ],
  [
    '67: captures above what was authorised',
    [hold(2), one, refused('exceeds_hold amount', capture('shop', to(2)))],
    'held 1+0',
    { hana: [998, 1], shop: 1 },
  ],
  [
    'L47: eight days later every hold of seven days has expired, at its own instant',
    [hold(1), hold(2), later(8 * day), events(...held(2), ...expired(2))],
    'expired 0+1, expired 0+2',
  ],
])

function held(count: number): string[] {
  return Array.from({ length: count }, () => `hold.held ${formatTime(t0)}`)
}
function expired(count: number): string[] {
  return Array.from({ length: count }, () => `hold.expired ${formatTime(t0 + 7 * day)}`)
}

const requested = hold(1000, {}, 'shop')

cases('Vipps MobilePay, UPI and nexo', { owns: { TOKEN: { hana: 1000 } } }, [
  ['68: Vipps: ended before it was authorised', [requested, decline('shop'), refused('hold_not_open', accept('hana'))], 'declined 0+1000'],
  [
    '69: UPI: what a partial debit leaves is free without a refund',
    [hold(1000), capture('shop', to(300)), events(...held(1), `hold.captured ${formatTime(t0)}`)],
    'captured 300+700',
    { hana: 700, shop: 300 },
  ],
  ['70: nexo: an update gives the new total', [hold(100), adjust('hana', to(150)), adjust('hana', to(150))], 'held 0+0', { hana: [850, 150] }],
  ['70: nexo: completion with the actual amount', [hold(100), capture('shop', to(80)), newest(to(80))], 'captured 80+20', { hana: 920, shop: 80 }],
  [
    '70: nexo: longer than 30 days (the source refuses; here as agreed)',
    [hold(100, ({ in: at }) => ({ expiresAt: at(31 * day) })), later(31 * day - 1), capture('shop')],
    'captured 100+0',
    { hana: 900, shop: 100 },
  ],
])
