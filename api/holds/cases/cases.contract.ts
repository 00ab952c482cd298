import { describe, expect, test } from 'vitest'
import { createAsset } from '../../assets/create-asset.ts'
import { issueAsset } from '../../assets/issue-asset.ts'
import { redeemAsset } from '../../assets/redeem-asset.ts'
import { useCases } from '../../catalogue.ts'
import { balanceKey } from '../../core/change.ts'
import { isFault, parseInput } from '../../core/fault.ts'
import { issuance } from '../../core/journal.ts'
import type { Hold, HoldStatus, HoldStep } from '../../core/model.ts'
import { day, formatTime } from '../../core/time.ts'
import type { AnyCommand } from '../../core/use-case.ts'
import { t0 } from '../../test/deciding.ts'
import { createMarket, type Market } from '../../test/market.ts'
import { createTransfer } from '../../transfers/create-transfer.ts'
import { acceptHold } from '../accept-hold.ts'
import { adjustHold } from '../adjust-hold.ts'
import { assignHold } from '../assign-hold.ts'
import { cancelHold } from '../cancel-hold.ts'
import { captureHold } from '../capture-hold.ts'
import { createHold } from '../create-hold.ts'
import { declineHold } from '../decline-hold.ts'
import { extendHold } from '../extend-hold.ts'
import { releaseHold } from '../release-hold.ts'
import { sendSignal } from '../send-signal.ts'

/**
 * What the cases of other systems are told in, and what must hold after every step: the invariants I1 to I6 of holds.md
 * (I7, of repeated requests, is idempotency.test.ts). A, B, N and C of the sources are Hana, the shop, the arbiter and Ken.
 */

export const hour = 3_600_000

const people = ['hana', 'shop', 'ken', 'arbiter', 'courier', 'platform', 'lender'] as const
type Who = (typeof people)[number]
/** What each has available, and how much more is held if anything is. */
type Owns = Partial<Record<Who, number | readonly [available: number, held: number]>>

interface Opening {
  /** By asset; the first is the one that rows tell of. */
  readonly owns: Readonly<Record<string, Owns>>
  /** Of every hold, beside payer, payee, asset and amount. */
  readonly terms?: Of<object>
}
/** A value, or how it follows from what has happened so far. */
type Of<T> = T | ((world: World) => T)

export interface World extends Market {
  readonly opening: Opening
  readonly asset: string
  /** The holds of the case, in order. */
  readonly ids: string[]
  readonly now: () => number
  /** The time so long from now, as the API takes it. */
  readonly in: (milliseconds: number) => string
}

interface Call {
  readonly command: AnyCommand
  readonly as: Who | null
  readonly on: Of<string>
  readonly body: Of<object>
}
export type Step = Call | ((world: World) => void)
/** `told`: of each hold its status and, if it has one leg, how much was captured + given back. Who is not named owns what it did at first. */
type Case = [what: string, steps: Step[], told: string, owns?: Owns]

export function cases(source: string, opening: Opening, rows: Case[]): void {
  describe(source, () => {
    test.each<Case>(rows)('%s', (_what, steps, told, then = {}) => {
      const world = open(opening)
      for (const step of steps) take(world, step)
      expect(world.ids.map((id) => tell(world.of(id))).join(', ')).toBe(told)
      has(then)(world)
      checkEnd(world)
    })
  })
}

function open(opening: Opening): World {
  const market = createMarket()
  let now = t0
  function pass(milliseconds: number): void {
    now += milliseconds
    market.pass(milliseconds)
  }
  for (const [code, wallets] of Object.entries(opening.owns)) {
    market.must(createAsset, '', { code, scale: 0 })
    for (const [who, amount] of Object.entries(wallets)) market.must(issueAsset, code, { to: market[who as Who], amount })
  }
  const asset = Object.keys(opening.owns)[0]!
  return { ...market, pass, opening, asset, ids: [], now: () => now, in: (milliseconds) => formatTime(now + milliseconds) }
}

function take(world: World, step: Step): void {
  const supply = () => world.state.find('asset', world.asset)!.supply
  const before = supply()
  if (typeof step === 'function') step(world)
  else {
    const { id } = world.must(step.command, given(step.on, world), given(step.body, world), step.as && world[step.as])
    if (step.command === createHold) world.ids.push(id)
    if (step.command !== redeemAsset) expect(supply(), 'I2: nothing is made').toBe(before)
  }
  checkInvariants(world)
}

function given<T>(value: Of<T>, world: World): T {
  return typeof value === 'function' ? (value as (world: World) => T)(world) : value
}

/** `captured 1+2`: 1 was captured, 2 were given back. */
function tell({ status, legs }: Hold): string {
  return legs.length === 1 ? `${status} ${legs[0]!.captured}+${legs[0]!.released}` : status
}

// Steps

/** Hana holds so much for the shop, unless the terms say otherwise. */
export function hold(amount: number, more: Of<object> = {}, as: Who | null = 'hana'): Call {
  return propose((world) => ({ from: world.hana, to: world.shop, asset: world.asset, amount, ...termsOf(world, more) }), as)
}
/** With everything said in the terms: legs, or a template. */
export function propose(body: Of<object>, as: Who | null = 'hana'): Call {
  return { command: createHold, as, on: '', body }
}
const termsOf = (world: World, more: Of<object>) => ({ ...given(world.opening.terms ?? {}, world), ...given(more, world) })

/** What a party does with the hold at this place. */
const act =
  (command: AnyCommand) =>
  (as: Who | null, body: Of<object> = {}, place = 0): Call => ({ command, as, body, on: ({ ids }) => ids[place] ?? `hld_${'7'.repeat(26)}` })
