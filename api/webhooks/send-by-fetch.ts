import { type Near, refusalOf } from './addresses.ts'
import { SendFault, type WebhookDoor } from './deliverer.ts'

/**
 * Sends webhooks by `fetch`, where the runtime resolves names itself and its network reaches nothing but the public internet,
 * as Cloudflare's does. Addresses that stand in the URL are looked at all the same.
 */
export function createFetchSend({ near, timeout }: { readonly near: Near; readonly timeout: number }): WebhookDoor {
  return {
    timeout,
    async send({ url, headers, body }) {
      const { hostname, protocol } = new URL(url)
      const host = hostname.replace(/^\[|\]$/g, '')
      const refused = /^[\d.]+$|:/.test(host) || isLocalName(host) ? refusalOf(host, isLocalName(host) ? '127.0.0.1' : host, near) : undefined
      if (refused) throw new SendFault(refused)
      if (protocol === 'http:' && near === 'nothing') throw new SendFault(`${host} is on the public internet: use https.`)
      try {
        const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeout) })
        await response.body?.cancel()
        return { status: response.status }
      } catch (fault) {
        const isLate = (fault as Error).name === 'TimeoutError'
        throw new SendFault(isLate ? `There was no answer within ${timeout / 1000} seconds.` : 'It could not be reached.', { cause: fault })
      }
    },
  }
}

function isLocalName(host: string): boolean {
  return /(^|\.)localhost\.?$/.test(host)
}
