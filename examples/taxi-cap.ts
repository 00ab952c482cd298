/**
 * A taxi ride with a cap: the fare is not known when the ride begins, but it can never exceed what was held.
 *
 *   node examples/taxi-cap.ts [url]
 */
import { connect, type Hold, refusalOf, type Wallet } from './client.ts'

const url = process.argv[2] ?? process.env['KARIOSAE_URL'] ?? 'http://127.0.0.1:8787'

// The demo fixture comes with wallets and yen. The sandbox's own key may act for both sides.
const { apiKey } = await connect(url).post<{ apiKey: string }>('/v1/sandboxes', { fixture: 'demo' })
const api = connect(url, apiKey)
const rider = 'wal_0000000000000000000000hana'
const taxi = 'wal_00000000000000000000000cab'

await show('before the ride')
const { id } = await api.post<Hold>('/v1/holds', { from: rider, to: taxi, asset: 'JPY', amount: 5_000, memo: 'Ride, at most 5,000' })
await show('5,000 is held')

const { title, code } = await refusalOf(api.post(`/v1/holds/${id}/capture`, { amount: 5_200 }))
console.log(`the driver asks for 5,200   refused: ${title} (${code})`)

const { status, captured, released } = await api.post<Hold>(`/v1/holds/${id}/capture`, { amount: 3_800 })
await show('the driver takes 3,800')
console.log(`the hold is ${status}: ${money(captured)} to the taxi, ${money(released)} back to the rider`)

async function show(event: string): Promise<void> {
  const [from, to] = [await yenOf(rider), await yenOf(taxi)]
  console.log(`${event.padEnd(28)}rider ${money(from?.available).padStart(6)} free   taxi ${money(to?.available).padStart(5)}`)
}

async function yenOf(wallet: string) {
  const { balances } = await api.get<Wallet>(`/v1/wallets/${wallet}`)
  return balances.find(({ asset }) => asset === 'JPY')
}

function money(amount = 0): string {
  return amount.toLocaleString('en-US')
}
