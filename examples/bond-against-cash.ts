/**
 * A bond against cash, under the template `dvp`: both change hands in one commit, or neither does.
 *
 * A seller offers ten bonds for 980,000 JPY and locks them with the offer. The buyer has until day 2 to lock the cash. As
 * soon as both are locked they are exchanged by themselves; if one is missing, the other goes back.
 *
 *   node examples/bond-against-cash.ts [url]
 */
import type { Hold } from './client.ts'
import { openScene } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 }, { code: 'BOND', scale: 0, kind: 'security' })

{
  const { buyer, hold } = await offer('1. Both lock theirs')
  await scene.moveTo(1)
  await buyer.post(`${hold}/accept`)
  await scene.show('the buyer locks the cash: exchanged', hold)
  await scene.tell(hold)
}
{
  const { hold } = await offer('2. The buyer never pays')
  await scene.moveTo(2)
  await scene.show('too late: the bonds are free again', hold)
}
{
  const { seller, buyer, hold } = await offer('3. The buyer has spent the cash')
  await buyer.post('/v1/transfers', { from: buyer.wallet, to: seller.wallet, asset: 'JPY', amount: 100_000, memo: 'Something else' })
  await scene.refused('the buyer accepts without enough cash', buyer.post(`${hold}/accept`))
  await seller.post(`${hold}/decline`)
  await scene.show('the seller calls it off', hold)
}
await scene.audit()

/** New wallets each time. The offer binds the seller until day 2, the buyer not at all. */
async function offer(title: string) {
  const seller = await scene.party('Seller', 'business', { BOND: 10 })
  const buyer = await scene.party('Buyer', 'business', { JPY: 1_000_000 })
  scene.begin(title, seller, buyer)
  const { id } = await seller.post<Hold>('/v1/holds', {
    template: 'dvp',
    parameters: {
      delivery: { from: seller.wallet, asset: 'BOND', amount: 10 },
      payment: { from: buyer.wallet, asset: 'JPY', amount: 980_000, fundBy: scene.at(2) },
      settleBefore: scene.at(3),
    },
  })
  const hold = `/v1/holds/${id}`
  await scene.show('the seller offers and locks the bonds', hold)
  return { seller, buyer, hold }
}
