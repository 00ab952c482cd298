import { describe, expect, test } from 'vitest'
import { assignHold } from '../../holds/assign-hold.ts'
import { captureHold } from '../../holds/capture-hold.ts'
import { disputeHold } from '../../holds/dispute-hold.ts'
import { releaseHold } from '../../holds/release-hold.ts'
import { resolveHold } from '../../holds/resolve-hold.ts'
import { sendSignal } from '../../holds/send-signal.ts'
import { freezeWallet } from '../../wallets/freeze-wallet.ts'
import { stage } from './stage.ts'

/** The smallest cases of what a comparison of the engine with design.md 4 found. Hana pays the shop 100 JPY. */

const byPayee = { action: 'capture', by: ['payee'] }
const is = (hold: string, ...states: string[]) => ({ holdStatus: { hold, is: states } })

describe('limits of the terms hold however a capture comes about', () => {
  test.each([
    ['of all that remains', { perCapture: 10 }, {}],
    ['of so much', { perCapture: 10 }, { amount: 100 }],
    ['of all that remains, by period', { perPeriod: { amount: 10, period: 'P1D' } }, {}],
  ])('a capture %s', (_, limits, body) => {
    const { hold, verdict } = stage()
    expect(verdict(captureHold, hold({ limits }), body)).toBe('limit_exceeded amount')
  })

  test('whatever could meet a limit with nobody there to be told is refused when the hold is made', () => {
    const { refusal, people } = stage()
    const when = { all: [{ signal: { name: 's', from: ['device'] } }, { after: { since: 'held', plus: 'PT1H' } }] }
    const late = { action: 'capture', when, amount: { signal: 's', field: 'n' }, final: false }
    const terms = { parties: { device: people.ken }, limits: { perPeriod: { amount: 30, period: 'P1D' } } }
    expect(refusal({ ...terms, rules: [late, byPayee] })).toBe('terms_invalid rules.0.repeat')
    expect(refusal({ ...terms, rules: [{ ...late, repeat: true }, byPayee] })).toBe('ok')
  })
})

test('a hold that watches two others acts, though the nearer one was told first', () => {
  const { hold, must, status } = stage()
  const a = hold()
  const b = hold({ rules: [{ action: 'capture', when: is(a, 'captured') }] })
  const c = hold({ rules: [{ action: 'capture', when: is(b, 'captured') }] })
  const d = hold({ rules: [{ action: 'capture', when: { all: [is(a, 'captured'), is(c, 'captured')] } }] })
  must(captureHold, a, {})
  expect([a, b, c, d].map(status)).toEqual(['captured', 'captured', 'captured', 'captured'])
})

test('what is assigned cannot be given back by a final capture of less', () => {
  const { hold, must, verdict, people } = stage()
  const id = hold()
  must(assignHold, id, { to: people.ken, amount: 80 })
  expect(verdict(captureHold, id, { amount: 79 }, people.shop)).toBe('condition_not_met')
  expect(verdict(captureHold, id, { amount: 79, final: false }, people.shop)).toBe('ok')
  expect(verdict(captureHold, id, { amount: 80 }, people.shop)).toBe('ok')
})

test('a lender who could take nothing was not paid', () => {
  const { hold, must, state, people } = stage()
  const when = { approvedBy: { parties: ['payee'] } }
  const id = hold({ fallback: 'returnShare', rules: [{ action: 'capture', when, amount: 50, final: false }] })
  must(assignHold, id, { to: people.ken, amount: 30 })
  must(freezeWallet, people.ken, {})
  must(sendSignal, id, { approval: '' })
  expect(state.find('hold', id)?.legs[0]).toMatchObject({ captured: 20, released: 30, assignments: [{ amount: 30, paid: 0 }] })
})

test('a rule for releasing a part releases no more than that', () => {
  const { hold, must, people } = stage()
  const id = hold({ rules: [byPayee, { action: 'release', by: ['payer'], amount: 10, final: false }] })
  expect(must(releaseHold, id, {}, people.hana)).toMatchObject({ status: 'held', released: 10, remaining: 90 })
})

test('what is given back after a part was captured ends as released (design.md 4)', () => {
  const { hold, must } = stage()
  const id = hold({ disputes: { by: ['payer'], resolvers: ['payee'] } })
  must(captureHold, id, { amount: 10, final: false })
  must(disputeHold, id, {})
  expect(must(resolveHold, id, { outcome: 'refund' })).toMatchObject({ status: 'released', captured: 10, released: 90 })
})
