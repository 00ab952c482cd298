/**
 * A car is paid the moment its registration changes, under the template `appraisal`.
 *
 * The buyer locks at most 900,000 JPY. An appraiser may set the price, down to 700,000. The registry office is an
 * oracle: a public key. Whoever brings its signed attestation makes the payment happen; nobody else can.
 *
 *   node examples/car-sale.ts [url]
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Hold } from './client.ts'
import { openScene, type Party } from './scene.ts'

const scene = await openScene({ code: 'JPY', scale: 0 })
const office = generateKeyPairSync('ed25519')
const forger = generateKeyPairSync('ed25519')
// In a JSON Web Key, x is the public key as the API takes it: 32 bytes in base64url.
const publicKey = office.publicKey.export({ format: 'jwk' }).x
const oracle = await scene.operator.post<{ id: string }>('/v1/oracles', { name: 'Registry office', publicKey })

const sold = await sell('1. The registration of a car for at most 900,000 JPY changes')
{
  const { seller, appraiser, hold, id } = sold
  await scene.moveTo(2)
  await scene.refused('the seller asks for the money', seller.post(`${hold}/capture`))
  await scene.refused('the seller sets the price', appraise(seller, hold, 900_000))
  await appraise(appraiser, hold, 850_000)
  await scene.show('the appraiser finds a dent: 850,000', hold)
  await scene.moveTo(5)
  await scene.refused('the seller brings a forged attestation', seller.post(`${hold}/signals`, attest(forger.privateKey, id)))
  await seller.post(`${hold}/signals`, attest(office.privateKey, id))
  await scene.show('the seller brings that of the office: paid', hold)
  await scene.tell(hold)
}
{
  const { seller, appraiser, hold } = await sell('2. The registration does not change')
  await appraise(appraiser, hold, 900_000)
  await scene.refused('the seller brings that of another sale', seller.post(`${hold}/signals`, attest(office.privateKey, sold.id)))
  await scene.moveTo(30)
  await scene.show('the deadline: everything goes back', hold)
}
await scene.audit()

/** New wallets each time; the buyer locks the most that the car can cost. */
async function sell(title: string) {
  const buyer = await scene.party('Buyer', 'person', { JPY: 1_000_000 })
  const seller = await scene.party('Seller', 'person')
  const appraiser = await scene.party('Appraiser', 'business')
  scene.begin(title, buyer, seller)
  const { id } = await buyer.post<Hold>('/v1/holds', {
    template: 'appraisal',
    parameters: {
      buyer: buyer.wallet,
      seller: seller.wallet,
      registry: oracle.id,
      appraiser: { wallet: appraiser.wallet, lowest: 700_000 },
      asset: 'JPY',
      amount: 900_000,
      item: 'Minato 500 a 12-34',
      deadline: scene.at(30),
    },
  })
  const hold = `/v1/holds/${id}`
  await scene.show('the buyer locks 900,000', hold)
  return { seller, appraiser, hold, id }
}

/** What the office signs: Ed25519 over the type, a zero byte, and the body as RFC 8785 writes it (its keys in order). */
function attest(privateKey: KeyObject, hold: string): object {
  const type = 'kariosae.attestation.v1'
  const body = { hold, statement: 'owner_changed' }
  const sig = sign(null, Buffer.from(`${type}\0${JSON.stringify(body)}`), privateKey).toString('base64url')
  return { attestation: { type, body, kid: oracle.id, alg: 'Ed25519', sig } }
}

function appraise(party: Party, hold: string, price: number) {
  return party.post(`${hold}/signals`, { signal: 'appraised', data: { price } })
}
