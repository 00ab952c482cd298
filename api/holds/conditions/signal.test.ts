import { describe, expect, test } from 'vitest'
import {
  bodyFault,
  hana,
  isTrue,
  judge,
  notary,
  type Piece,
  schemaFault,
  sentences,
  shop,
  signalled,
  termsFault,
} from '../../test/condition-facts.ts'

const from = ['courier']
const name = 'delivered'

test.each<[what: string, signal: object, given: readonly Piece[], verdict: boolean]>([
  ['none', { name, from }, [], false],
  ['from the one asked', { name, from }, [signalled(name, notary)], true],
  ['of another name', { name, from }, [signalled('sent', notary)], false],
  ['from another party', { name, from }, [signalled(name, shop)], false],
  ['from one of two', { name, from: ['courier', 'payee'] }, [signalled(name, shop)], true],
  ['from a role of nobody', { name, from: ['judge'] }, [signalled(name, shop)], false],
  ['an approval of that name', { name, from }, [{ ...signalled(name, notary), kind: 'approval' }], false],
  ['with the data asked for', { name, from, where: 'data.km < 10' }, [signalled(name, notary, { km: 9 })], true],
  ['with other data', { name, from, where: 'data.km < 10' }, [signalled(name, notary, { km: 10 })], false],
  ['without data', { name, from, where: 'data.km < 10' }, [signalled(name, notary)], false],
  [
    'with the data from one of two',
    { name, from: ['courier', 'payee'], where: 'data.km < 10' },
    [signalled(name, shop, { km: 11 }), signalled(name, notary, { km: 9 })],
    true,
  ],
  [
    'with the data from another',
    { name, from, where: 'data.km < 10' },
    [signalled(name, shop, { km: 9 }), signalled(name, notary, { km: 11 })],
    false,
  ],
])('signal %s', (_what, signal, given, verdict) => {
  expect(isTrue({ signal }, given)).toBe(verdict)
})

describe('judging a signal', () => {
  test.each<[what: string, body: object, as: string | null, verdict: unknown]>([
    ['without data', { signal: name }, notary, { kind: 'signal', name, by: notary, data: {} }],
    ['with data', { signal: name, data: { km: 11 } }, notary, { kind: 'signal', name, by: notary, data: { km: 11 } }],
    ['from whoever may act for all', { signal: name }, null, { kind: 'signal', name, by: notary, data: {} }],
    ['of another name', { signal: 'sent' }, notary, 'unasked'],
    ['from another party', { signal: name }, hana, 'forbidden'],
  ])('%s', (_what, body, as, verdict) => {
    expect(judge({ signal: { name, from, where: 'data.km < 10' } }, body, as)).toEqual(verdict)
  })

  const tooMuch = 'data: must be at most 1000 characters of JSON, nested at most 4 deep, at most 50 members in a list or object, and finite numbers'
  test.each<[what: string, data: unknown, fault: string | undefined]>([
    ['1,000 characters', { a: 'x'.repeat(992) }, undefined],
    ['1,001 characters', { a: 'x'.repeat(993) }, tooMuch],
    ['four deep', { a: { b: [[1]] } }, undefined],
    ['five deep', { a: { b: [[[1]]] } }, tooMuch],
    ['50 members', { a: Array(50).fill(1) }, undefined],
    ['51 members', { a: Array(51).fill(1) }, tooMuch],
    ['a number beyond all', { a: JSON.parse('1e999') }, tooMuch],
    ['a list', [1], 'data: Invalid input: expected record, received array'],
    ['null', null, 'data: Invalid input: expected record, received null'],
  ])('data of %s', (_what, data, fault) => {
    expect(bodyFault('signal', { signal: name, data })).toBe(fault)
  })
})

test.each<[what: string, where: string, fault: string | undefined]>([
  ['good', 'data.km < 10', undefined],
  ['of another variable', 'km < 10', 'where is not valid: Unknown variable: km'],
  ['that does not end', 'data.km <', 'where is not valid: Unexpected token: EOF'],
])('where %s', (_what, where, fault) => {
  expect(termsFault({ signal: { name, from, where } })).toBe(fault)
})

test.each<[what: string, signal: unknown, fault: string]>([
  ['without a name', { from }, 'signal.name: Invalid input: expected string, received undefined'],
  ['with a name of two words', { name: 'two words', from }, 'signal.name: must be a name like delivered: 1 to 40 of A-Z a-z 0-9 _ . -'],
  ['from nobody', { name, from: [] }, 'signal.from: Too small: expected array to have >=1 items'],
  ['with 501 characters of where', { name, from, where: 'x'.repeat(501) }, 'signal.where: Too big: expected string to have <=500 characters'],
])('%s', (_what, signal, fault) => {
  expect(schemaFault({ signal })).toBe(fault)
})

test.each<[signal: object, en: string, ja: string]>([
  [{ name, from }, 'If the courier has sent the signal "delivered", …', '配達員がシグナル「delivered」を送った場合、…'],
  [
    { name, from: ['courier', 'payee'], where: 'data.km < 10' },
    'If the courier or the payee has sent the signal "delivered" with data.km < 10, …',
    '配達員または支払先がシグナル「delivered」（data.km < 10）を送った場合、…',
  ],
])('%j in words', (signal, en, ja) => {
  expect(sentences({ signal })).toEqual([en, ja])
})
