/**
 * A camera sold from person to person, under the template `returnWindow`.
 *
 * 12,000 JPY wait. The carrier tells when the camera was delivered; eight days later the seller is paid by itself. A buyer
 * who says `returning` within those days stops that: the money goes back when the camera is back.
 *
 *   node examples/c2c-return.ts [url]
 */
import type { Hold, Preview } from './client.ts'
import { openScene } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })

{
  const { hold } = await deliver('1. The buyer keeps the camera for 12,000 JPY')
  await scene.moveTo(11)
  await scene.show('eight days later: paid by itself', hold)
}
{
  const { buyer, carrier, hold } = await deliver('2. The buyer returns it')
  await scene.moveTo(6)
  const { effects } = await buyer.get<Preview>(`${hold}/preview?at=${scene.at(11)}`)
  scene.say(`what if the buyer does nothing until day 11? ${scene.money(effects[0]?.payments[0]?.amount ?? 0)} to the seller`)
  await buyer.post(`${hold}/signals`, { signal: 'returning', memo: 'The shutter sticks' })
  await scene.show('the buyer says it comes back', hold)
  await scene.moveTo(11)
  await scene.show('eight days are over, but it is on its way', hold)
  await scene.moveTo(12)
  await carrier.post(`${hold}/signals`, { signal: 'returned' })
  await scene.show('the carrier brings it back: refunded', hold)
  await scene.tell(hold)
}
{
  const { buyer, hold } = await deliver('3. The buyer says so, but sends nothing back')
  await scene.moveTo(6)
  await buyer.post(`${hold}/signals`, { signal: 'returning' })
  await scene.refused('the buyer pretends it is back', buyer.post(`${hold}/signals`, { signal: 'returned' }))
  await scene.moveTo(20)
  await scene.show('14 days later: the seller is paid', hold)
}
{
  const { hold } = await buy('4. It is never delivered')
  await scene.moveTo(10)
  await scene.show('not there on day 10: refunded by itself', hold)
}
await scene.audit()

/** New wallets each time; the buyer pays into the hold. */
async function buy(title: string) {
  const buyer = await scene.party('Buyer', 'person', { JPY: 20_000 })
  const seller = await scene.party('Seller', 'person')
  const carrier = await scene.party('Carrier', 'business')
  scene.begin(title, buyer, seller)
  const wallets = { buyer: buyer.wallet, seller: seller.wallet, carrier: carrier.wallet }
  const { id } = await buyer.post<Hold>('/v1/holds', {
    template: 'returnWindow',
    parameters: { ...wallets, asset: 'JPY', amount: 12_000, deliverBy: scene.at(10), returnPeriod: 'P8D', sendBackWithin: 'P14D' },
    memo: 'A used camera',
  })
  const hold = `/v1/holds/${id}`
  await scene.show('the buyer pays, 12,000 wait', hold)
  return { buyer, seller, carrier, hold }
}

async function deliver(title: string) {
  const bought = await buy(title)
  await scene.moveTo(3)
  await bought.carrier.post(`${bought.hold}/signals`, { signal: 'delivered' })
  await scene.show('the carrier delivers it', bought.hold)
  return bought
}
