import { demo } from '../core/demo-ids.ts'
import type { HoldTemplate } from '../core/model.ts'
import { accept, command, refuse } from '../core/use-case.ts'
import { shippedTemplate } from '../holds/templates/index.ts'
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
  refusals: ['template_name_taken'],
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

    // From here on it must succeed.
    const newest: HoldTemplate = { ...body, key: body.name, version, createdAt: now }
    const shown = presentTemplate(newest, (asset) => state.find('asset', asset)?.scale ?? 0)
    const writes = [
      ['holdTemplate', newest],
      ['holdTemplate', { ...newest, key: `${body.name}@${version}` }],
    ] as const
    return accept([{ type: 'hold_template.created', data: shown, writes }], shown)
  },
})
