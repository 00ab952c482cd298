import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { inTurns } from '../../in-turns.ts'
import type { Listening, Place } from '../http-server.ts'
import { Answering } from './answering.ts'
import { type Asking, askingStreamed, askingWhole } from './asking.ts'
import type { Arrived, FromHttp, ToHttp } from './messages.ts'

/** Serves with HTTP in a thread of its own, so that sockets and parsing never hold up the ledger, nor it them. */
export async function serveFromThread(fetch: Hono['fetch'], place: Place): Promise<Listening> {
  const connections = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { place, connections } })
  const say = inTurns<ToHttp>((messages) => worker.postMessage(messages))
  const listener = getRequestListener(fetch)
  const open = new Map<number, { readonly asking: Asking; readonly answering: Answering }>()
  const listening = Promise.withResolvers<Listening['address']>()
  const drained = Promise.withResolvers<number>()

  function begin(arrived: Arrived): void {
    const { id, whole } = arrived
    const asking = whole === undefined ? askingStreamed(arrived, () => say({ more: id })) : askingWhole(arrived)
    const answering = new Answering(id, say)
    open.set(id, { asking, answering })
    answering.once('close', () => open.delete(id))
    void listener(asking.incoming as never, answering as never)
  }

  function abandon(one: { asking: Asking; answering: Answering } | undefined): void {
    one?.asking.abandon()
    one?.answering.destroy()
  }

  worker.on('message', (messages: readonly FromHttp[]) => {
    for (const message of messages) {
      if ('id' in message) begin(message)
      else if ('body' in message) open.get(message.body)?.asking.take(message.piece)
      else if ('gone' in message) abandon(open.get(message.gone))
      else if ('taken' in message) open.get(message.taken)?.answering.taken()
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
