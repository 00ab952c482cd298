/**
 * A table for four, and the six ways it can end, under the template `reservation`.
 *
 * A guest with 20,000 JPY books a table for day 7. When the restaurant accepts, 8,000 JPY is held: still the guest's, but
 * promised. Cancelling is free until 48 hours before and then costs 30 %; in the last 24 hours it costs 50 %. A guest who
 * has not come half an hour after the start pays all of it. Guest and restaurant each act with a key of their own.
 *
 *   node examples/restaurant-reservation.ts [url]
 */
import type { Hold, Preview } from './client.ts'
import { openScene, type Party } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })

{
  const { guest, restaurant, hold } = await reserve('1. The guest comes and pays 6,400 JPY of 8,000')
  for (const day of [4, 5.5, 6.5]) scene.say(`what if the guest cancels on day ${day}? ${await fee(guest, hold, day)}`)
  await scene.moveTo(7)
  await restaurant.post(`${hold}/signals`, { signal: 'arrived' })
  await restaurant.post(`${hold}/capture`, { amount: 6_400 })
  await scene.show('the guest comes, the restaurant takes 6,400', hold)
}
{
  const { guest, hold } = await reserve('2. The guest cancels early: free')
  await scene.moveTo(4)
  await guest.post(`${hold}/cancel`)
  await scene.show('the guest cancels', hold)
}
{
  const { guest, hold } = await reserve('3. The guest cancels late: 30 %')
  await scene.moveTo(5.5)
  await guest.post(`${hold}/cancel`)
  await scene.show('the guest cancels: 2,400 is the fee', hold)
  await scene.tell(hold)
}
{
  const { guest, hold } = await reserve('4. The guest does not come: all, by itself')
  await scene.moveTo(7)
  await scene.refused('the guest tries to cancel at the start', guest.post(`${hold}/cancel`))
  await scene.moveTo(8)
  await scene.show('nobody did anything', hold)
  await scene.tell(hold)
}
{
  const { restaurant, hold } = await reserve('5. The restaurant cancels: it costs the guest nothing')
  await scene.moveTo(6.5)
  await restaurant.post(`${hold}/release`, { memo: 'The kitchen is flooded' })
  await scene.show('the restaurant cancels', hold)
}
{
  const { restaurant, hold } = await ask('6. The restaurant declines')
  await restaurant.post(`${hold}/decline`)
  await scene.show('the restaurant declines', hold)
}
await scene.audit()

/** Two new wallets; the guest asks. Nothing is locked yet. */
async function ask(title: string) {
  const guest = await scene.party('Guest', 'person', { JPY: 20_000 })
  const restaurant = await scene.party('Restaurant', 'business')
  scene.begin(title, guest, restaurant)
  const { id } = await guest.post<Hold>('/v1/holds', {
    template: 'reservation',
    parameters: { guest: guest.wallet, business: restaurant.wallet, asset: 'JPY', amount: 8_000, start: scene.at(7) },
    memo: 'Table for four',
  })
  const hold = `/v1/holds/${id}`
  await scene.show('the guest asks for a table', hold)
  return { guest, restaurant, hold }
}

/** The restaurant accepts what the guest asked for. 8,000 JPY is held at this moment. */
async function reserve(title: string) {
  const asked = await ask(title)
  await asked.restaurant.post(`${asked.hold}/accept`)
  await scene.show('the restaurant accepts', asked.hold)
  return asked
}

/** Asks without doing it: what would it cost the guest to cancel on that day? */
async function fee(guest: Party, hold: string, day: number): Promise<string> {
  const { effects } = await guest.get<Preview>(`${hold}/preview?action=cancel&at=${scene.at(day)}`)
  const paid = effects[0]?.payments[0]?.amount ?? 0
  const returned = effects[0]?.returned[0]?.amount ?? 0
  return `${scene.money(paid)} to the restaurant, ${scene.money(returned)} back`
}
