import { lookup as resolve } from 'node:dns/promises'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type Near, reachOf, refusalOf } from './addresses.ts'
import { SendFault, type WebhookDoor, type WebhookRequest } from './deliverer.ts'

export interface SendSettings {
  readonly near: Near
  /** In milliseconds. */
  readonly timeout: number
}

interface Address {
  readonly address: string
  readonly family: number
}

/**
 * Sends webhooks from Node. A name is resolved and checked by the connection itself, so what is connected to is what was
 * checked, whatever the name stands for a moment later.
 */
export function createSend({ near, timeout }: SendSettings): WebhookDoor {
  /** Addresses of a host that may be connected to. Where one may not be, none is: nobody can count on which is taken. */
  async function addressesOf(host: string, isPlain: boolean): Promise<Address[]> {
    const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host, { all: true })
    for (const { address } of found) {
      const refused = refusalOf(host, address, near)
      if (refused) throw new SendFault(refused)
      if (isPlain && reachOf(address) === 'public') throw new SendFault(`${host} is on the public internet: use https.`)
    }
    return found
  }

  async function send({ url, headers, body }: WebhookRequest): Promise<{ status: number }> {
    const target = new URL(url)
    const host = target.hostname.replace(/^\[|\]$/g, '')
    const isPlain = target.protocol === 'http:'
    const lookup: LookupFunction = (_host, options, callback) => {
      addressesOf(host, isPlain).then(
        (found) => (options.all ? callback(null, found) : callback(null, found[0]!.address, found[0]!.family)),
        (fault) => callback(fault, ''),
      )
    }
    // An address needs no lookup, so it would not be checked there.
    if (isIP(host)) await addressesOf(host, isPlain)
    const signal = AbortSignal.timeout(timeout)
    const options = { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, lookup, signal, agent: false as const }
    return new Promise((done, fail) => {
      const request = (isPlain ? requestPlain : requestSecure)(target, options, (response) => {
        done({ status: response.statusCode! })
        // The status says it all; what else comes is not waited for.
        response.on('error', () => {}).destroy()
      })
      request.on('error', fail)
      request.end(body)
    })
  }

  return {
    timeout,
    send: (request) =>
      send(request).catch((fault: unknown) => {
        throw fault instanceof SendFault ? fault : new SendFault(inWords(fault as NodeJS.ErrnoException, timeout))
      }),
  }
}

/** What went wrong, for whoever registered the endpoint. */
function inWords({ name, code = '' }: NodeJS.ErrnoException, timeout: number): string {
  if (name === 'AbortError' || name === 'TimeoutError') return `There was no answer within ${timeout / 1000} seconds.`
  const words: Record<string, string> = {
    ECONNREFUSED: 'Nothing listens there.',
    ENOTFOUND: 'There is no host of that name.',
    EAI_AGAIN: 'The name of the host could not be resolved.',
    ECONNRESET: 'The connection was closed without an answer.',
  }
  if (words[code]) return words[code]
  return /CERT|SELF_SIGNED|TLS|SSL|ALTNAME/.test(code) ? `The certificate of the host is not valid (${code}).` : `It could not be reached (${code}).`
}
