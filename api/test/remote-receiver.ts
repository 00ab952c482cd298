import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SendFault, type WebhookDoor } from '../webhooks/deliverer.ts'

/** What became of sending, as the service in workerd is told. */
export type Sent = { readonly status: number } | { readonly refused: string } | { readonly broken: string }

/** Lets a service in another process send through a door of this one: the address to POST its requests to. */
export async function listenFor({ send }: WebhookDoor): Promise<string> {
  const server = createServer(async (request, response) => {
    const sent: Sent = await send(JSON.parse(await text(request))).catch((fault: Error) =>
      fault instanceof SendFault ? { refused: fault.message } : { broken: fault.message },
    )
    response.end(JSON.stringify(sent))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
