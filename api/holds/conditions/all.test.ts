import { expect, test } from 'vitest'
import { isTrue, sentences, shop, signalled } from '../../test/condition-facts.ts'

const [a, b] = ['a', 'b'].map((name) => ({ signal: { name, from: ['payee'] } })) as [object, object]

test.each([
  ['', false],
  ['a', false],
  ['b', false],
  ['ab', true],
])('a and b, given "%s": %s', (names, verdict) => {
  expect(
    isTrue(
      { all: [a, b] },
      [...names].map((name) => signalled(name, shop)),
    ),
  ).toBe(verdict)
})

const [aEn, bEn] = ['the payee has sent the signal "a"', 'the payee has sent the signal "b"']
test.each<[what: string, all: unknown[], en: string, ja: string]>([
  ['one', [a], `If ${aEn}, …`, '支払先がシグナル「a」を送った場合、…'],
  ['two', [a, b], `If ${aEn} and ${bEn}, …`, '支払先がシグナル「a」を送った、かつ、支払先がシグナル「b」を送った場合、…'],
  [
    'one of them a choice',
    [{ any: [a, b] }, a],
    `If (${aEn} or ${bEn}) and ${aEn}, …`,
    '「支払先がシグナル『a』を送った」または「支払先がシグナル『b』を送った」が成り立つ、かつ、支払先がシグナル「a」を送った場合、…',
  ],
])('%s in words', (_what, all, en, ja) => {
  expect(sentences({ all })).toEqual([en, ja])
})
