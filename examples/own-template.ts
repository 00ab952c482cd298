/**
 * A use case of one's own without code: a template that the sandbox stores, and edits later.
 *
 * A pottery class costs 6,000 JPY. Cancelling is free until three days before and then costs a share, 30 % at first. The
 * school makes it 80 % in a second version. Who had booked before keeps the terms that were agreed.
 *
 *   node examples/own-template.ts [url]
 */
import type { Hold } from './client.ts'
import { openScene, type Party } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })
const school = await scene.party('School', 'business')
const mai = await scene.party('Mai', 'person', { JPY: 10_000 })
const ken = await scene.party('Ken', 'person', { JPY: 10_000 })
scene.begin('A pottery class for 6,000 JPY on day 10', mai, ken, school)

const { explanation } = await storeTemplate('30%')
console.log('   What version 1 says of cancelling, told of its example:')
for (const sentence of explanation.en) if (sentence.includes('cancels')) console.log(`     ${sentence}`)

const first = await book(mai)
await scene.show('Mai books, the school accepts', first)
const { version } = await storeTemplate('80%')
await scene.show(`the school edits it: version ${version}`, first)
const second = await book(ken)
await scene.show('Ken books, the school accepts', second)

await scene.moveTo(8)
await mai.post(`${first}/cancel`)
await scene.show('Mai cancels: still 30 %', first)
await ken.post(`${second}/cancel`)
await scene.show('Ken cancels: 80 %', second)
for (const hold of [first, second]) {
  const { template } = await scene.operator.get<Hold>(hold)
  scene.say(`booked under ${template?.name}, version ${template?.version}`)
}
await scene.audit()

/** The same name again makes the next version. It is tried with its example before it is stored. */
function storeTemplate(fee: string) {
  return scene.operator.post<{ version: number; explanation: { en: string[] } }>('/v1/hold-templates', {
    name: 'pottery-class',
    title: { en: 'Pottery class', ja: '陶芸教室' },
    parameters: { guest: { type: 'wallet' }, school: { type: 'wallet' }, price: { type: 'amount' }, start: { type: 'time' } },
    example: { guest: mai.wallet, school: school.wallet, price: 6_000, start: '2099-07-01T10:00:00Z' },
    terms: {
      from: { $: 'guest' },
      to: { $: 'school' },
      asset: 'JPY',
      amount: { $: 'price' },
      acceptances: ['payee'],
      expiresAt: { $: 'start', plus: 'P1D' },
      outcomes: { late: [{ to: 'payee', share: fee }] },
      rules: [
        { name: 'early', action: 'cancel', by: ['payer'], when: { before: { $: 'start', minus: 'P3D' } } },
        { name: 'late', action: 'cancel', by: ['payer'], when: { before: { $: 'start' } }, outcome: 'late' },
        { name: 'class', action: 'capture', when: { after: { $: 'start' } } },
      ],
    },
  })
}

async function book(guest: Party): Promise<string> {
  const parameters = { guest: guest.wallet, school: school.wallet, price: 6_000, start: scene.at(10) }
  const { id } = await guest.post<Hold>('/v1/holds', { template: 'pottery-class', parameters })
  await school.post(`/v1/holds/${id}/accept`)
  return `/v1/holds/${id}`
}
