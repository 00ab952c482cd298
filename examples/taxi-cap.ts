/**
 * A taxi ride with a cap, under the template `cappedCharge`: the fare is not known when the ride begins, but it can never
 * exceed what was held. What is not needed is free again at once.
 *
 *   node examples/taxi-cap.ts [url]
 */
import type { Hold } from './client.ts'
import { openScene } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })
const rider = await scene.party('Rider', 'person', { JPY: 20_000 })
const taxi = await scene.party('Taxi', 'business')

scene.begin('A ride for at most 5,000 JPY', rider, taxi)
const { id } = await rider.post<Hold>('/v1/holds', {
  template: 'cappedCharge',
  parameters: { payer: rider.wallet, payee: taxi.wallet, asset: 'JPY', cap: 5_000, expiresAt: scene.at(1) },
  memo: 'To the airport',
})
const hold = `/v1/holds/${id}`
await scene.show('the rider gets in: 5,000 is held', hold)

await scene.refused('the driver asks for 5,200', taxi.post(`${hold}/capture`, { amount: 5_200 }))
await taxi.post(`${hold}/capture`, { amount: 3_800 })
await scene.show('the driver takes 3,800', hold)
await scene.refused('the driver asks for 500 more', taxi.post(`${hold}/capture`, { amount: 500 }))

scene.begin('The driver never asks', rider, taxi)
const second = await rider.post<Hold>('/v1/holds', {
  template: 'cappedCharge',
  parameters: { payer: rider.wallet, payee: taxi.wallet, asset: 'JPY', cap: 5_000, expiresAt: scene.at(1) },
})
await scene.show('5,000 is held', `/v1/holds/${second.id}`)
await scene.moveTo(1)
await scene.show('the hold expires, everything is free again', `/v1/holds/${second.id}`)
await scene.audit()
