/**
 * A table for four, and the six ways it can end.
 *
 * A guest with 20,000 JPY asks a restaurant for a table in seven days. The moment the restaurant accepts, 8,000 JPY is
 * held: still the guest's, but promised. The guest may cancel until two days before. Guest and restaurant each act with
 * an API key that is bound to their own wallet.
 *
 *   node examples/restaurant-reservation.ts [url]
 */
import { type Audit, type Client, connect, type Hold, refusalOf, type Wallet } from './client.ts'

const url = process.argv[2] ?? process.env['KARIOSAE_URL'] ?? 'http://127.0.0.1:8787'

const { apiKey } = await connect(url).post<{ apiKey: string }>('/v1/sandboxes')
const operator = connect(url, apiKey)
await operator.post('/v1/assets', { code: 'JPY', scale: 0, kind: 'money' })
await operator.post('/v1/clock/freeze') // From here on a day passes only when we say so.
console.log('A table for four in seven days. Each time the guest has 20,000 JPY and asks the restaurant to accept a hold of 8,000.')

{
  const { restaurant, hold, show } = await reserve('1. The guest comes and pays 6,400')
  await pass('P7D')
  await restaurant.post(`${hold}/capture`, { amount: 6_400 })
  await show('day 7: the restaurant captures 6,400')
}
{
  const { guest, hold, show } = await reserve('2. The guest cancels in time')
  await pass('P4D')
  await guest.post(`${hold}/cancel`)
  await show('day 4: the guest cancels')
}
{
  const { guest, restaurant, hold, show } = await reserve('3. The guest cancels late')
  await pass('P6D')
  const { title, code } = await refusalOf(guest.post(`${hold}/cancel`))
  await show('day 6: the guest tries to cancel', `refused: ${title} (${code})`)
  await restaurant.post(`${hold}/capture`, { amount: 4_000 })
  await show('day 6: the restaurant keeps a fee of 4,000')
}
{
  const { restaurant, hold, show } = await reserve('4. The guest does not show')
  await pass('P7DT3H')
  await restaurant.post(`${hold}/capture`)
  await show('day 7, late: the restaurant captures all')
}
{
  const { restaurant, hold, show } = await ask('5. The restaurant declines')
  await restaurant.post(`${hold}/decline`)
  await show('the restaurant declines')
}
{
  const { restaurant, hold, show } = await reserve('6. The restaurant forgets')
  await pass('P8D')
  await show('day 8: nobody did anything')
  const { title, code } = await refusalOf(restaurant.post(`${hold}/capture`))
  await show('day 8: the restaurant tries to capture', `refused: ${title} (${code})`)
}

const audit = await operator.get<Audit>('/v1/audit')
const [yen] = audit.assets
console.log(`\nAudit: ${audit.ok ? 'ok' : 'NOT OK'}, ${audit.differences.length} differences`)
console.log(`JPY issued ${money(yen?.supply)}, owned ${money(yen?.posted)}, held ${money(yen?.held)}, incoming ${money(yen?.incoming)}`)

/** Two new wallets; the guest asks. Nothing is locked yet. */
async function ask(title: string) {
  const guest = await openWallet('Guest', 'person')
  const restaurant = await openWallet('Restaurant', 'business')
  await operator.post('/v1/assets/JPY/issue', { to: guest.wallet, amount: 20_000 })

  const { now } = await operator.get<{ now: string }>('/v1/clock')
  const asked = await guest.client.post<Hold>('/v1/holds', {
    from: guest.wallet,
    to: restaurant.wallet,
    asset: 'JPY',
    amount: 8_000,
    acceptances: ['payee'],
    cancelUntil: daysAfter(now, 5),
    expiresAt: daysAfter(now, 8),
    memo: 'Table for four',
  })

  const hold = `/v1/holds/${asked.id}`
  const show = async (event: string, refusal?: string) => {
    if (refusal) console.log(`   ${event.padEnd(44)}${refusal}`)
    else console.log(`   ${event.padEnd(44)}${await balances(guest, restaurant, hold)}`)
  }
  console.log(`\n${title.padEnd(47)}hold       guest: free    held   restaurant: free  incoming`)
  await show('the guest asks for a table')
  return { guest: guest.client, restaurant: restaurant.client, hold, show }
}

/** The restaurant accepts what the guest asked for. 8,000 JPY is held at this moment. */
async function reserve(title: string) {
  const asked = await ask(title)
  await asked.restaurant.post(`${asked.hold}/accept`)
  await asked.show('the restaurant accepts')
  return asked
}

interface Party {
  wallet: string
  client: Client
}

/** A wallet, and a client whose key can act only as this wallet. */
async function openWallet(name: string, kind: 'person' | 'business'): Promise<Party> {
  const { id } = await operator.post<Wallet>('/v1/wallets', { name, kind })
  const { apiKey } = await operator.post<{ apiKey: string }>('/v1/api-keys', { scopes: ['read', 'write'], wallet: id })
  return { wallet: id, client: connect(url, apiKey) }
}

/** Each party reads its own wallet, with its own key. */
async function balances(guest: Party, restaurant: Party, hold: string): Promise<string> {
  const { status } = await guest.client.get<Hold>(hold)
  const [payer] = (await guest.client.get<Wallet>(`/v1/wallets/${guest.wallet}`)).balances
  const [payee] = (await restaurant.client.get<Wallet>(`/v1/wallets/${restaurant.wallet}`)).balances
  const columns = [money(payer?.available).padStart(11), money(payer?.held).padStart(8)]
  return [status.padEnd(11), ...columns, money(payee?.available).padStart(19), money(payee?.incoming).padStart(10)].join('')
}

async function pass(duration: string): Promise<void> {
  await operator.post('/v1/clock/advance', { by: duration })
}

function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(time) + days * 24 * 60 * 60 * 1000).toISOString()
}

/** A wallet that never saw the asset has no balance of it. */
function money(amount = 0): string {
  return amount.toLocaleString('en-US')
}
