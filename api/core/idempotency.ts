import { canonical } from './canonical.ts'
import type { StoredAnswer } from './model.ts'
import type { Refusal, RefusalCode } from './refusals.ts'
import type { State } from './state.ts'
import { answerLifetime } from './store.ts'
import { type AnyCommand, type Input, refuse, type TimelessContext } from './use-case.ts'

/** An idempotency key and what was asked under it, both hashed. */
export interface Idempotency {
  readonly key: string
  readonly fingerprint: string
}

/** Keys belong to the API key that sends them, in its sandbox: nobody can be given another's answer, or be made to wait for it. */
export function idempotencyOf(key: string, command: AnyCommand, { id, body }: Input<unknown>, context: TimelessContext): Idempotency {
  const { caller, fingerprint } = context
  return {
    key: fingerprint('key', context.sandbox, caller.key ?? '', key),
    fingerprint: fingerprint('request', command.operationId, id, caller.wallet ?? '', body === undefined ? '' : canonical(body as object)),
  }
}

/** The first answer under this key, a conflict, or nothing if it is new or its time is over. */
export function recall(state: State, idempotency: Idempotency, real: number): StoredAnswer | Refusal<'idempotency_key_reused'> | undefined {
  const stored = state.find('answer', idempotency.key)
  if (!stored || stored.storedAt + answerLifetime <= real) return undefined
  if (stored.fingerprint === idempotency.fingerprint) return stored
  return refuse(
    'idempotency_key_reused',
    'This Idempotency-Key was used before, for another operation, another body, or in the name of another wallet.',
  )
}

const orders: readonly RefusalCode[] = ['signature_required', 'signature_invalid', 'signature_replayed']

/** What was never a valid order of anybody is not remembered: with another signature, the same request is another. */
export function isRemembered({ code, field }: Refusal): boolean {
  return code !== 'invalid_request' && !orders.includes(code) && field !== signerField
}

/** What a refusal of a signature by another wallet than the request acts as points at. */
export const signerField = 'signature.wallet'
