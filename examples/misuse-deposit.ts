/**
 * A deposit against misuse of a hired bicycle, under the template `deposit`.
 *
 * 20,000 JPY are held until day 30 and then go back by themselves. The owner may claim what was agreed: 20 % if it comes
 * back late, all of it if it is lost. A claim waits three days, in which the holder may dispute it before an arbiter.
 *
 *   node examples/misuse-deposit.ts [url]
 */
import type { Hold } from './client.ts'
import { openScene } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })

{
  const { hold } = await hire('1. A deposit of 20,000 JPY, and used properly')
  await scene.moveTo(30)
  await scene.show('nobody claimed anything: back by itself', hold)
}
{
  const { owner, hold } = await hire('2. Late')
  await scene.moveTo(28)
  await scene.refused('the owner simply takes it', owner.post(`${hold}/capture`))
  await owner.post(`${hold}/signals`, { signal: 'late', memo: 'Two days late' })
  await scene.show('the owner claims: it was late', hold)
  await scene.moveTo(31)
  await scene.show('nobody objected: 20 %, the rest goes back', hold)
}
{
  const { holder, owner, arbiter, hold } = await hire('3. Lost, or so the owner says')
  await scene.moveTo(29)
  await owner.post(`${hold}/signals`, { signal: 'lost', memo: 'It is not in the rack' })
  await holder.post(`${hold}/dispute`, { memo: 'It stands in the other rack, see the photograph' })
  await scene.show('the owner claims, the holder disputes', hold)
  await scene.moveTo(40)
  await scene.show('nothing happens by itself meanwhile', hold)
  await arbiter.post(`${hold}/resolve`, { outcome: 'refund', memo: 'It was found' })
  await scene.show('the arbiter gives it back', hold)
  await scene.tell(hold)
}
{
  const { holder, owner, hold } = await hire('4. Lost, and the arbiter never answers')
  await scene.refused('the holder disputes before any claim', holder.post(`${hold}/dispute`))
  await scene.moveTo(10)
  await owner.post(`${hold}/signals`, { signal: 'lost' })
  await holder.post(`${hold}/dispute`)
  await scene.moveTo(40)
  await scene.show('30 days are over: it goes back', hold)
}
await scene.audit()

/** New wallets each time; the holder gives the deposit. */
async function hire(title: string) {
  const holder = await scene.party('Holder', 'person', { JPY: 30_000 })
  const owner = await scene.party('Owner', 'business')
  const arbiter = await scene.party('Arbiter', 'business')
  scene.begin(title, holder, owner)
  const { id } = await holder.post<Hold>('/v1/holds', {
    template: 'deposit',
    parameters: {
      holder: holder.wallet,
      owner: owner.wallet,
      arbiter: arbiter.wallet,
      asset: 'JPY',
      amount: 20_000,
      claims: [
        { name: 'late', share: '20%' },
        { name: 'lost', share: '100%' },
      ],
      returnAt: scene.at(30),
    },
  })
  const hold = `/v1/holds/${id}`
  await scene.show('20,000 are deposited', hold)
  return { holder, owner, arbiter, hold }
}
