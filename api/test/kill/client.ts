import { Agent, request } from 'node:http'

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  readonly body: any
  readonly replayed: boolean
}
export type Send = (method: string, path: string, options?: { key?: string; body?: object; idempotencyKey?: string }) => Promise<Reply>

/** Speaks to one server over so many connections that stay open. Rejects when no answer comes back. */
export function connect(origin: string, connections: number): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return (method, path, { key, body, idempotencyKey } = {}) =>
    new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body)
      const headers = {
        ...(key ? { Authorization: `Bearer ${key}` } : {}),
        ...(text ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) } : {}),
        ...(idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {}),
      }
      const call = request(`${origin}${path}`, { method, agent, headers }, (answer) => {
        let received = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk) => {
          received += chunk
        })
        answer.on('error', reject)
        answer.on('end', () => {
          if (!answer.complete) return reject(new Error('the answer broke off'))
          resolve({ status: answer.statusCode!, body: JSON.parse(received), replayed: answer.headers['idempotency-replayed'] === 'true' })
        })
      })
      call.on('error', reject)
      call.end(text)
    })
}
