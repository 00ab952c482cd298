import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least that Node can do with a JSON request: read, parse, answer at once with the size of a transfer's answer. */
const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(pieces).toString('utf8')) as object
    const shown = { id: 'trf_01kaz3s6m2f4tr2hz8qg5w9xyc', status: 'completed', ...body, attachments: [], refunded: 0, refunds: [], refundOf: null }
    const text = JSON.stringify({ ...shown, createdAt: new Date().toISOString() })
    response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
    response.end(text)
  })
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`))
process.on('SIGTERM', () => process.exit(0))
