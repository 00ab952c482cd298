/**
 * A burst pipe at night, under the template `cappedCharge` with a tolerance: at most 20,000 JPY, and up to 2,000 more
 * without asking again. Beyond that the customer must consent, and only the customer can: by raising the amount.
 *
 *   node examples/emergency-repair.ts [url]
 */
import type { Hold, Preview } from './client.ts'
import { openScene } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })

{
  const { plumber, hold } = await call('1. 21,500 JPY, within the tolerance')
  await plumber.post(`${hold}/capture`, { amount: 21_500, memo: 'Washer and two hours' })
  await scene.show('the plumber charges 21,500', hold)
}
{
  const { customer, plumber, hold } = await call('2. 28,000, and the customer consents')
  const { refusal } = await plumber.get<Preview>(`${hold}/preview?action=capture&body=${encodeURIComponent('{"amount":28000}')}`)
  scene.say(`what if the plumber charged 28,000? ${refusal ? `refused (${refusal.code})` : 'paid'}`)
  await scene.refused('the plumber tries to raise it', plumber.post(`${hold}/adjust`, { amount: 28_000 }))
  await customer.post(`${hold}/adjust`, { amount: 28_000 })
  await scene.show('the customer consents: 28,000 is held', hold)
  await plumber.post(`${hold}/capture`, { amount: 28_000, memo: 'Three metres of pipe replaced' })
  await scene.show('the plumber charges 28,000', hold)
  await scene.tell(hold)
}
{
  const { plumber, hold } = await call('3. 28,000, and the customer does not consent')
  await scene.refused('the plumber charges 28,000', plumber.post(`${hold}/capture`, { amount: 28_000 }))
  await plumber.post(`${hold}/capture`, { amount: 15_000, memo: 'Water turned off, pipe not replaced' })
  await scene.show('the plumber does less, and charges 15,000', hold)
}
await scene.audit()

/** Two new wallets; the customer calls the plumber, and 20,000 is held. */
async function call(title: string) {
  const customer = await scene.party('Customer', 'person', { JPY: 50_000 })
  const plumber = await scene.party('Plumber', 'business')
  scene.begin(title, customer, plumber)
  const { id } = await customer.post<Hold>('/v1/holds', {
    template: 'cappedCharge',
    parameters: { payer: customer.wallet, payee: plumber.wallet, asset: 'JPY', cap: 20_000, tolerance: 2_000, expiresAt: scene.at(3) },
    memo: 'Burst pipe in the kitchen',
  })
  const hold = `/v1/holds/${id}`
  await scene.show('the customer calls: 20,000 is held', hold)
  return { customer, plumber, hold }
}
