import { z } from '@hono/zod-openapi'
import { maxAmount } from './amounts.ts'
import { endOfTime, startOfTime } from './time.ts'

/** Schemas that every noun uses. Field descriptions end up in the OpenAPI document. */

/** TypeID: a prefix and 26 characters of Crockford base32, the first at most 7. */
function idSchema(prefix: string, example: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `must be an ID like ${example}`)
    .openapi({ example })
}
export const walletId = idSchema('wal', 'wal_0000000000000000000000hana')
export const transferId = idSchema('trf', 'trf_00000000000000000000000pay')
export const holdId = idSchema('hld', 'hld_0000000000000000000000seat')
export const oracleId = idSchema('orc', 'orc_00000000000000000000000reg')
export const webhookEndpointId = idSchema('whk', 'whk_0000000000000000000000cafe')
export const webhookDeliveryId = idSchema('dlv', 'dlv_0000000000000000000000p1ng')
export const sandboxId = idSchema('sbx', 'sbx_01kaz3s6m2f4tr2hz8qg5w9xyc')
export const apiKeyId = idSchema('key', 'key_00000000000000000000000app')
export const eventId = idSchema('evt', 'evt_01kaz3s6m27n8000000000001a')
export const requestId = idSchema('req', 'req_01kaz3s6m2f4tr2hz8qg5w9xyc')

export const assetCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9._-]{1,15}$/, 'must be 2 to 16 characters: a capital letter, then A-Z 0-9 . _ -')
  .openapi({ example: 'JPY' })
export const amount = z.int().min(1).max(maxAmount).openapi({ description: 'Integer in minor units of the asset', example: 8000 })
export const anyAmount = z.int().min(0).max(maxAmount).openapi({ example: 0 })
export const memo = z.string().max(500).openapi({ example: 'Table for four' })

/** What the API answers: RFC 3339 in UTC, to the millisecond. */
export const time = z.iso.datetime({ precision: 3 }).openapi({ example: '2026-11-21T09:00:00.000Z' })
/** What the API accepts: RFC 3339 with any offset, at most milliseconds. Gives milliseconds since 1970. */
export const timeInput = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 time like 2026-12-24T19:00:00Z' })
  .refine((text) => !/\.\d{4,}/.test(text), 'must not be finer than a millisecond')
  .refine((text) => Date.parse(text) >= startOfTime && Date.parse(text) <= endOfTime, 'must be within the years 0000 to 9999 in UTC')
  .transform((text) => Date.parse(text))

export const walletKind = z.enum(['person', 'business', 'system'])
export const noBody = z.strictObject({})

export const pageShape = {
  limit: z.coerce.number().int().min(1).max(100).default(20).openapi({ description: 'Items per page', example: 20 }),
  after: z.string().max(100).optional().openapi({ description: 'The `nextCursor` of the page before' }),
}
export const pageQuery = z.strictObject(pageShape)

/** The same for a list whose cursor is the last item's ID: that of another list would silently show the wrong page. */
export function pageShapeAfter(id: typeof walletId) {
  return { ...pageShape, after: id.optional().openapi({ description: 'The `nextCursor` of the page before' }) }
}

/** The shape of every list: a page, and the cursor of the next one or null. */
export function listSchema<T extends z.ZodType>(name: string, item: T) {
  return z.object({ data: z.array(item), nextCursor: z.union([z.string(), z.null()]) }).openapi(name)
}

/** Cuts the page out of one item more than was asked for. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursor: (row: Row) => string,
  present: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { data: page.map(present), nextCursor: rows.length > limit && last !== undefined ? cursor(last) : null }
}

/** One more than the page, so that `toPage` knows whether another follows. */
export function lookAhead(query: { limit: number; after?: string | undefined }) {
  return { limit: query.limit + 1, after: query.after ?? null }
}
