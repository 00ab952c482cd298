import type { z } from '@hono/zod-openapi'
import type { Text } from '../../core/use-case.ts'
import type { createHoldBody } from '../terms/create-body.ts'

/** The body of `POST /v1/holds` as a client would write it. */
type HoldInput = z.input<typeof createHoldBody>

/** Turns a short list of parameters into the terms of a hold: everything the service knows of a use case stands in its file. */
export interface Template<P> {
  readonly name: string
  /** Goes up when what `terms` gives changes: holds tell which version made them. */
  readonly version: number
  readonly title: Text
  readonly summary: Text
  readonly parameters: z.ZodType<P>
  /** Parameters that work in the demo fixture. */
  readonly example: Readonly<Record<string, unknown>>
  terms(parameters: P): HoldInput
}

export type AnyTemplate = Template<unknown>

export function template<P>(spec: Template<P>): AnyTemplate {
  return spec as unknown as AnyTemplate
}
