import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Portion } from '../../core/model.ts'
import { distribute } from './distribute.ts'

const share = (text: string): Portion => ({ to: 'payee', share: text })
const amount = (value: number): Portion => ({ to: 'payee', amount: value })
const rest: Portion = { to: 'payee', rest: true }

describe('an amount is divided exactly', () => {
  test.each<[what: string, whole: number, portions: Portion[], parts: number[]]>([
    ['10,001 by thirds (Blnk, precision tests)', 10_001, [share('1/3'), share('1/3'), share('1/3')], [3334, 3334, 3333]],
    ['10,001 as 33.33 / 33.33 / 33.34 %', 10_001, [share('33.33%'), share('33.33%'), share('33.34%')], [3333, 3333, 3335]],
    ['1 by halves', 1, [share('50%'), share('50%')], [1, 0]],
    ['2 by thirds: the first two', 2, [share('1/3'), share('1/3'), share('1/3')], [1, 1, 0]],
    ['the largest fraction first', 10, [share('1/4'), share('3/4')], [3, 7]],
    ['the larger fraction second', 10, [share('1/7'), share('6/7')], [1, 9]],
    ['30 % alone rounds down', 10_001, [share('30%')], [3000]],
    ['30 % and the rest', 10_001, [share('30%'), rest], [3000, 7001]],
    ['the rest first, in order of portions', 10_001, [rest, share('30%')], [7001, 3000]],
    ['all of the largest amount there is', 2 ** 53 - 1, [share('100%')], [2 ** 53 - 1]],
    ['thirds of the largest amount there is', 2 ** 53 - 1, [share('1/3'), share('2/3')], [3002399751580330, 6004799503160661]],
    ['a fixed amount', 8000, [amount(500)], [500]],
    ['a fixed amount beyond what there is', 400, [amount(500)], [400]],
    ['fixed amounts in order, as far as there is any', 700, [amount(500), amount(500), amount(500)], [500, 200, 0]],
    ['a fixed amount, a share of the whole, the rest', 1000, [amount(500), share('10%'), rest], [500, 100, 400]],
    ['nothing', 0, [share('50%'), rest], [0, 0]],
  ])('%s', (_what, whole, portions, parts) => {
    expect(distribute(whole, portions)).toEqual(parts)
  })

  test('no unit is made or lost, whatever the shares', () => {
    const anyPortion = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 999 })).map(([a, b]) => share(`${a}/${b}`)),
      fc.integer({ min: 1, max: 100_000 }).map(amount),
    )
    fc.assert(
      fc.property(
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        fc.array(anyPortion, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (whole, some, withRest) => {
          const parts = distribute(whole, withRest ? [...some, rest] : some)
          const sum = parts.reduce((total, part) => total + BigInt(part), 0n)
          expect(parts.every((part) => Number.isSafeInteger(part) && part >= 0)).toBe(true)
          expect(withRest ? sum === BigInt(whole) : sum <= BigInt(whole)).toBe(true)
        },
      ),
    )
  })

  test('shares that are complete give everything', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.integer({ min: 1, max: 20 }), (whole, count) => {
        const parts = distribute(
          whole,
          Array.from({ length: count }, () => share(`1/${count}`)),
        )
        expect(parts.reduce((total, part) => total + BigInt(part), 0n)).toBe(BigInt(whole))
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
      }),
    )
  })
})
