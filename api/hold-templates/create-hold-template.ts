import { demo } from '../core/demo-ids.ts'
import { isFault, parseInput } from '../core/fault.ts'
import type { HoldTemplate } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import { formatTime } from '../core/time.ts'
import { accept, command, refuse } from '../core/use-case.ts'
import { defaultLifetime } from '../holds/engine/draft.ts'
import { bodyFromTemplate } from '../holds/templates/fill.ts'
import { shippedTemplate } from '../holds/templates/index.ts'
import { checkTerms } from '../holds/terms/check-terms.ts'
import { compileTerms } from '../holds/terms/compile-terms.ts'
import { createHoldBody, legsOf } from '../holds/terms/create-body.ts'
import { assetsOf, presentTemplate, templateSchema } from './hold-template.ts'
import { templateInput } from './template-input.ts'

const maxVersions = 100

export const createHoldTemplate = command({
  operationId: 'createHoldTemplate',
  method: 'post',
  path: '/v1/hold-templates',
  tag: 'Holds',
  summary: { en: 'Store a template for holds, or a new version of one', ja: '仮押さえのテンプレート（または新しい版）を登録する' },
  description: {
    en: 'Terms with placeholders that later holds fill in. The same name again makes the next version; old ones stay, and no hold that was made before changes. It is tried with its example first.',
    ja: '後で値を埋める条件のひな形です。同じ名前で登録すると次の版になり、古い版も作成済みの仮押さえも変わりません。登録前に example で検査します。',
  },
  scope: 'write',
  walletKeys: false,
  body: templateInput,
  answer: { status: 201, schema: templateSchema },
  refusals: ['template_name_taken', 'terms_invalid'],
  example: {
    body: {
      name: 'concert',
      title: { en: 'Concert ticket', ja: 'コンサートのチケット' },
      parameters: {
        fan: { type: 'wallet' },
        venue: { type: 'wallet' },
        price: { type: 'amount' },
        start: { type: 'time', description: 'When the doors open' },
      },
      example: { fan: demo.guest, venue: demo.restaurant, price: 6500, start: '2099-07-01T18:00:00Z' },
      terms: {
        from: { $: 'fan' },
        to: { $: 'venue' },
        asset: 'JPY',
        amount: { $: 'price' },
        expiresAt: { $: 'start', plus: 'P1D' },
        rules: [
          { action: 'cancel', by: ['payer'], when: { before: { $: 'start', minus: 'P7D' } } },
          { name: 'doors', action: 'capture', when: { after: { $: 'start' } } },
        ],
      },
    },
  },
  reads: ({ body }) => ({
    holdTemplates: [{ key: body.name, parameters: body.example }],
    assets: assetsOf({ ...body, version: 1, key: body.name, createdAt: 0 }),
  }),
  decide(state, { body }, { now }) {
    if (shippedTemplate(body.name)) return refuse('template_name_taken', `${body.name} is a template that comes with Kariosae.`, 'name')
    const version = (state.find('holdTemplate', body.name)?.version ?? 0) + 1
    if (version > maxVersions) return refuse('template_name_taken', `${body.name} has had ${maxVersions} versions already.`, 'name')
    const newest: HoldTemplate = { ...body, key: body.name, version, createdAt: now }
    const impossible = checkExample(newest, now)
    if (impossible) return impossible

    // From here on it must succeed.
    const shown = presentTemplate(newest, (asset) => state.find('asset', asset)?.scale ?? 0)
    const writes = [
      ['holdTemplate', newest],
      ['holdTemplate', { ...newest, key: `${body.name}@${version}` }],
    ] as const
    return accept([{ type: 'hold_template.created', data: shown, writes }], shown)
  },
})

/** With its example it must come to terms that can be: what is refused when a hold is made is refused here already. */
function checkExample(template: HoldTemplate, now: number): Refusal<'terms_invalid'> | undefined {
  const filled = bodyFromTemplate(template, template.example)
  const body = isFault(filled) ? filled : parseInput(createHoldBody, filled.body)
  if (isFault(body)) return refuse('terms_invalid', `The example does not fill the terms: ${body.field} ${body.fault}.`, 'example')
  const expiresAt = body.value.expiresAt ?? now + defaultLifetime
  if (expiresAt <= now)
    return refuse('terms_invalid', `It is ${formatTime(now)} in this sandbox: a hold of the example would have expired.`, 'example')
  const refused = checkTerms({ legs: legsOf(body.value), terms: compileTerms(body.value), expiresAt }, now)
  return refused && { ...refused, field: `terms.${refused.field}` }
}
