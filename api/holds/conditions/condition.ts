import type { z } from '@hono/zod-openapi'
import type { Condition, Evidence, Hold, HoldStatus, Oracle } from '../../core/model.ts'
import type { Text } from '../../core/use-case.ts'

/** What a condition is judged by. Pure data: the same facts, the same answer. */
export interface Facts {
  readonly now: number
  readonly hold: Hold
  /** The wallets behind `payer`, `payee` or a party of the terms. */
  walletsOf(role: string): readonly string[]
  statusOf(hold: string): HoldStatus | undefined
  /** Is an inner condition true? */
  met(condition: Condition): boolean
}

/** What a condition names beside itself. It must exist when the hold is made. */
export interface Names {
  readonly roles?: readonly string[]
  readonly holds?: readonly string[]
  readonly oracles?: readonly string[]
}

/** Who hands evidence in, as far as a condition may know. */
interface Giver {
  readonly now: number
  readonly hold: Hold
  /** The wallet the caller acts as among those of the roles; undefined if it may act as none of them. */
  among(roles: readonly string[]): string | undefined
  oracle(id: string): Oracle | undefined
}

/**
 * `unasked`: not what this condition waits for. `forbidden`: asked for, but from others. `fault`: what is wrong with it. A
 * piece is judged by every condition of its kind; it is taken if one of them takes it, whatever the others say.
 */
type Judgement = Pick<Evidence, 'kind' | 'name' | 'by' | 'data'> | 'unasked' | 'forbidden' | { readonly fault: string }

/** What can be handed in for one type of condition: `POST /v1/holds/{id}/signals { [field]: … }`. */
interface EvidenceType<C, E> {
  /** The field of the body that tells this kind of evidence from others. */
  readonly field: string
  /** The whole body. */
  readonly schema: z.ZodType<E>
  judge(piece: E, condition: C, giver: Giver): Judgement
  /** By what kind and name other terms refer to it, as `since: "signal:delivered"` does. */
  awaits?(condition: C): Pick<Evidence, 'kind' | 'name'>
  /** Set where it may come again and again, so that a rule can repeat on it. */
  readonly repeats?: true
  /** Where only several pieces together make the condition true: is there one of them? */
  begun?(condition: C, facts: Facts): boolean
}

/** One type of condition: everything the service knows of it stands in its file. */
export interface ConditionType<C, E = never> {
  /** The one field of the condition, such as `after`. */
  readonly name: string
  /** The value of that field, as plain JSON in the form in which the API shows it. */
  readonly schema: z.ZodType<C>
  met(condition: C, facts: Facts): boolean
  /** A clause that follows "if": "it is 2026-12-24 19:00 UTC or later"; in Japanese one that goes before 場合. `inner` describes an inner condition. */
  describe(condition: C, inner: (condition: Condition) => Text): Text
  /** Instants at which time alone may make it true. */
  instants?(condition: C, facts: Facts): readonly number[]
  inner?(condition: C): readonly Condition[]
  names?(condition: C): Names
  /** What no schema sees, such as `count: 3` of two wallets, or an expression that is none. A clause that begins with the field. */
  fault?(condition: C, walletsOf?: Facts['walletsOf']): string | undefined
  readonly evidence?: EvidenceType<C, E>
}

export function conditionType<C, E = never>(spec: ConditionType<C, E>): ConditionType<unknown, unknown> {
  return spec as unknown as ConditionType<unknown, unknown>
}
