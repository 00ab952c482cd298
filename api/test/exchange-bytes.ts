import { connect } from 'node:net'

/** How long a connection is silent after which nothing more is expected of it, in milliseconds. */
const silence = 700

/**
 * Sends bytes as they are and gives all that comes back until the server closes, or falls silent after it began. However
 * busy the machine, the first byte is waited for.
 */
export function exchangeBytes(port: number, ...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setTimeout(30_000, () => socket.destroy())
    socket.on('data', (data) => {
      answer += data
      socket.setTimeout(silence)
    })
    socket.on('error', (fault: NodeJS.ErrnoException) => (['ECONNRESET', 'EPIPE'].includes(fault.code ?? '') ? resolve(answer) : reject(fault)))
    socket.on('close', () => resolve(answer))
    for (const piece of pieces) socket.write(piece)
  })
}
