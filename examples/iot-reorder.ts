/**
 * A washing machine that orders its own detergent, under the template `standingOrder`.
 *
 * The owner locks 24,000 JPY for a year. Each signal of the machine pays the shop at once: at most 3,000 an order and
 * 4,000 in 30 days. The machine has a key that can do nothing but signal, and the owner can revoke at any time.
 *
 *   node examples/iot-reorder.ts [url]
 */
import type { Hold } from './client.ts'
import { openScene, type Party } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })
const owner = await scene.party('Owner', 'person', { JPY: 50_000 })
const shop = await scene.party('Shop', 'business')
const machine = await scene.party('Machine', 'system')

scene.begin('A year of detergent for at most 24,000 JPY', owner, shop)
const { id } = await owner.post<Hold>('/v1/holds', {
  template: 'standingOrder',
  parameters: {
    payer: owner.wallet,
    payee: shop.wallet,
    device: machine.wallet,
    asset: 'JPY',
    total: 24_000,
    perCapture: 3_000,
    perPeriod: { amount: 4_000, period: 'P30D' },
    expiresAt: scene.at(365),
  },
})
const hold = `/v1/holds/${id}`
await scene.show('the owner allows it: 24,000 is held', hold)

await scene.moveTo(5)
await reorder(2_400)
await scene.show('the machine orders for 2,400: paid', hold)
await scene.moveTo(12)
await scene.refused('the machine orders for 3,500', reorder(3_500))
await scene.refused('the machine orders for 1,800: 4,200 in all', reorder(1_800))
await reorder(1_500)
await scene.show('the machine orders for 1,500', hold)
await scene.refused('the machine tries to take the money itself', machine.post(`${hold}/capture`, { amount: 1_000 }))
await scene.refused('the shop tries to order for the machine', order(shop, 1_000))

await scene.moveTo(31)
await reorder(2_400)
await scene.show('a new period: the machine orders for 2,400', hold)
await scene.moveTo(40)
await owner.post(`${hold}/cancel`, { memo: 'The machine is broken' })
await scene.show('the owner revokes it: the rest is free', hold)
await scene.refused('the machine orders for 1,000', reorder(1_000))
await scene.tell(hold)
await scene.audit()

function reorder(amount: number) {
  return order(machine, amount)
}

/** Everything the machine ever sends. */
function order(party: Party, amount: number) {
  return party.post(`${hold}/signals`, { signal: 'reorder', data: { amount } })
}
