/**
 * A visit to a hospital, under the template `visit`: the estimate is held, the actual cost is taken, the receipt stays.
 *
 * Both agree to an estimate of 6,000 JPY, and to 600 more without asking again. Until the visit begins the patient may
 * cancel; from then on the hospital has three days to charge. A larger bill needs the patient's consent.
 *
 *   node examples/hospital-visit.ts [url]
 */
import type { Hold } from './client.ts'
import { openScene } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })

{
  const { hospital, hold } = await book('1. Estimated 6,000 JPY, actually 5,400')
  await scene.refused('the hospital charges before the visit', hospital.post(`${hold}/capture`))
  await scene.moveTo(10)
  await hospital.post(`${hold}/capture`, { amount: 5_400, memo: 'Receipt 1042: examination 3,900, X-ray 1,500' })
  await scene.show('the visit: 5,400, with the receipt', hold)
  await scene.tell(hold)
}
{
  const { patient, hospital, hold } = await book('2. An operation more')
  await scene.moveTo(10)
  const bill = { amount: 14_000, memo: 'Receipt 1043: examination 3,900, suture 10,100' }
  await scene.refused('the hospital charges 14,000', hospital.post(`${hold}/capture`, bill))
  await patient.post(`${hold}/adjust`, { amount: 14_000 })
  await scene.show('the patient consents: 14,000 is held', hold)
  await hospital.post(`${hold}/capture`, bill)
  await scene.show('the hospital charges 14,000', hold)
}
{
  const { patient, hold } = await book('3. The patient feels better')
  await scene.moveTo(9)
  await patient.post(`${hold}/cancel`, { memo: 'No pain any more' })
  await scene.show('the patient cancels before the visit', hold)
}
{
  const { patient, hold } = await book('4. The hospital forgets the bill')
  await scene.moveTo(11)
  await scene.refused('the patient cancels after the visit', patient.post(`${hold}/cancel`))
  await scene.moveTo(13)
  await scene.show('three days later everything is free again', hold)
}
await scene.audit()

/** Two new wallets; the patient asks, the hospital accepts, and 6,000 is held. */
async function book(title: string) {
  const patient = await scene.party('Patient', 'person', { JPY: 30_000 })
  const hospital = await scene.party('Hospital', 'business')
  scene.begin(title, patient, hospital)
  const { id } = await patient.post<Hold>('/v1/holds', {
    template: 'visit',
    parameters: { patient: patient.wallet, hospital: hospital.wallet, asset: 'JPY', estimate: 6_000, tolerance: 600, visitAt: scene.at(10) },
    memo: 'A painful wrist',
  })
  const hold = `/v1/holds/${id}`
  await scene.show('the patient asks for a visit', hold)
  await hospital.post(`${hold}/accept`)
  await scene.show('the hospital accepts: the estimate is held', hold)
  return { patient, hospital, hold }
}
