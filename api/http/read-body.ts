import type { Context as HonoContext } from 'hono'
import type { Refusal } from '../core/refusals.ts'
import { refuse } from '../core/use-case.ts'

export const maxBodyBytes = 1024 * 1024
const maxDepth = 32

/** The request's JSON; `{}` for an empty body. Everything odd about the text is refused here, once. */
export async function readJson(
  c: HonoContext,
): Promise<{ value: unknown; text: string } | Refusal<'invalid_request' | 'payload_too_large' | 'unsupported_media_type'>> {
  const text = await readText(c).catch(() => refuse('invalid_request', 'The body broke off before its end.'))
  if (typeof text !== 'string') return text
  if (text === '') return { value: {}, text }
  const type = c.req.header('content-type')
  if (!type || !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type))
    return refuse('unsupported_media_type', `The content type is ${type ?? 'missing'}.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (fault) {
    return refuse('invalid_request', `The body is not JSON: ${(fault as Error).message.toWellFormed()}.`)
  }
  const odd = inspect(value, 1)
  return odd ? refuse('invalid_request', odd) : { value, text }
}

async function readText(c: HonoContext): Promise<string | Refusal<'payload_too_large'>> {
  const length = c.req.header('content-length')
  const tooLarge = refuse('payload_too_large', `The body is larger than ${maxBodyBytes} bytes.`)
  if (length !== undefined) return Number(length) > maxBodyBytes ? tooLarge : c.req.text()
  if (c.req.header('transfer-encoding') === undefined) return c.req.text()
  return (await readLimited(c.req.raw.body)) ?? tooLarge
}

/** A body of unknown length is read piece by piece, and no further than the limit. */
async function readLimited(body: ReadableStream<Uint8Array> | null): Promise<string | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  if (!body) return ''
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.length
    if (size > maxBodyBytes) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** What no schema should have to think of: nesting without end, text that no database can store, poisoned keys. */
function inspect(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return checkText(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > maxDepth) return `The body is nested more than ${maxDepth} levels deep.`
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return 'The body has a field named __proto__.'
    const odd = checkText(key) ?? inspect((value as Record<string, unknown>)[key], depth + 1)
    if (odd) return odd
  }
  return undefined
}

function checkText(text: string): string | undefined {
  if (text.includes('\0')) return 'The body has a text with the character U+0000.'
  return text.isWellFormed() ? undefined : 'The body has a text with a lone surrogate, which is not Unicode.'
}
