import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { largestBody } from '../../http/read-body.ts'
import type { Listening, Place } from '../http-server.ts'
import { Answering } from './answering.ts'
import { type Arrived, type FromHttp, inTurns, type ToHttp } from './messages.ts'

/** Serves with HTTP in a thread of its own, so that sockets and parsing never hold up the ledger, nor it them. */
export async function serveFromThread(fetch: Hono['fetch'], place: Place): Promise<Listening> {
  const connections = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { place, largestBody, connections } })
  const say = inTurns<ToHttp>((messages) => worker.postMessage(messages))
  const listener = getRequestListener(fetch)
  const open = new Map<number, Answering>()
  const listening = Promise.withResolvers<Listening['address']>()
  const drained = Promise.withResolvers<number>()

  function begin(arrived: Arrived): void {
    const answering = new Answering(arrived.id, say)
    open.set(arrived.id, answering)
    answering.once('close', () => open.delete(arrived.id))
    void listener(requestOf(arrived) as never, answering as never)
  }

  worker.on('message', (messages: readonly FromHttp[]) => {
    for (const message of messages) {
      if ('id' in message) begin(message)
      else if ('gone' in message) open.get(message.gone)?.destroy()
      else if ('taken' in message) open.get(message.taken)?.taken()
      else if ('drained' in message) drained.resolve(message.drained)
      else if ('failed' in message) listening.reject(message.failed)
      else listening.resolve(message.listening)
    }
  })
  // Without it nobody is answered: the process ends, and whoever watches over it starts another.
  worker.on('error', (fault) => setImmediate(() => Promise.reject(fault)))
  return {
    address: await listening.promise,
    connections: () => Atomics.load(connections, 0),
    async drain(limit) {
      say({ drain: limit })
      const left = await drained.promise
      const ended = once(worker, 'exit')
      await worker.terminate()
      await ended.catch(() => {})
      return left
    },
  }
}

/** As much of an IncomingMessage as the listener looks at. */
function requestOf({ method, url, headers, body, client }: Arrived): object {
  return {
    method,
    url,
    rawHeaders: headers,
    headers: joined(headers),
    rawBody: Buffer.from(body ?? '', 'latin1'),
    socket: { remoteAddress: client },
    complete: true,
    readableEnded: true,
    readableDidRead: false,
    on() {},
  }
}

/** As node:http joins them. */
function joined(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase()
    headers[name] = name in headers ? `${headers[name]}, ${raw[index + 1]}` : raw[index + 1]!
  }
  return headers
}
