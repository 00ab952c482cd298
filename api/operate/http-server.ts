import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a client may take of this process. Times in milliseconds. */
const limits = {
  connections: 4_096,
  /** The head of a request must be there within. */
  headersTimeout: 10_000,
  /** The whole of it: 1 MB at 35 kB a second. */
  requestTimeout: 30_000,
  /** Longer than the minute for which balancers keep theirs, so that it is never we who close one just as it is used. */
  keepAliveTimeout: 75_000,
  /** A connection on which nothing moves, neither way, is one whose client is gone, or reads nothing. */
  socketTimeout: 120_000,
  /** Requests that one connection may have open: sent in advance without reading the answers, they would fill the memory. */
  pipelined: 32,
} as const

/** How long a connection that is open may still bring a request once the service stops, so that none is reset as it is sent. */
const grace = 250

/** A server that listens, and knows what it has accepted and not yet answered. */
export interface Listening {
  readonly address: Pick<AddressInfo, 'address' | 'port' | 'family'>
  /** Connections that are open. */
  connections(): number
  /**
   * Takes no new connections, answers what was accepted, and closes each connection with its answer. Resolves when that is done;
   * after so many milliseconds it closes what is left, and says how many requests that were.
   */
  drain(limit: number): Promise<number>
}

export interface Place {
  readonly port: number
  readonly hostname: string
}

/** Resolves once it listens; rejects where it cannot. */
export async function openHttpServer(listener: RequestListener, { port, hostname }: Place): Promise<Listening> {
  const { headersTimeout, requestTimeout, keepAliveTimeout } = limits
  const server = createServer({ headersTimeout, requestTimeout, keepAliveTimeout, connectionsCheckingInterval: 1_000 }, listener)
  server.maxConnections = limits.connections
  server.setTimeout(limits.socketTimeout)
  const tracked = track(server)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, hostname, resolve))
  return { ...tracked, address: server.address() as AddressInfo }
}

function track(server: Server): Omit<Listening, 'address'> {
  const open = new Map<Socket, Set<ServerResponse>>()
  let draining = false
  let closing = false
  let connected = 0

  server.on('connection', (socket: Socket) => {
    connected++
    socket.once('close', () => connected--)
  })

  /** Only the last answer of a connection may close it: what came behind another would never be answered. */
  const closeWithLastAnswer = (responses: ReadonlySet<ServerResponse>) => {
    const all = [...responses]
    for (const [place, response] of all.entries()) if (!response.headersSent) response.shouldKeepAlive = place < all.length - 1
  }

  server.prependListener('request', ({ socket }, response: ServerResponse) => {
    const responses = open.get(socket) ?? new Set()
    responses.add(response)
    open.set(socket, responses)
    if (responses.size > limits.pipelined) socket.destroy()
    if (draining) closeWithLastAnswer(responses)
    response.once('close', () => {
      responses.delete(response)
      if (responses.size === 0) open.delete(socket)
      if (closing) server.closeIdleConnections()
    })
  })

  return {
    connections: () => connected,
    async drain(limit) {
      draining = true
      // Not node:http's own close, which would close idle connections at once.
      const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
      for (const responses of open.values()) closeWithLastAnswer(responses)
      await Promise.race([closed, sleep(grace)])
      closing = true
      server.closeIdleConnections()
      await Promise.race([closed, sleep(limit - grace, undefined, { ref: false })])
      const left = [...open.values()].reduce((total, responses) => total + responses.size, 0)
      server.closeAllConnections()
      return left
    },
  }
}
