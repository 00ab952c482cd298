/**
 * A receipt that nobody has to believe: what is in it can be checked without the service that gave it. All one trusts is
 * the key that signs the head of the journal; whoever kept an earlier head also sees that nothing was rewritten since.
 *
 *   node examples/checked-receipt.ts [url]
 */
import { createSigner, faultOfGrowth, verifyReceipt } from '../api/client/client.ts'
import { openLedger, openWallet, say } from './ledger.ts'

interface Checkpoint {
  readonly size: number
  readonly note: string
  readonly verifierKey: string
}

const client = await openLedger()
const signer = createSigner()
const aya = await openWallet(client, 'Aya', 10_000, { signer })
const shop = await openWallet(client, 'Shop', 0)
const checkpoint = () => client.request<Checkpoint>('GET', '/v1/journal/checkpoint')

console.log('Aya pays 1,200, and asks for the receipt')
const before = await checkpoint()
const { verifierKey } = before
const paid = await client.transfer({ from: aya, to: shop, asset: 'JPY', amount: 1_200 }, { as: { wallet: aya, signer } })
const receipt = await client.receipt(paid.id)
say('what is in it', `${receipt.entries.length} record, ${receipt.keys.length} key`)

console.log('\nFrom here on the receipt is checked, without the service')
sayVerdict('as it was given', receipt)
sayVerdict('with 9,200 in place of 1,200', changed('"amount":1200', '"amount":9200'))
sayVerdict('with another payer', changed(aya, shop))
sayVerdict('with the signature left out', changed('"signatures":', '"formerly":'))
say('under a key that one does not trust', verdict(receipt, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'))

console.log('\nLater: was anything before rewritten?')
for (const amount of [500, 600, 700]) await client.request('POST', '/v1/assets/JPY/issue', { to: shop, amount })
const after = await checkpoint()
const { hashes } = await client.request<{ hashes: string[] }>('GET', `/v1/journal/proofs?from=${before.size}&size=${after.size}`)
sayGrowth(`the journal grew from ${before.size} to ${after.size} records`, before.note)
sayGrowth('against a head of another size', (await client.request<Checkpoint>('GET', `/v1/journal/checkpoint?size=${before.size + 1}`)).note)
sayGrowth('against a head that somebody made up', before.note.replace(`\n${before.size}\n`, `\n${before.size - 1}\n`))

/** A copy in which one text stands for another. */
function changed(old: string, replacement: string): unknown {
  const text = JSON.stringify(receipt)
  if (!text.includes(old)) throw new Error(`The receipt has no ${old}`)
  return JSON.parse(text.replaceAll(old, replacement))
}

function sayVerdict(event: string, shown: unknown): void {
  say(event, verdict(shown, verifierKey))
}

function verdict(shown: unknown, trusted: string): string {
  const { ok, checks } = verifyReceipt(shown, { verifierKey: trusted })
  const wrong = new Set(checks.filter((check) => check.ok === false).map(({ name }) => name))
  return ok ? 'good' : `not believed: ${[...wrong].join(', ')}`
}

function sayGrowth(event: string, older: string): void {
  const fault = faultOfGrowth({ older, newer: after.note, hashes, verifierKey })
  // The name of the journal is another one each time.
  say(event, fault === undefined ? 'nothing was rewritten' : `not believed: ${fault.replace(/ of kariosae\S+/, '')}`)
}
