import { z } from '@hono/zod-openapi'
import { isPrivateAddress } from './addresses.ts'

/**
 * Where events may be sent: https anywhere, http only where nobody else can listen. Whether the address behind a name may
 * be reached from this service is found out when something is sent there.
 */
export const webhookUrl = z
  .string()
  .max(2000)
  .refine((text) => URL.canParse(text), 'must be an address like https://example.com/webhooks')
  .refine((text) => !URL.canParse(text) || /^https?:$/.test(new URL(text).protocol), 'must begin with https://')
  .refine((text) => !URL.canParse(text) || !hasMore(new URL(text)), 'must have no user name, password or fragment')
  .refine(
    (text) => !URL.canParse(text) || new URL(text).protocol !== 'http:' || isNear(new URL(text).hostname),
    'must begin with https://; http is for this machine and private networks',
  )
  .openapi({ example: 'http://localhost:4000/webhooks' })

function hasMore({ username, password, hash }: URL): boolean {
  return username !== '' || password !== '' || hash !== ''
}

/** A name without a dot, such as one of a container, is never a public one. */
function isNear(hostname: string): boolean {
  if (/^[\d.]+$|^\[/.test(hostname)) return isPrivateAddress(hostname.replace(/^\[|\]$/g, ''))
  return !hostname.replace(/\.$/, '').includes('.') || /\.(localhost|local|internal)\.?$/.test(hostname)
}
