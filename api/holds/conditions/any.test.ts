import { expect, test } from 'vitest'
import { isTrue, sentences, shop, signalled } from '../../test/condition-facts.ts'

const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ signal: { name, from: ['payee'] } })) as [object, object, object]
const given = (names: string) => [...names].map((name) => signalled(name, shop))

test.each([
  ['', false],
  ['a', true],
  ['b', true],
  ['ab', true],
])('a or b, given "%s": %s', (names, verdict) => {
  expect(isTrue({ any: [a, b] }, given(names))).toBe(verdict)
})

test.each([
  ['a', false],
  ['bc', false],
  ['ab', true],
  ['ac', true],
])('a, and b or c, given "%s": %s', (names, verdict) => {
  expect(isTrue({ all: [a, { any: [b, c] }] }, given(names))).toBe(verdict)
})

const [aEn, bEn] = ['the payee has sent the signal "a"', 'the payee has sent the signal "b"']
test.each<[what: string, any: unknown[], en: string, ja: string]>([
  ['one', [a], `If ${aEn}, …`, '支払先がシグナル「a」を送った場合、…'],
  ['two', [a, b], `If ${aEn} or ${bEn}, …`, '「支払先がシグナル『a』を送った」または「支払先がシグナル『b』を送った」が成り立つ場合、…'],
  [
    'one of them several',
    [a, { all: [a, b] }],
    `If ${aEn} or (${aEn} and ${bEn}), …`,
    '「支払先がシグナル『a』を送った」または「支払先がシグナル『a』を送った、かつ、支払先がシグナル『b』を送った」が成り立つ場合、…',
  ],
])('%s in words', (_what, any, en, ja) => {
  expect(sentences({ any })).toEqual([en, ja])
})
