/**
 * A till whose key is kept by the signing backend, under a policy: it signs transfers only, of at most 5,000 JPY each.
 * Whoever holds the API key, even that of the whole sandbox, cannot make it sign more, and each attempt is written down.
 *
 *   node examples/managed-key-policy.ts [url]
 */
import { openLedger, openWallet, say, sayRefused, yenOf } from './ledger.ts'

const client = await openLedger()
const keyPolicy = { operations: ['createTransfer'], maxAmounts: { JPY: 5_000 } }
const till = await openWallet(client, 'Till 3', 50_000, { keyPolicy })
const customer = await openWallet(client, 'Customer', 0)
const payment = { from: till, to: customer, asset: 'JPY', amount: 5_000, memo: 'Refund in cash' }

console.log('The key of the till signs transfers of at most 5,000 JPY')
await client.transfer(payment)
await sayBalances('5,000 to a customer')
await sayRefused('5,001', client.transfer({ ...payment, amount: 5_001 }))
await sayRefused('a hold of 100', client.hold({ ...payment, amount: 100 }))
const operations = [3_000, 9_000, 2_000].map((amount) => ({ op: 'createTransfer', body: { ...payment, amount } }))
await sayRefused('3,000, 9,000 and 2,000, all or nothing', client.request('POST', '/v1/batches', { atomic: true, operations }))
await sayBalances('nothing moved but what it may')
await sayTrail()

console.log('\nThe manager gives it a new key, which may sign more')
await client.request('POST', `/v1/wallets/${till}/rotate-key`, { keyPolicy: { maxAmounts: { JPY: 20_000 } } })
await client.transfer({ ...payment, amount: 12_000 })
await sayBalances('12,000 to a customer')
await sayTrail()

console.log('\nThe till is stolen')
await client.request('POST', `/v1/wallets/${till}/revoke-key`)
await sayRefused('1 to a customer', client.transfer({ ...payment, amount: 1 }))
await sayTrail()

interface KeyUse {
  readonly event: string
  readonly operation: string | null
}

/** What the signing backend wrote down of the present key, oldest first. */
async function sayTrail(): Promise<void> {
  const { data } = await client.request<{ data: KeyUse[] }>('GET', `/v1/wallets/${till}/key-uses`)
  say('its audit trail:')
  for (const { event, operation } of data.toReversed()) say(`    ${event} ${operation ?? ''}`)
}

async function sayBalances(event: string): Promise<void> {
  say(event, `till ${(await yenOf(client, till)).toLocaleString('en-US')}, customer ${(await yenOf(client, customer)).toLocaleString('en-US')}`)
}
