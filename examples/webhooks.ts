/**
 * A shop is told by webhooks what becomes of the holds in its favour: nothing has to be asked for again and again. It checks
 * with a library of Standard Webhooks that it was this service which told it, and handles each event once.
 *
 *   node examples/webhooks.ts [url]
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { openLedger, openWallet, say } from './ledger.ts'

interface Event {
  readonly type: string
  readonly data: { readonly amount: number; readonly captured: number; readonly memo: string }
}
interface Delivery {
  readonly id: string
  readonly type: string
  readonly status: string
  readonly attempts: readonly { readonly status: number }[]
}

const client = await openLedger()
const hana = await openWallet(client, 'Hana', 20_000)
const shop = await openWallet(client, 'Shop', 0)

/** The shop's own server: it answers 503 while it is closed. */
const server = createServer(async (request, response) => {
  const body = await text(request)
  if (!open) return response.writeHead(503).end()
  const event = webhook.verify(body, request.headers as Record<string, string>) as Event
  const id = String(request.headers['webhook-id'])
  say(
    `${event.type}, signature good${handled.has(id) ? ', handled before' : ''}`,
    `${event.data.memo}: ${event.data.captured} of ${event.data.amount}`,
  )
  handled.add(id)
  response.writeHead(204).end()
  server.emit('handled')
})
let open = true
const handled = new Set<string>()
await once(server.listen(0, '127.0.0.1'), 'listening')

const { id, secret } = await client.request<{ id: string; secret: string }>('POST', '/v1/webhook-endpoints', {
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  types: ['hold.held', 'hold.captured'],
})
const webhook = new Webhook(secret)

console.log('The shop is told of each hold, and of what is captured')
let told = once(server, 'handled')
const hold = await client.hold({ from: hana, to: shop, asset: 'JPY', amount: 8_000, memo: 'A coat' })
await told
told = once(server, 'handled')
await client.request('POST', `/v1/holds/${hold.id}/capture`, { amount: 7_500 })
await told

console.log('\nIts server is down: what it misses is tried again, or sent when it asks for it')
open = false
await client.hold({ from: hana, to: shop, asset: 'JPY', amount: 3_000, memo: 'A hat' })
const missed = await attempted('pending')
say(`${missed.type} is ${missed.status}`, `answers: ${missed.attempts.map(({ status }) => status).join(', ')}`)
open = true
told = once(server, 'handled')
await client.request('POST', `/v1/webhook-deliveries/${missed.id}/resend`)
await told
const sent = await attempted('delivered')
say(`${sent.type} is ${sent.status}`, `answers: ${sent.attempts.map(({ status }) => status).join(', ')}`)
server.close()

/** The newest delivery, once an attempt has left it in that state. */
async function attempted(status: string): Promise<Delivery> {
  for (;;) {
    const { data } = await client.request<{ data: Delivery[] }>('GET', `/v1/webhook-endpoints/${id}/deliveries?limit=1`)
    const newest = data[0]!
    if (newest.type === 'hold.held' && newest.status === status && newest.attempts.length > 0) return newest
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
