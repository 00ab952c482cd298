import type { Context as HonoContext } from 'hono'
import type { Refusal } from '../core/refusals.ts'
import { refuse } from '../core/use-case.ts'

export const maxBodyBytes = 1024 * 1024
/** A part of an import: one row can be larger than a body may be elsewhere, the answer to a batch. */
export const largestBody = 16 * maxBodyBytes
const maxDepth = 32

/** Bodies up to here are read in one go, and counted when they are there. */
const smallBody = 64 * 1024
const noRoom = refuse('unavailable', 'The bodies of too many requests are waiting.')

/** The request's body as text, and no more of it than is allowed; `enter` is asked whether there is room for so many bytes more. */
export async function readText(
  c: HonoContext,
  most = maxBodyBytes,
  enter: (bytes: number) => boolean = () => true,
): Promise<string | Refusal<'invalid_request' | 'payload_too_large' | 'unavailable'>> {
  const length = c.req.header('content-length')
  const tooLarge = refuse('payload_too_large', `The body is larger than ${most} bytes.`)
  if (length !== undefined && Number(length) > most) return tooLarge
  const small = length === undefined ? c.req.header('transfer-encoding') === undefined : Number(length) <= smallBody
  try {
    if (!small) return (await readLimited(c.req.raw.body, most, enter)) ?? tooLarge
    const text = await c.req.text()
    return enter(text.length) ? text : noRoom
  } catch {
    return refuse('invalid_request', 'The body broke off before its end.')
  }
}

/** The JSON in a body; `{}` in an empty one. Everything odd about the text is refused here, once. */
export function parseJson(text: string, type: string | undefined): { value: unknown } | Refusal<'invalid_request' | 'unsupported_media_type'> {
  if (text === '') return { value: {} }
  if (!type || !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type))
    return refuse('unsupported_media_type', `The content type is ${type ?? 'missing'}.`)
  if (text.includes('\ufffd')) return refuse('invalid_request', 'The body is not UTF-8, or has the replacement character U+FFFD in it.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (fault) {
    return refuse('invalid_request', `The body is not JSON: ${(fault as Error).message.toWellFormed()}.`)
  }
  const odd = inspect(value, 1) ?? checkNumbers(text)
  return odd ? refuse('invalid_request', odd) : { value }
}

/**
 * A number with more digits than a double holds would be rounded in silence, 0.99999999999999999 to an amount of 1. So
 * long ones are looked at as they were written.
 */
function checkNumbers(text: string): string | undefined {
  if (!/[:[,\s]-?\d[\d.]{16}/.test(text)) return undefined
  let odd: string | undefined
  JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    const source = context?.source
    if (typeof value === 'number' && source && Number.isInteger(value) && /^-?\d+\.\d*[1-9]/.test(source) && !/e/i.test(source))
      odd = `The number ${source} is not written as an integer, and has more digits than can be kept.`
    return value
  })
  return odd
}

/** A body that is large, or of unknown length, is read piece by piece, and no further than the limit. */
async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  enter: (bytes: number) => boolean,
): Promise<string | undefined | Refusal<'unavailable'>> {
  const pieces: Uint8Array[] = []
  let size = 0
  if (!body) return ''
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.length
    if (size > most) return undefined
    if (!enter(piece.length)) return noRoom
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
