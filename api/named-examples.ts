import { demo } from './core/demo-ids.ts'
import type { Text } from './core/use-case.ts'
import { createHold } from './holds/create-hold.ts'
import { templates } from './holds/templates/index.ts'

interface NamedExample {
  readonly name: string
  readonly summary: Text
  /** Succeeds on the demo fixture. */
  readonly body: unknown
}

const swap = {
  legs: [
    { from: demo.guest, to: demo.restaurant, asset: 'USD', amount: 10_000, fundBy: '2099-03-01T09:00:00Z' },
    { from: demo.restaurant, to: demo.guest, asset: 'JPY', amount: 15_000, fundBy: '2099-03-01T12:00:00Z' },
  ],
  acceptances: ['payer'],
  expiresAt: '2099-03-01T15:00:00Z',
  rules: [{ name: 'settle', action: 'capture' }],
}

const escrow = {
  from: demo.guest,
  to: demo.restaurant,
  asset: 'JPY',
  amount: 8000,
  expiresAt: '2099-12-31T00:00:00Z',
  parties: { arbiter: demo.taxi },
  outcomes: { half: [{ to: 'payee', share: '50%' }] },
  rules: [
    { name: 'accepted', action: 'capture', when: { approvedBy: { parties: ['payer'] } } },
    {
      name: 'inspected',
      action: 'capture',
      when: { all: [{ signal: { name: 'delivered', from: ['payee'] } }, { after: { since: 'signal:delivered', plus: 'P7D' } }] },
    },
  ],
  disputes: { by: ['payer', 'payee'], resolvers: ['arbiter'], outcomes: ['pay', 'refund', 'half', 'split'], within: 'P30D' },
  memo: 'A camera',
}

/** Where a use case can be called in very different forms: its worked example first, then others to choose from. */
export const namedExamples: Readonly<Record<string, readonly NamedExample[]>> = {
  [createHold.operationId]: [
    { name: 'short', summary: { en: 'Short form', ja: '短い書き方' }, body: createHold.example.body },
    { name: 'legs', summary: { en: 'Two legs, exchanged when both have accepted', ja: '2つのレグ（双方の承諾で交換）' }, body: swap },
    { name: 'rules', summary: { en: 'Escrow with rules and disputes of its own', ja: '規則と異議を自分で書くエスクロー' }, body: escrow },
    ...templates.map(({ name, title: { en, ja }, example }) => ({
      name: `template-${name}`,
      summary: { en: `Template ${name}: ${en}`, ja },
      body: { template: name, parameters: example },
    })),
  ],
}
