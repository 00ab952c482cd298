/**
 * A house renovation in escrow, under the template `escrow`: two milestones, an arbiter, a split.
 *
 * 400,000 JPY wait. The buyer approves the plan (100,000) and the walls (150,000); each approval pays at once. When the
 * rest is delivered, the buyer has seven days to look at it. Disputed, nothing happens by itself until the arbiter decides.
 *
 *   node examples/escrow-milestones.ts [url]
 */
import type { Hold } from './client.ts'
import { openScene } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })

{
  const { buyer, builder, hold } = await start('1. All is well: 400,000 JPY in three parts')
  await scene.moveTo(5)
  await buyer.post(`${hold}/signals`, { approval: 'plan' })
  await scene.show('the buyer approves the plan: 100,000', hold)
  await scene.refused('the builder approves the walls', builder.post(`${hold}/signals`, { approval: 'walls' }))
  await scene.moveTo(30)
  await buyer.post(`${hold}/signals`, { approval: 'walls' })
  await scene.show('the buyer approves the walls: 150,000', hold)
  await scene.moveTo(50)
  await builder.post(`${hold}/signals`, { signal: 'delivered' })
  await scene.moveTo(57)
  await scene.show('nobody objects for seven days: the rest', hold)
}
{
  const { buyer, builder, arbiter, hold } = await start('2. The paint comes off')
  await buyer.post(`${hold}/signals`, { approval: 'plan' })
  await buyer.post(`${hold}/signals`, { approval: 'walls' })
  await scene.moveTo(50)
  await builder.post(`${hold}/signals`, { signal: 'delivered' })
  await scene.show('both milestones paid, the rest delivered', hold)
  await scene.moveTo(52)
  await scene.refused('the arbiter decides, though nobody asked', arbiter.post(`${hold}/resolve`, { outcome: 'refund' }))
  await buyer.post(`${hold}/dispute`, { memo: 'The paint comes off' })
  await scene.moveTo(70)
  await scene.show('disputed: the seven days pay nobody', hold)
  await scene.refused('the builder decides it himself', builder.post(`${hold}/resolve`, { outcome: 'pay' }))
  await arbiter.post(`${hold}/resolve`, { split: [90_000], memo: 'Two of five rooms must be painted again' })
  await scene.show('the arbiter splits it: 90,000 and 60,000', hold)
  await scene.tell(hold)
}
{
  const { buyer, hold } = await start('3. Nobody ever comes')
  await scene.moveTo(5)
  await buyer.post(`${hold}/signals`, { approval: 'plan' })
  await scene.moveTo(60)
  await scene.show('not delivered by day 60: back by itself', hold)
}
await scene.audit()

/** New wallets each time; the buyer locks the whole price. The arbiter is never paid from it. */
async function start(title: string) {
  const buyer = await scene.party('Buyer', 'person', { JPY: 500_000 })
  const builder = await scene.party('Builder', 'business')
  const arbiter = await scene.party('Arbiter', 'business')
  scene.begin(title, buyer, builder, arbiter)
  const { id } = await buyer.post<Hold>('/v1/holds', {
    template: 'escrow',
    parameters: {
      buyer: buyer.wallet,
      seller: builder.wallet,
      arbiter: arbiter.wallet,
      asset: 'JPY',
      amount: 400_000,
      milestones: [
        { name: 'plan', amount: 100_000 },
        { name: 'walls', amount: 150_000 },
      ],
      deliverBy: scene.at(60),
    },
  })
  const hold = `/v1/holds/${id}`
  await scene.show('the buyer locks 400,000', hold)
  return { buyer, builder, arbiter, hold }
}