export const accept = act(acceptHold)
export const decline = act(declineHold)
export const capture = act(captureHold)
export const release = act(releaseHold)
export const cancel = act(cancelHold)
export const adjust = act(adjustHold)
export const extend = act(extendHold)
export const send = act(sendSignal)
export const assign = act(assignHold)
/** What the sandbox's own key does. */
export const ask = (command: AnyCommand, on: Of<string>, body: Of<object> = {}): Call => ({ command, as: null, on, body })
export const transfer = (from: Who, to: Who, amount: number): Call =>
  ask(createTransfer, '', (world) => ({ from: world[from], to: world[to], asset: world.asset, amount }))

export const later = (milliseconds: number) => (world: World) => world.pass(milliseconds)
export const until = (time: string) => (world: World) => world.pass(Date.parse(time) - world.now())

export function refused(verdict: string, { command, as, on, body }: Call): Step {
  return (world) => {
    const request = given(body, world)
    const parsed = parseInput(command.body!, request)
    const answer = isFault(parsed) ? `invalid_request ${parsed.field}` : world.verdict(command, given(on, world), request, as && world[as])
    expect(answer).toBe(verdict)
  }
}

/** So it stands now. Who is not named has what it had at first. */
export const has =
  (owns: Owns, asset?: string) =>
  ({ asset: first, opening, balance, ...world }: World): void => {
    const then = { ...opening.owns[asset ?? first], ...owns }
    const found = people.map((who) => [who, balance(world[who], asset ?? first)] as const)
    expect(found.map(([who, [posted, held]]) => [who, posted - held, held])).toEqual(
      people.map((who) => [who, ...[then[who] ?? 0, 0].flat().slice(0, 2)]),
    )
  }

/** The newest step in the history of the first hold. */
export const newest =
  (step: Partial<HoldStep>) =>
  ({ of, ids }: World): void =>
    expect(of(ids[0]!).history.at(-1)).toMatchObject(step)

// Invariants

function checkInvariants({ state, ids, of }: World): void {
  const legs = ids.flatMap((id) => of(id).legs)
  const balances = [...state.written.balance.values()].filter(({ wallet }) => wallet !== issuance)
  for (const { wallet, asset, posted, held, incoming } of balances) {
    expect(Math.min(posted - held, held, incoming), `I1: all that ${wallet} has is available or held`).toBeGreaterThanOrEqual(0)
    const locked = legs.filter((leg) => leg.from === wallet && leg.asset === asset && leg.fundedAt !== null)
    expect(held, `I3: ${wallet} has held what open holds lock`).toBe(sum(locked, 'remaining'))
  }
  for (const { code, supply } of state.written.asset.values()) {
    const rows = balances.filter(({ asset }) => asset === code)
    expect([sum(rows, 'posted'), sum(rows, 'incoming')], 'I2, I3: what there is, is owned; what is held, is promised').toEqual([
      supply,
      sum(rows, 'held'),
    ])
  }
  for (const { amount, captured, released, remaining } of legs) expect(captured + released + remaining, 'I4: nothing of a leg is lost').toBe(amount)
  for (const { legs, history } of ids.map(of)) {
    const [locked, payments, returned] = (['locked', 'payments', 'returned'] as const).map((what) =>
      sum(
        history.flatMap((step): readonly { amount: number }[] => step[what]),
        'amount',
      ),
    ) as [number, number, number]
    const funded = legs.filter(({ fundedAt }) => fundedAt !== null)
    expect([payments, locked - payments - returned], 'I4: the history tells of all').toEqual([sum(legs, 'captured'), sum(funded, 'remaining')])
  }
  const after = new Map(state.records.flatMap(({ entries }) => entries.map((entry) => [balanceKey(entry.wallet, entry.asset), entry.after])))
  for (const row of balances) expect(row, 'the journal gives the same').toMatchObject(after.get(balanceKey(row.wallet, row.asset))!)
}

function sum<K extends string>(rows: readonly Readonly<Record<K, number>>[], field: K): number {
  return rows.reduce((total, row) => total + row[field], 0)
}

/** Lets time end what is still open, and then a year pass. */
function checkEnd(world: World): void {
  const { ids, of, pass, now, verdict } = world
  for (let next = firstDue(world); next; next = firstDue(world)) {
    const { id, status, dueAt, expiresAt } = next
    const expires = status === 'held' && dueAt === expiresAt
    pass(dueAt! - now() - 1)
    if (expires) expect([of(id), verdict(captureHold, id, {}) === 'hold_expired'], 'I6: nothing is free yet').toEqual([next, false])
    pass(1)
    if (expires) expect([of(id).status, verdict(captureHold, id, {})], 'I6: all is free').toEqual(['expired', 'hold_expired'])
    checkInvariants(world)
  }
  const ended = ids.map(of)
  pass(365 * day)
  expect(ids.map(of), 'I5: what has ended stays as it is').toEqual(ended)
  for (const { id, status } of ended)
    for (const { command, body } of actions) expect(verdict(command, id, body), `I5: ${command.operationId}`).toBe(refusalOf[status])
}

function firstDue({ ids, of }: World): Hold | undefined {
  const open = ids.map(of).filter(({ dueAt }) => dueAt !== null)
  return open.sort((a, b) => a.dueAt! - b.dueAt!)[0]
}

/** All that can be asked of a hold. */
const actions = useCases.flatMap((one) =>
  one.method === 'post' && one.path.startsWith('/v1/holds/{id}/') ? [{ command: one, body: one.example.body as object }] : [],
)
const refusalOf: Partial<Record<HoldStatus, string>> = {
  captured: 'already_captured',
  released: 'already_released',
  cancelled: 'already_released',
  expired: 'hold_expired',
  declined: 'hold_not_open',
}
