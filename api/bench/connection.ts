import { connect, type Socket } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')

export interface Connection {
  send(request: string): void
  close(): void
}

/**
 * One kept-alive HTTP connection with one request at a time: just enough HTTP to read a status and the end of an answer.
 * A whole client would take as much of the machine as the server that is measured.
 */
export function openConnection(port: number, answered: (status: number) => void, failed: (fault: Error) => void): Promise<Connection> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received: Buffer | undefined
    let status = 0
    let missing = 0

    function readHead(data: Buffer): void {
      const all = received ? Buffer.concat([received, data]) : data
      const end = all.indexOf(headEnd)
      received = end < 0 ? all : undefined
      if (end < 0) return
      const head = all.toString('latin1', 0, end)
      status = Number(head.slice(9, 12))
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
      if (length === undefined) socket.destroy(new Error(`an answer without Content-Length: ${head}`))
      else readBody(Number(length) - (all.length - end - 4))
    }
    function readBody(left: number): void {
      missing = left
      if (left === 0) answered(status)
      if (left < 0) socket.destroy(new Error('more came than was asked for'))
    }

    socket.on('data', (data) => (missing > 0 ? readBody(missing - data.length) : readHead(data)))
    socket.on('error', failed)
    socket.on('close', () => failed(new Error('the connection was closed')))
    socket.on('connect', () => resolve({ send: (request) => void socket.write(request, 'latin1'), close: () => socket.end() }))
  })
}
