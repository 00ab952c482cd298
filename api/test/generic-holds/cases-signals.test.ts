import { describe, expect, test } from 'vitest'
import { sendSignal } from '../../holds/send-signal.ts'
import { stage } from './stage.ts'

/** The smallest cases, of rules that act on signals, of what the random ones (`random.test.ts`) found. Hana pays the shop 100 JPY. */

const byPayee = { action: 'capture', by: ['payee'] }
const use = (from: string[], where = 'data.n <= 10') => ({ signal: { name: 'use', from, where } })
const order = (when: object, signal = 'use') => ({ action: 'capture', when, amount: { signal, field: 'n' }, final: false, repeat: true })

/** Ken's device has said 5; then the shop's meter says 60. */
function afterBoth(...rules: object[]): number | undefined {
  const { hold, must, captured, people } = stage()
  const id = hold({ parties: { device: people.ken, meter: people.shop }, rules: [...rules, byPayee] })
  must(sendSignal, id, { signal: 'use', data: { n: 5 } }, people.ken)
  must(sendSignal, id, { signal: 'use', data: { n: 60 } }, people.shop)
  return captured(id)
}

describe('a rule that repeats acts for the signals that its own condition takes', () => {
  test('not for one beyond its bound, though another device has sent one within', () => {
    expect(afterBoth(order(use(['device', 'meter'])))).toBe(5)
  })

  test('not for one of the same name that another rule takes from somebody else', () => {
    const stop = { action: 'release', when: { all: [{ signal: { name: 'use', from: ['payee'] } }, { approvedBy: { parties: ['payer'] } }] } }
    expect(afterBoth(order(use(['device'])), stop)).toBe(5)
  })
})

test('limits on captures do not keep a repeating rule from giving back', () => {
  const { hold, must, state, people } = stage()
  const give = { action: 'release', when: { signal: { name: 'back', from: ['device'] } }, amount: 20, final: false, repeat: true }
  const id = hold({ parties: { device: people.ken }, limits: { perCapture: 10 }, rules: [give, byPayee] })
  must(sendSignal, id, { signal: 'back' }, people.ken)
  must(sendSignal, id, { signal: 'back' }, people.ken)
  expect(state.find('hold', id)?.legs[0]).toMatchObject({ released: 40, remaining: 60 })
})

test('the same again, which no repeating rule asks for, is no step', () => {
  const { hold, must, state, people } = stage()
  const when = { all: [use(['device']), { approvedBy: { parties: ['payer'] } }] }
  const id = hold({ parties: { device: people.ken }, rules: [{ action: 'capture', when }, byPayee] })
  for (const n of [5, 5, 6, 6, 5]) must(sendSignal, id, { signal: 'use', data: { n } }, people.ken)
  expect(state.find('hold', id)?.history).toHaveLength(4)
})
