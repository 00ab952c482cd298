import { describe, expect, test } from 'vitest'
import type { Reader } from '../../core/reader.ts'
import { State } from '../../core/state.ts'
import type { AnyView } from '../../core/use-case.ts'
import { captureHold } from '../../holds/capture-hold.ts'
import { previewHold } from '../../holds/preview-hold.ts'
import { sendSignal } from '../../holds/send-signal.ts'
import { noSigning } from '../contexts.ts'
import { t0 } from '../deciding.ts'
import { stage } from './stage.ts'

/** The smallest cases of what the random ones (`random.test.ts`) found and the engine still does. Hana pays the shop 100 JPY. */

const byPayee = { action: 'capture', by: ['payee'] }
const signal = (name: string, from: string[], where: object = {}) => ({ signal: { name, from, ...where } })

describe('a rule that repeats', () => {
  function order(when: object, amount = 'use') {
    const street = stage()
    const { ken, shop } = street.people
    const rule = { action: 'capture', when, amount: { signal: amount, field: 'n' }, final: false, repeat: true }
    const id = street.hold({ parties: { device: ken, meter: shop }, rules: [rule, byPayee] })
    const say = (name: string, data: object, as: string) => street.must(sendSignal, id, { signal: name, data }, as)
    return { ...street, id, say, ken, shop, paid: () => street.captured(id) }
  }

  test('does not take what another signal of its condition says for its amount', () => {
    const { say, paid, ken } = order({ any: [signal('go', ['device']), signal('size', ['device'])] }, 'size')
    say('size', { n: 5 }, ken)
    say('go', { n: 60 }, ken)
    say('go', {}, ken)
    expect(paid()).toBe(15)
  })

  test('does not act for a signal that none of its conditions takes, though it is true by another way', () => {
    const within = signal('use', ['device', 'meter'], { where: 'data.n <= 10' })
    const { must, id, say, paid, ken, shop, people } = order({ any: [within, { approvedBy: { parties: ['payer'] } }] })
    must(sendSignal, id, { approval: '' }, people.hana)
    say('use', { n: 5 }, ken)
    say('use', { n: 60 }, shop)
    expect(paid()).toBe(5)
  })

  test('counts a period from the first signal, whoever sent it', () => {
    const when = { all: [signal('use', ['device', 'meter']), { before: { since: 'signal:use', plus: 'PT1H' } }] }
    const { pass, say, paid, ken, shop } = order(when)
    say('use', { n: 5 }, ken)
    pass(2 * 3_600_000)
    say('use', { n: 60 }, shop)
    expect(paid()).toBe(5)
  })
})

test('a preview tells of the linked holds that end by what is previewed', async () => {
  const { hold, state } = stage()
  const first = hold()
  const then = hold({ rules: [{ action: 'capture', when: { holdStatus: { hold: first, is: ['captured'] } } }] })
  const reader = { load: async () => new State(state) } as Partial<Reader> as Reader
  const caller = { key: 'key_1', scopes: ['read' as const], wallet: null }
  const said = await (previewHold as AnyView).read(reader, { id: first, query: { action: 'capture' } }, { now: t0, caller, ...noSigning })
  expect(said).toMatchObject({ effects: [{ id: first }, { id: then, status: 'captured' }] })
})

test('a hold that has ended neither counts among the linked ones nor leads to them', () => {
  const { hold, must, refusal } = stage()
  const first = hold()
  const when = { all: [{ holdStatus: { hold: first, is: ['captured'] } }, { approvedBy: { parties: ['payee'] } }] }
  const watching = { amount: 1, rules: [{ action: 'capture', when }] }
  for (let count = 1; count < 32; count++) hold(watching)
  expect(refusal(watching)).toBe('terms_invalid rules')
  must(captureHold, first, {})
  expect(refusal(watching)).toBe('ok')
})
