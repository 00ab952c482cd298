import type { z } from '@hono/zod-openapi'
import type { Condition, Evidence, Hold, HoldStatus, Oracle } from '../core/model.ts'
import { conditionSchema, conditionTypes, describeCondition, isMet } from '../holds/conditions/index.ts'

/** What tests of conditions share: a hold with two payers, a payee, a controller who is a courier too, and its evidence. */

const wallet = (word: string) => `wal_${word.padStart(26, '0')}`
export const [hana, ken, shop, notary, stranger] = [wallet('hana'), wallet('ken'), wallet('shxp'), wallet('ntry'), wallet('xxx')] as const
const roles: Readonly<Record<string, readonly string[]>> = { payer: [hana, ken], payee: [shop], controller: [notary], courier: [notary] }

export const holdId = `hld_${'seat'.padStart(26, '0')}`
export const otherHold = `hld_${'xther'.padStart(26, '0')}`
const start = Date.parse('2026-12-01T00:00:00.000Z')

export type Piece = Pick<Evidence, 'kind' | 'name' | 'by'> & { readonly data?: unknown; readonly firstAt?: number | null }

export function signalled(name: string, by: string, data: object = {}): Piece {
  return { kind: 'signal', name, by, data }
}

export function approved(by: string, name = ''): Piece {
  return { kind: 'approval', name, by }
}

function holdOf(pieces: readonly Piece[], heldAt: number | null = start): Hold {
  const evidence = pieces.map((piece) => ({ at: start, fits: true, firstAt: start, data: null, ...piece }))
  const terms = { parties: {}, outcomes: {}, rules: [], disputes: null, limits: null, fallback: 'releaseAll', template: null } as const
  const empty = { legs: [], acceptances: [], history: [], records: [], watches: [], watchers: [], dispute: null, dueAt: null, memo: null }
  return { ...empty, id: holdId, status: 'held', terms, expiresAt: start + 1e9, heldAt, evidence, createdAt: start }
}

const walletsOf = (role: string) => roles[role] ?? []

interface World {
  readonly now?: string
  readonly heldAt?: number | null
  readonly statuses?: Readonly<Record<string, HoldStatus>>
}

/** Is the condition, written as a client would, true of this evidence? */
export function isTrue(condition: Condition, pieces: readonly Piece[], { now, heldAt, statuses = {} }: World = {}): boolean {
  const hold = holdOf(pieces, heldAt)
  return isMet(conditionSchema.parse(condition), {
    now: now === undefined ? start : Date.parse(now),
    hold,
    walletsOf,
    statusOf: (id) => statuses[id],
  })
}

/** In English and Japanese, each in a sentence. */
export function sentences(condition: Condition): [en: string, ja: string] {
  const { en, ja } = describeCondition(conditionSchema.parse(condition))
  return [`If ${en}, …`, `${ja}場合、…`]
}

/** The first fault of a condition: the dotted path and the message; undefined if it has none. */
export function schemaFault(condition: unknown): string | undefined {
  const issue: z.core.$ZodIssue | undefined = conditionSchema.safeParse(condition).error?.issues[0]
  return issue && `${issue.path.join('.')}: ${issue.message}`
}

/** What the terms find wrong with a condition that the schema takes. */
export function termsFault(condition: Condition): string | undefined {
  const [name, value] = Object.entries(conditionSchema.parse(condition))[0]!
  return conditionTypes.get(name)!.fault?.(value, walletsOf)
}

/** The first fault of a body handed in, for the type of condition. */
export function bodyFault(type: string, body: object): string | undefined {
  const issue = conditionTypes.get(type)!.evidence!.schema.safeParse(body).error?.issues[0]
  return issue && `${issue.path.join('.')}: ${issue.message}`
}

/** How a condition judges what a wallet hands in; null for a key of the whole sandbox. */
export function judge(condition: Condition, body: object, as: string | null, pieces: readonly Piece[] = [], oracles: readonly Oracle[] = []) {
  const [name, value] = Object.entries(conditionSchema.parse(condition))[0]!
  const { evidence } = conditionTypes.get(name)!
  const among = (asked: readonly string[]) => asked.flatMap(walletsOf).find((one) => as === null || one === as)
  const oracle = (id: string) => oracles.find((one) => one.id === id)
  return evidence!.judge(evidence!.schema.parse(body), value, { now: start, hold: holdOf(pieces), among, oracle })
}
