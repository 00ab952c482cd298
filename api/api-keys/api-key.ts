import { z } from '@hono/zod-openapi'
import type { ApiKey } from '../core/model.ts'
import { apiKeyId, time, walletId } from '../core/schemas.ts'
import { formatTime } from '../core/time.ts'

export const scope = z.enum(['read', 'write', 'admin'])

const shape = {
  id: apiKeyId,
  name: z.union([z.string(), z.null()]),
  scopes: z.array(scope),
  wallet: z.union([walletId, z.null()]).openapi({ description: 'The one wallet this key acts as; null for the whole sandbox' }),
  createdAt: time,
  revokedAt: z.union([time, z.null()]),
}
export const apiKeySchema = z.object(shape).openapi('ApiKey')
export const newApiKeySchema = z
  .object({ ...shape, apiKey: z.string().openapi({ description: 'The key itself, shown only here', example: 'ksk_…' }) })
  .openapi('NewApiKey')

export function presentApiKey({ hash: _hash, ...key }: ApiKey): z.output<typeof apiKeySchema> {
  return {
    ...key,
    scopes: [...key.scopes],
    createdAt: formatTime(key.createdAt),
    revokedAt: key.revokedAt === null ? null : formatTime(key.revokedAt),
  }
}

/** The key that comes with a new sandbox: it may do everything there. */
export function firstApiKey(id: string, hash: string, now: number): ApiKey {
  return { id, name: 'first key', scopes: ['read', 'write', 'admin'], wallet: null, hash, createdAt: now, revokedAt: null }
}
