import { type App, createApp } from '../app.ts'
import type { Transfer } from '../core/model.ts'
import { isRefusal } from '../core/use-case.ts'
import { parseJson, readText } from '../http/read-body.ts'
import { validate } from '../http/validate.ts'
import { nodeRuntime } from '../node-runtime.ts'
import { openDatabase } from '../open-database.ts'
import { listen } from '../operate/listen.ts'
import { readSettings } from '../settings.ts'
import { startSigningProcess } from '../signing/process/client.ts'
import { createTransfer } from '../transfers/create-transfer.ts'
import { presentTransfer } from '../transfers/transfer.ts'
import { createSend } from '../webhooks/send.ts'
import { createStall } from './stall.ts'
import { unsealed, withoutOrders } from './without.ts'

/** The same service as `api/server.ts`, with what only a comparison needs: an echo route, commits of one command each, a stalled disk. */
const mostFaults = 3
let faults = 0
const settings = readSettings(process.env)
const database = await openDatabase(settings)
const stall = createStall(database.store)
const without = process.env['BENCH_WITHOUT'] ?? ''
const backend = await startSigningProcess(database.signing, () => {}, database.secrets)
const signing = without.includes('orders') ? withoutOrders(backend) : backend
const app = createApp({
  store: stall.store,
  signingKey: database.signingKey(),
  signing,
  ...(without.includes('journal') ? { seal: unsealed } : {}),
  webhooks: createSend(settings.webhooks),
  version: '0.0.0-bench',
  rateLimit: settings.rateLimit,
  ...(process.env['BENCH_GROUP'] ? { largestGroup: Number(process.env['BENCH_GROUP']) } : {}),
  ...nodeRuntime,
  clientOf: () => 'bench',
  reportFault,
})

/** The first of many tell enough. */
function reportFault(fault: unknown, requestId: string): void {
  faults++
  if (faults <= mostFaults) process.stderr.write(`${requestId}: ${fault instanceof Error ? fault.stack : fault}\n`)
}

/** The whole way in of a transfer and an answer of its size, a turn of the event loop later; nothing is decided or stored. */
function mountEcho({ hono, door }: App): void {
  hono.post('/bench/echo', async (c) => {
    const passage = door.enter(c)
    const answer = await door.guarded(passage, async () => {
      const refused = await door.admit(createTransfer, passage)
      if (refused) return refused
      const text = await readText(c)
      if (typeof text !== 'string') return text
      const json = parseJson(text, c.req.header('content-type'))
      if (isRefusal(json)) return json
      const body = validate(createTransfer.body!, json.value)
      if (isRefusal(body)) return body
      await new Promise((resolve) => setImmediate(resolve))
      const shown = presentTransfer(echoed(body.value as Transfer, passage))
      return { status: 201, body: JSON.stringify(shown), code: null, replayed: false }
    })
    return door.respond(passage, answer)
  })
}

function echoed(body: Transfer, { requestId, real }: { requestId: string; real: number }): Transfer {
  return { ...body, id: requestId, refunded: 0, refunds: [], refundOf: null, createdAt: real }
}

mountEcho(app)
app.start()
const listening = await listen(app.hono.fetch, { port: settings.port, hostname: settings.host }, settings.httpThread)
process.stdout.write(`ready http://127.0.0.1:${listening.address.port}/\n`)

process.on('SIGUSR2', stall.begin)
process.on('SIGTERM', async () => {
  await listening.drain(1_000)
  await app.stop()
  await database.store.close()
  process.exit(0)
})
