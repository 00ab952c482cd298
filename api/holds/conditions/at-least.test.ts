import { expect, test } from 'vitest'
import { isTrue, schemaFault, sentences, shop, signalled } from '../../test/condition-facts.ts'

const of = ['a', 'b', 'c'].map((name) => ({ signal: { name, from: ['payee'] } }))

test.each([
  ['', 0],
  ['b', 1],
  ['ac', 2],
  ['abc', 3],
])('of a, b and c, given "%s": %d', (names, most) => {
  const given = [...names].map((name) => signalled(name, shop))
  expect([1, 2, 3].map((count) => isTrue({ atLeast: { count, of } }, given))).toEqual([1, 2, 3].map((count) => count <= most))
})

test.each<[what: string, atLeast: unknown, fault: string | undefined]>([
  ['as many as there are', { count: 3, of }, undefined],
  ['more than there are', { count: 4, of }, 'atLeast.count: must be at most as many as there are conditions'],
  ['none', { count: 0, of }, 'atLeast.count: Too small: expected number to be >=1'],
  ['of none', { count: 1, of: [] }, 'atLeast.of: Too small: expected array to have >=1 items'],
  ['without a count', { of }, 'atLeast.count: Invalid input: expected number, received undefined'],
])('%s', (_what, atLeast, fault) => {
  expect(schemaFault({ atLeast })).toBe(fault)
})

const [a, b, c] = ['a', 'b', 'c'].map((name) => `(the payee has sent the signal "${name}")`)
test.each<[atLeast: object, en: string, ja: string]>([
  [{ count: 1, of: of.slice(0, 1) }, 'If the payee has sent the signal "a", …', '支払先がシグナル「a」を送った場合、…'],
  [
    { count: 1, of },
    `If at least 1 of ${a}, ${b} and ${c} is true, …`,
    '「支払先がシグナル『a』を送った」「支払先がシグナル『b』を送った」「支払先がシグナル『c』を送った」のうち1つ以上が成り立つ場合、…',
  ],
  [
    { count: 2, of },
    `If at least 2 of ${a}, ${b} and ${c} are true, …`,
    '「支払先がシグナル『a』を送った」「支払先がシグナル『b』を送った」「支払先がシグナル『c』を送った」のうち2つ以上が成り立つ場合、…',
  ],
])('%j in words', (atLeast, en, ja) => {
  expect(sentences({ atLeast })).toEqual([en, ja])
})
