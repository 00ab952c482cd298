import { day } from '../../core/time.ts'
import { createHoldTemplate } from '../../hold-templates/create-hold-template.ts'
import { accept, ask, cancel, capture, cases, has, later, propose, refused, release, type Step, type World } from './cases.contract.ts'

/** Cancellation policies of booking services; the numbers are those of holds.md section C. */

const minute = 60_000
const book = (amount: number, schedule: object[], more: object = {}): Step[] => [
  propose(({ hana, shop, in: at }) => ({
    template: 'reservation',
    parameters: { guest: hana, business: shop, asset: 'TOKEN', amount, start: at(day), schedule, ...more },
  })),
  accept('shop'),
]
const before = (minutes: number) => later(day - minutes * minute)
const policy = (share: string) =>
  ask(createHoldTemplate, '', ({ hana, shop, in: at }: World) => ({
    name: 'table',
    title: { en: 'A table', ja: 'テーブル' },
    parameters: { guest: { type: 'wallet' } },
    example: { guest: hana },
    terms: {
      ...{ from: { $: 'guest' }, to: shop, asset: 'TOKEN', amount: 100, expiresAt: at(day) },
      outcomes: { fee: [{ to: 'payee', share }] },
      rules: [{ action: 'cancel', by: ['payer'], outcome: 'fee' }],
    },
  }))
const table = (more: object = {}) => propose(({ hana }) => ({ template: 'table', parameters: { guest: hana }, ...more }))

cases('Wix Bookings', { owns: { TOKEN: { hana: 1000 } } }, [
  [
    '71: a policy changed after booking does not count',
    [policy('10%'), table(), policy('90%'), cancel('hana')],
    'cancelled 10+90',
    { hana: 990, shop: 10 },
  ],
  ['71: for the next booking it does', [policy('10%'), policy('90%'), table(), cancel('hana')], 'cancelled 90+10', { hana: 910, shop: 90 }],
  [
    '71: the old one can still be named',
    [policy('10%'), policy('90%'), table({ version: 1 }), cancel('hana')],
    'cancelled 10+90',
    { hana: 990, shop: 10 },
  ],
])

const free = { until: 'PT24H' }
const half = { until: 'PT0S', fee: '50%' }

cases('free window, late, no-show', { owns: { TOKEN: { hana: 1000 } } }, [
  ['72: within the free window', [...book(100, [{ until: 'PT2H' }, half]), before(121), cancel('hana')], 'cancelled 0+100'],
  ['72: late', [...book(100, [{ until: 'PT2H' }, half]), before(120), cancel('hana')], 'cancelled 50+50', { hana: 950, shop: 50 }],
  ['72: not shown up', [...book(100, [free, half], { noShowFee: '80%' }), later(day + 30 * minute)], 'captured 80+20', { hana: 920, shop: 80 }],
  ['72: the business cancels, however late', [...book(100, [{ until: 'PT2H' }, half]), before(1), release('shop')], 'released 0+100'],
  [
    '72: the business takes the fee before the start',
    [...book(100, [{ until: 'PT2H' }, half]), before(1), refused('condition_not_met', capture('shop'))],
    'held 0+0',
    { hana: [900, 100] },
  ],
])

const cutOff = [{ until: 'PT30M' }, { until: 'PT0S', fee: '100%' }]
const deposit = [{ until: 'PT60M' }, { until: 'PT0S', fee: '100%' }]

cases("Google's sample feed", { owns: { TOKEN: { hana: 1000 } } }, [
  [
    '73: 20 a person, four do not come',
    [...book(4 * 20, cutOff), has({ hana: [920, 80] }), later(day + 30 * minute)],
    'captured 80+0',
    { hana: 920, shop: 80 },
  ],
  ['73: cancelled 31 minutes before', [...book(4 * 20, cutOff), before(31), cancel('hana')], 'cancelled 0+80'],
  ['73: cancelled 30 minutes before', [...book(4 * 20, cutOff), before(30), cancel('hana')], 'cancelled 80+0', { hana: 920, shop: 80 }],
  ['74: deposit of 100, cancelled 61 minutes before', [...book(100, deposit), before(61), cancel('hana')], 'cancelled 0+100'],
  [
    '74: deposit of 100, cancelled 59 minutes before',
    [...book(100, deposit), before(59), cancel('hana')],
    'cancelled 100+0',
    { hana: 900, shop: 100 },
  ],
])
