import type { IncomingMessage, ServerResponse } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { type Listening, openHttpServer, type Place } from '../http-server.ts'
import { type FromHttp, inTurns, type Piece, type ToHttp } from './messages.ts'
import { createWaitingRoom } from './waiting-room.ts'

/** The thread that speaks HTTP: reads requests whole, hands them over, and sends what comes back. */
const { place, largestBody, connections } = workerData as { place: Place; largestBody: number; connections: Int32Array }
const port = parentPort!
const say = inTurns<FromHttp>((messages) => port.postMessage(messages))
const open = new Map<number, ServerResponse>()
const room = createWaitingRoom()
let last = 0

async function handOver(request: IncomingMessage, response: ServerResponse): Promise<void> {
  Atomics.store(connections, 0, listening?.connections() ?? 0)
  const taken = { bytes: 0 }
  response.once('close', () => room.leave(taken.bytes))
  const body = await readBody(request, taken)
  const id = ++last
  open.set(id, response)
  response.once('close', () => {
    if (open.delete(id)) say({ gone: id })
  })
  const { method = 'GET', url = '/', rawHeaders: headers, socket } = request
  say({ id, method, url, headers, body, client: socket.remoteAddress })
}

/** One piece more than is allowed is enough to have the rest refused. */
async function readBody(request: IncomingMessage, taken: { bytes: number }): Promise<string | null> {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) {
    pieces.push(piece)
    taken.bytes += piece.length
    await room.enter(piece.length)
    if (taken.bytes > largestBody) break
  }
  return taken.bytes === 0 ? null : (pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)).toString('latin1')
}

function answer({ id, head, bytes, end }: Piece): void {
  const response = open.get(id)
  if (!response) return
  if (head) response.writeHead(head.status, head.headers as Record<string, string>)
  if (end) {
    open.delete(id)
    response.end(bytes)
  } else if (bytes === undefined) response.flushHeaders()
  else if (response.write(bytes)) say({ taken: id })
  else response.once('drain', () => say({ taken: id }))
}

async function drain(limit: number): Promise<void> {
  say({ drained: (await listening?.drain(limit)) ?? 0 })
}

let listening: Listening | undefined
port.on('message', (messages: readonly ToHttp[]) => {
  for (const message of messages) {
    if ('drain' in message) void drain(message.drain)
    else answer(message)
  }
})
openHttpServer((request, response) => void handOver(request, response).catch(() => response.destroy()), place).then(
  (opened) => {
    listening = opened
    const { address, port: number, family } = opened.address
    say({ listening: { address, port: number, family } })
  },
  (failed: Error) => say({ failed }),
)
