/**
 * A wallet that keeps its own key. The API key of the sandbox may do everything, and still cannot spend from it: each order
 * carries the wallet's signature, is good for one body, and only once. Then the wallet changes its key.
 *
 *   node examples/self-custody.ts [url]
 */
import { createSigner, signCommand } from '../api/client/client.ts'
import { openLedger, openWallet, say, sayRefused, yenOf } from './ledger.ts'

const client = await openLedger()
const signer = createSigner()
const aya = await openWallet(client, 'Aya', 10_000, { signer })
const shop = await openWallet(client, 'Shop', 0)
const lunch = { from: aya, to: shop, asset: 'JPY', amount: 1_200 }
const as = { wallet: aya, signer }

console.log('Aya keeps her key; the service knows the public half')
await sayRefused('lunch, unsigned', client.transfer(lunch))
await sayRefused('lunch, signed with a key that is not hers', client.transfer(lunch, { as: { wallet: aya, signer: createSigner() } }))
const order = { sandbox: await client.sandboxId(), wallet: aya, operation: 'createTransfer', request: lunch }
const signature = await signCommand(signer, order)
await client.transfer(lunch, { signature })
await sayBalances('lunch, signed by Aya on her phone')

console.log('\nSomebody has the API key and overheard the order')
await sayRefused('the same order again', client.transfer(lunch, { signature }))
await sayRefused('the same signature with a larger amount', client.transfer({ ...lunch, amount: 9_000 }, { signature }))
await sayBalances('nothing moved but what Aya signed')

console.log('\nAya has a new phone: her present key signs for the next')
const next = createSigner()
await sayRefused('a stranger names a key for her', client.rotateKey(aya, createSigner()))
const { key } = await client.rotateKey(aya, next, { as })
say('the new key', key?.publicKey === next.publicKey ? 'is that of her wallet' : 'is not that of her wallet')
await sayRefused('dinner, signed with the old key', client.transfer({ ...lunch, amount: 3_000 }, { as }))
await client.transfer({ ...lunch, amount: 3_000 }, { as: { wallet: aya, signer: next } })
await sayBalances('dinner, signed with the new one')

async function sayBalances(event: string): Promise<void> {
  const [hers, theirs] = [await yenOf(client, aya), await yenOf(client, shop)]
  say(event, `Aya ${hers.toLocaleString('en-US')}, shop ${theirs.toLocaleString('en-US')}`)
}
