import type { IncomingMessage, ServerResponse } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { inTurns } from '../../in-turns.ts'
import { type Listening, openHttpServer, type Place } from '../http-server.ts'
import type { FromHttp, Piece, ToHttp } from './messages.ts'

/** The thread that speaks HTTP: hands requests over, and sends what comes back. What is allowed is decided at the other side. */
const { place, connections } = workerData as { place: Place; connections: Int32Array }
const port = parentPort!
const say = inTurns<FromHttp>((messages) => port.postMessage(messages))
const open = new Map<number, { readonly request: IncomingMessage; readonly response: ServerResponse }>()
let last = 0

function handOver(request: IncomingMessage, response: ServerResponse): void {
  Atomics.store(connections, 0, listening?.connections() ?? 0)
  const id = ++last
  open.set(id, { request, response })
  response.once('close', () => {
    if (open.delete(id)) say({ gone: id })
  })
  // By the next tick what came in the same packet is read: nearly every request is whole by then.
  process.nextTick(() => {
    const { method = 'GET', url = '/', headers, rawHeaders, socket, complete } = request
    say({ id, method, url, headers, rawHeaders, whole: complete ? readWhole(request) : undefined, client: socket.remoteAddress })
    if (!complete) passOn(id, request)
  })
}

function readWhole(request: IncomingMessage): string {
  const pieces: Buffer[] = []
  for (let piece = request.read() as Buffer | null; piece !== null; piece = request.read() as Buffer | null) pieces.push(piece)
  return pieces.length === 0 ? '' : (pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)).toString('latin1')
}

/** Piece by piece, and no piece before the one before it was asked for. */
function passOn(id: number, request: IncomingMessage): void {
  request.pause()
  request.on('data', (piece: Buffer) => {
    request.pause()
    say({ body: id, piece: piece.toString('latin1') })
  })
  request.on('end', () => say({ body: id, piece: null }))
  request.on('error', () => {})
}

/** What nobody wants to read must go by before the connection can bring another request; it is not waited for long. */
function discard(request: IncomingMessage): void {
  request.removeAllListeners('data')
  request.resume()
  setTimeout(() => request.complete || request.socket.destroy(), 500).unref()
}

function answer({ id, head, bytes, end, cut }: Piece): void {
  const asked = open.get(id)
  if (!asked) return
  const { request, response } = asked
  if (cut) {
    open.delete(id)
    response.destroy()
    return
  }
  if (head) response.writeHead(head.status, head.headers as Record<string, string>)
  if (end) {
    open.delete(id)
    response.end(bytes)
    if (!request.readableEnded) discard(request)
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
    else if ('more' in message) open.get(message.more)?.request.resume()
    else answer(message)
  }
})
openHttpServer(handOver, place).then(
  (opened) => {
    listening = opened
    const { address, port: number, family } = opened.address
    say({ listening: { address, port: number, family } })
  },
  (failed: Error) => say({ failed }),
)
