import { z } from '@hono/zod-openapi'
import { type Refusal, type RefusalCode, refusals } from './refusals.ts'

export type Language = 'en' | 'ja'

/** An RFC 9457 problem: what every refusal looks like to a client. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    code: z.enum(Object.keys(refusals) as [RefusalCode]),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'The facts of this case' }),
    advice: z.string().openapi({ description: 'What to do' }),
    field: z.string().optional().openapi({ description: 'The request field at fault, as a dotted path' }),
    retryable: z.boolean().openapi({ description: 'Could the same request succeed later?' }),
    requestId: z.string(),
    docs: z.string(),
  })
  .openapi('Problem')
export type Problem = z.output<typeof problemSchema>

export function toProblem(refusal: Refusal, request: { readonly requestId: string; readonly language: Language }): Problem {
  const { status, title, advice, retryable } = refusals[refusal.code]
  const docs = `/docs/refusals#${refusal.code}`
  return {
    type: docs,
    code: refusal.code,
    title: title[request.language],
    status,
    detail: refusal.detail,
    advice: advice[request.language],
    ...(refusal.field === undefined ? {} : { field: refusal.field }),
    retryable,
    requestId: request.requestId,
    docs,
    ...refusal.extra,
  }
}
