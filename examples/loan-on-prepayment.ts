/**
 * A loan on a locked prepayment, under the template `collateral`.
 *
 * A customer prepays 300,000 JPY for a boat; until it is delivered the money is held. The boatyard needs wood now: it
 * assigns 210,000 of what it will receive to a lender, who lends 200,000. The platform, whose key acts for both, does the
 * two in one commit, so that neither goes first. On delivery the lender is paid before the yard.
 *
 *   node examples/loan-on-prepayment.ts [url]
 */
import type { Hold, Preview } from './client.ts'
import { openScene } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })

{
  const { customer, boatyard, hold } = await borrow('1. The boat for 300,000 JPY is delivered')
  const other = await scene.party('Another lender', 'business')
  await scene.refused('the yard assigns 100,000 to another', boatyard.post(`${hold}/assign`, { to: other.wallet, amount: 100_000 }))
  await scene.refused('the yard gives everything back', boatyard.post(`${hold}/release`))
  await scene.refused('the customer cancels', customer.post(`${hold}/cancel`))
  const { effects } = await boatyard.get<Preview>(`${hold}/preview?action=capture`)
  for (const { to, amount } of effects[0]?.payments ?? [])
    scene.say(`what if it were delivered now? ${scene.money(amount)} to the ${scene.nameOf(to)}`)
  await scene.moveTo(80)
  await boatyard.post(`${hold}/capture`)
  await scene.show('the boat is delivered', hold)
  await scene.tell(hold)
}
{
  const { hold } = await borrow('2. The boat is never built')
  await scene.moveTo(90)
  await scene.show('the customer has everything back', hold)
  scene.say('the lender gets nothing from it: an assignment is worth what the delivery is')
}
await scene.audit()

/** New wallets each time: the prepayment, the assignment, the loan. */
async function borrow(title: string) {
  const customer = await scene.party('Customer', 'person', { JPY: 500_000 })
  const boatyard = await scene.party('Boatyard', 'business')
  const lender = await scene.party('Lender', 'business', { JPY: 900_000 })
  scene.begin(title, customer, boatyard, lender)
  const { id } = await customer.post<Hold>('/v1/holds', {
    template: 'collateral',
    parameters: {
      customer: customer.wallet,
      business: boatyard.wallet,
      asset: 'JPY',
      amount: 300_000,
      firmFrom: scene.at(7),
      deliverBy: scene.at(90),
    },
    memo: 'A wooden boat',
  })
  const hold = `/v1/holds/${id}`
  await scene.show('the customer prepays 300,000', hold)
  await scene.moveTo(7)
  const loan = { from: lender.wallet, to: boatyard.wallet, asset: 'JPY', amount: 200_000, memo: 'Loan' }
  const operations = [
    { op: 'assignHold', id, body: { to: lender.wallet, amount: 210_000, memo: 'Loan of 200,000' } },
    { op: 'createTransfer', body: loan },
  ]
  await scene.operator.post('/v1/batches', { atomic: true, operations })
  await scene.show('the yard assigns 210,000, the lender lends', hold)
  return { customer, boatyard, hold }
}
