import { describe, expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { isFault, parseInput } from '../core/fault.ts'
import type { HoldTemplate } from '../core/model.ts'
import type { Reader } from '../core/reader.ts'
import type { AnyView } from '../core/use-case.ts'
import { bodyFromTemplate } from '../holds/templates/fill.ts'
import { templates } from '../holds/templates/index.ts'
import { noSigning } from '../test/contexts.ts'
import { createStreet } from '../test/street.ts'
import { createHoldTemplate } from './create-hold-template.ts'
import { getHoldTemplate } from './get-hold-template.ts'
import { listHoldTemplates } from './list-hold-templates.ts'
import { templateInput } from './template-input.ts'

const concert = createHoldTemplate.example.body as Record<'parameters' | 'example' | 'terms', Record<string, object>> & { name: string }

/** Views of what was decided on a street, as a store would serve them. */
function readerOf({ state }: ReturnType<typeof createStreet>): Reader {
  const newest = () => [...state.written.holdTemplate.values()].filter(({ key, name }) => key === name).sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    holdTemplate: (key: string) => state.find('holdTemplate', key),
    holdTemplates: ({ after, limit }: { after: string | null; limit: number }) =>
      newest()
        .filter(({ name }) => after === null || name > after)
        .slice(0, limit),
    asset: (code: string) => state.find('asset', code),
  } as Partial<Reader> as Reader
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
async function look(street: ReturnType<typeof createStreet>, view: AnyView, id: string, query: object = {}): Promise<any> {
  const input = { id, query: view.query?.parse(query) ?? null }
  return view.read(readerOf(street), input, { now: 0, caller: { key: 'key_1', scopes: ['read'], wallet: null }, ...noSigning })
}

describe('createHoldTemplate', () => {
  test('tells what will happen', () => {
    const made = createStreet().must(createHoldTemplate, '', concert)
    expect(made).toMatchObject({ name: 'concert', version: 1, shipped: false, summary: null, definition: concert.terms })
    expect(made.terms).toMatchObject({ from: demo.guest, amount: 6500, expiresAt: '2099-07-02T18:00:00.000Z' })
    expect(made.parameters).toMatchObject({
      required: ['fan', 'venue', 'price', 'start'],
      properties: { start: { description: 'When the doors open' } },
    })
    expect(made.explanation.en).toContain('If the payer cancels and it is before 2099-06-24 18:00 UTC, everything goes back to the payer.')
    expect(made.explanation.ja).toContain('2099-06-24 18:00 UTCより前である場合に支払人が取り消すと、全額が支払人に戻ります。')
  })

  test('the same name again is the next version, and the old one stays', async () => {
    const street = createStreet()
    street.must(createHoldTemplate, '', concert)
    expect(street.must(createHoldTemplate, '', { ...concert, terms: { ...concert.terms, memo: 'v2' } }).version).toBe(2)
    expect(await look(street, getHoldTemplate, 'concert')).toMatchObject({ version: 2, terms: { memo: 'v2' } })
    expect(await look(street, getHoldTemplate, 'concert', { version: 1 })).toMatchObject({ version: 1, definition: concert.terms })
    expect(await look(street, getHoldTemplate, 'concert', { version: 3 })).toMatchObject({ code: 'hold_template_not_found' })
    expect(await look(street, getHoldTemplate, 'concert@1')).toMatchObject({ code: 'hold_template_not_found' })
  })

  test("names of shipped templates are taken, and after 100 versions one's own", () => {
    const { verdict, must, state } = createStreet()
    expect(verdict(createHoldTemplate, '', { ...concert, name: 'escrow' })).toBe('template_name_taken name')
    must(createHoldTemplate, '', concert)
    const first = state.find('holdTemplate', 'concert')!
    state.put('holdTemplate', { ...first, version: 99 })
    expect(verdict(createHoldTemplate, '', concert)).toBe('ok')
    state.put('holdTemplate', { ...first, version: 100 })
    expect(verdict(createHoldTemplate, '', concert)).toBe('template_name_taken name')
  })
})

describe('a template that is wrong', () => {
  const { parameters, example, terms } = concert
  const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) })
  test.each<[what: string, changes: object, field: string, fault: string]>([
    ['a name', { name: 'Concert' }, 'name', 'must be 1 to 40 letters, digits or hyphens, the first a small letter'],
    ['no title', { title: { en: 'Concert' } }, 'title.ja', 'is required'],
    ['a type', { parameters: { ...parameters, fan: { type: 'person' } } }, 'parameters.fan.type', expect.stringMatching(/^must be one of wallet, /)],
    [
      'a default',
      { parameters: { ...parameters, price: { type: 'amount', default: 0 } } },
      'parameters.price.default',
      'does not fit the type amount',
    ],
    ['bounds', { parameters: { ...parameters, fan: { type: 'wallet', min: 1 } } }, 'parameters.fan.min', 'is not for the type wallet'],
    ['what every object has', { parameters: { ...parameters, toString: { type: 'text' } } }, 'parameters.toString', 'must have another name'],
    ['an example without a parameter', { example: { ...example, fan: undefined } }, 'example.fan', 'is required'],
    ['an example with another', { example: { ...example, row: 1 } }, 'example.row', 'no such field is taken here'],
    ['an example that does not fit', { example: { ...example, price: 0 } }, 'example.price', 'must be at least 1'],
    ['terms that name no parameter', { terms: { ...terms, memo: { $: 'row' } } }, 'terms.memo.$', 'must name a parameter'],
    ['terms that are no hold', { terms: { ...terms, amount: undefined } }, 'terms.amount', 'is required, or else legs'],
    ['terms with something else', { terms: { ...terms, colour: 'red' } }, 'terms.colour', 'no such field is taken here'],
    ['terms that are a template', { terms: { template: 'concert', parameters: {} } }, 'terms.template', 'no such field is taken here'],
    ['a parameter where it does not fit', { terms: { ...terms, amount: { $: 'start' } } }, 'terms.amount', 'must be a number'],
    ['deep terms', { terms: nested(21) }, 'terms', 'must be nested at most 20 deep'],
    ['long terms', { terms: { ...terms, memo: 'あ'.repeat(11_000) } }, 'terms', 'must be at most 32768 bytes of JSON'],
    [
      'too many',
      { parameters: Object.fromEntries(Array.from({ length: 51 }, (_, place) => [`p${place}`, { type: 'text' }])) },
      'parameters',
      'must be at most 50',
    ],
  ])('%s', (_what, changes, field, fault) => {
    const parsed = parseInput(templateInput, JSON.parse(JSON.stringify({ ...concert, ...changes })))
    expect(parsed).toEqual({ field, fault })
  })
})

