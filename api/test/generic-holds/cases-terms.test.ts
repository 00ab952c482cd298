import { expect, test } from 'vitest'
import { createAsset } from '../../assets/create-asset.ts'
import { issueAsset } from '../../assets/issue-asset.ts'
import { captureHold } from '../../holds/capture-hold.ts'
import { createHold } from '../../holds/create-hold.ts'
import { stage } from './stage.ts'

/** The smallest cases, of which holds can be made, of what the random ones (`random.test.ts`) found. Hana pays the shop 100 JPY. */

const byPayee = { action: 'capture', by: ['payee'] }

test.each([
  ['an acceptance of nobody', { acceptances: ['inspector'] }],
  ['more approvals than there are parties', { rules: [{ action: 'capture', when: { approvedBy: { parties: ['payer', 'payee'], count: 3 } } }] }],
])('%s is refused when the hold is made', (_, more) => {
  expect(stage().refusal(more)).toMatch(/^terms_invalid/)
})

test('the rules of an asset count for who may receive it, and for all that is captured', () => {
  const { hold, must, verdict, people } = stage()
  must(createAsset, '', { code: 'TICKET', scale: 0, rules: { receivers: ['person'], maxAmount: 100 } })
  for (const to of [people.ken, people.hana]) must(issueAsset, 'TICKET', { to, amount: 200 })
  const legs = [
    { from: people.hana, to: people.shop, asset: 'JPY', amount: 100 },
    { from: people.ken, to: people.hana, asset: 'TICKET', amount: 1 },
  ]
  const outcomes = {
    swap: [
      { to: people.shop, leg: 0, rest: true },
      { to: 'payee', leg: 1, rest: true },
    ],
  }
  expect(verdict(createHold, '', { legs, outcomes, rules: [{ ...byPayee, outcome: 'swap' }] })).toBe('ok')
  const id = hold({ to: people.ken, asset: 'TICKET', limits: { overcapture: 50 } })
  expect(verdict(captureHold, id, { amount: 150 })).toMatch(/^rule_violated/)
})

test('what a payee is promised by one leg counts when an outcome gives it another one too', () => {
  const { must, verdict, people } = stage()
  must(createAsset, '', { code: 'CAP', scale: 0, maxHolding: 100 })
  must(issueAsset, 'CAP', { to: people.hana, amount: 100 })
  const legs = [people.shop, people.ken].map((to) => ({ from: people.hana, to, asset: 'CAP', amount: 50 }))
  const made = (amount: number) => {
    const to = people.shop
    const outcomes = {
      all: [
        { to, leg: 0, rest: true },
        { to, leg: 1, amount },
      ],
    }
    return verdict(createHold, '', { legs, outcomes, rules: [{ ...byPayee, outcome: 'all' }] })
  }
  expect(made(50)).toBe('ok')
  must(issueAsset, 'CAP', { to: people.shop, amount: 1 })
  expect(made(49)).toBe('ok')
  expect(made(50)).toMatch(/^holding_limit_exceeded/)
})
