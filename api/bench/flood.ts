import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { createRequests, type Ledger } from './requests.ts'

/** Clients that do what no good client does, in a process of their own: told what to send, it answers with what came back. */
export interface Flood {
  readonly port: number
  readonly ledger: Ledger
  readonly connections: number
  /** How many requests each sends at once, without waiting for answers. */
  readonly requests: number
  readonly operation: 'transfer' | 'bulk'
  /** Whether answers are read. Without, it sends until nothing more is taken, also requests for long lists. */
  readonly reads: boolean
  /** Gives up after so many seconds. */
  readonly seconds: number
}

export interface Flooded {
  readonly sent: number
  /** How many answers had which status. */
  readonly answers: Readonly<Record<number, number>>
  /** How many of those with 503 said when to come again. */
  readonly retryAfter: number
}

let open: Socket[] = []

async function flood(task: Flood): Promise<Flooded> {
  const next = requestsLike(task)
  const list = `GET /v1/transfers?limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${task.ledger.apiKey}\r\n\r\n`
  const counted = { sent: 0, answers: {} as Record<number, number>, retryAfter: 0 }
  open = await Promise.all(Array.from({ length: task.connections }, () => openSocket(task.port)))
  const finished = Promise.withResolvers<void>()
  const expected = task.connections * task.requests
  let answered = 0

  function send(socket: Socket): boolean {
    for (let left = task.requests; left > 0; left--) {
      const [head, rest] = next()
      socket.write(head, 'latin1')
      socket.write(rest)
    }
    counted.sent += task.requests
    return task.reads || socket.write(list)
  }
  for (const socket of open) {
    if (task.reads) {
      readAnswers(socket, (status, head) => {
        counted.answers[status] = (counted.answers[status] ?? 0) + 1
        if (status === 503 && /\r\nretry-after: *\d/i.test(head)) counted.retryAfter++
        if (++answered === expected) finished.resolve()
      })
      send(socket)
    } else sendOn(socket, () => send(socket))
  }
  await Promise.race([finished.promise, new Promise((resolve) => setTimeout(resolve, task.seconds * 1000))])
  return counted
}

/** The same request again and again, each time under another Idempotency-Key: making so many different ones would take the clients longer than sending them. */
function requestsLike({ operation, ledger }: Flood): () => [head: string, rest: Buffer] {
  const request = createRequests({ operation, ledgers: [ledger] })()!
  const [, before, after] = /^(.*\r\nIdempotency-Key: )[^\r]*(.*)$/s.exec(request)!
  const rest = Buffer.from(after!, 'latin1')
  const run = randomUUID()
  let count = 0
  return () => [`${before}${run}-${count++}`, rest]
}

/** Sends again whenever there is room. */
function sendOn(socket: Socket, send: () => boolean): void {
  while (send());
  socket.once('drain', () => sendOn(socket, send))
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('connect', () => resolve(socket.pause()))
    socket.once('error', reject)
    socket.on('error', () => {})
  })
}

function readAnswers(socket: Socket, answered: (status: number, head: string) => void): void {
  let received = ''
  socket.on('data', (data) => {
    received += data.toString('latin1')
    for (;;) {
      const end = received.indexOf('\r\n\r\n')
      const head = received.slice(0, end + 2)
      const length = end + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      if (end < 0 || received.length < length) return
      received = received.slice(length)
      answered(Number(head.slice(9, 12)), head)
    }
  })
  socket.resume()
}

process.on('message', (task: Flood | 'close') => {
  if (task === 'close') {
    for (const socket of open) socket.destroy()
    process.send!({})
  } else
    flood(task).then(
      (flooded) => process.send!(flooded),
      (fault: Error) => process.send!({ fault: fault.message }),
    )
})
