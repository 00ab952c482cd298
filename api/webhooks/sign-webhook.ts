import { createHmac } from 'node:crypto'

/** How long the secret before the present one signs too. */
const overlap = 24 * 3600 * 1000

interface Message {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly body: string
}

/** The headers of Standard Webhooks, with one signature for each secret. */
export function signWebhook({ id, at, body }: Message, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

/** Which secrets of an endpoint sign at this moment, the newest first. */
export function signingGenerations({ generation, rotatedAt }: { generation: number; rotatedAt: number | null }, at: number): number[] {
  return rotatedAt !== null && at < rotatedAt + overlap ? [generation, generation - 1] : [generation]
}