test('a stored template is filled like a shipped one, with what is wrong named', () => {
  const street = createStreet()
  street.must(createHoldTemplate, '', concert)
  const stored = street.state.find('holdTemplate', 'concert') as HoldTemplate
  expect(bodyFromTemplate(stored, { ...concert.example, price: 7000 })).toMatchObject({ name: 'concert', version: 1, body: { amount: 7000 } })
  expect(bodyFromTemplate(stored, { ...concert.example, price: -1 })).toEqual({ field: 'price', fault: 'must be at least 1' })
  expect(bodyFromTemplate(stored, { ...concert.example, start: '0000-01-01T00:00:00Z' })).toEqual({
    field: 'start',
    fault: 'goes beyond what can be with minus P7D',
  })
  expect(isFault(bodyFromTemplate(stored, undefined))).toBe(true)
})

describe('listHoldTemplates', () => {
  const shipped = templates.map(({ name }) => name)
  const street = createStreet()
  for (const name of ['rent', 'concert', 'parking']) street.must(createHoldTemplate, '', { ...concert, name })
  const all = [...shipped, 'concert', 'parking', 'rent']

  test.each([1, 4, shipped.length, shipped.length + 1, 100])('in pages of %i: the shipped ones, then those of the sandbox by name', async (limit) => {
    const names: string[] = []
    let after: string | null = null
    do {
      const page: { data: { name: string }[]; nextCursor: string | null } = await look(
        street,
        listHoldTemplates,
        '',
        after === null ? { limit } : { limit, after },
      )
      expect(page.data.length).toBeLessThanOrEqual(limit)
      names.push(...page.data.map(({ name }) => name))
      after = page.nextCursor
    } while (after !== null)
    expect(names).toEqual(all)
  })
})

test('every shipped template is explained', async () => {
  const street = createStreet()
  for (const { name } of templates) {
    const shown = await look(street, getHoldTemplate, name)
    expect(getHoldTemplate.answer.schema.safeParse(shown).error).toBeUndefined()
    expect(shown.explanation.en.length).toBe(shown.explanation.ja.length)
  }
  expect(await look(street, getHoldTemplate, 'none')).toMatchObject({ code: 'hold_template_not_found' })
})
