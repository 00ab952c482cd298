import type { AmountIntent, Intent } from './intents.ts'
import type { BatchOperation, Kind, Name, Operation, Request } from './requests.ts'
import { available, nowOf, owned, remaining, room, type World } from './world.ts'

export type Step = { readonly request: Request } | { readonly pass: number }

/** What a wish is made concrete with. */
export interface Scene {
  readonly world: World
  readonly real: number
  /** Requests sent so far, for repeating them. */
  readonly sent: readonly Request[]
  nextKey(): string
}

const largest = 2 ** 53 - 1
const codes = ['AAA', 'AAA', 'AAA', 'AAA', 'BBB', 'BBB', 'CCC', 'CCC', 'MAX', 'ZZZ']
const [minute, hour, days] = [60_000, 3_600_000, 8 * 24 * 3_600_000]
const spans = [minute, 1_000, hour, 5, 0, 1, minute, 90 * minute, days, 7 * minute]
const kinds: readonly Kind[] = ['person', 'business', 'system']

/** The n-th newest label, or one that stands for nothing. Of those that `suits`, if there are any and the place is not too high. */
function choose<T>(map: ReadonlyMap<string, T>, prefix: string, place: number, suits: (value: T, label: string) => boolean): string {
  const fitting = [...map].filter(([label, value]) => place > 7 || suits(value, label)).map(([label]) => label)
  const labels = fitting.length > 0 ? fitting : [...map.keys()]
  return place === 9 || labels.length === 0 ? `${prefix}99` : labels.at(-1 - (place % labels.length))!
}

export function resolve(wish: Intent, scene: Scene): Step {
  const { world, real, sent } = scene
  if (wish.op === 'host') return { pass: hostSpan(wish, world, real) }
  if (wish.op === 'repeat' && sent.length > 0) return { request: sent.at(-1 - (wish.pick % sent.length))! }
  const request = fresh(wish, scene)
  if (wish.op !== 'reuseKey') return { request }
  const keyed = sent.filter(({ key }) => key !== null)
  return { request: { ...request, key: keyed.at(-1 - (wish.pick % Math.max(1, keyed.length)))?.key ?? null } }
}

function fresh(wish: Intent, scene: Scene): Request {
  const key = wish.keyed ? scene.nextKey() : null
  const operation = wish.op === 'batch' ? batchOf(wish, scene) : operationOf(wish, scene)
  return { ...operation, as: actingAs(wish, operation, scene.world), key }
}

function batchOf({ flag, inner }: Intent, scene: Scene): BatchOperation {
  const operations = inner.map((one) => {
    const known = scene.sent.filter(({ key, op }) => key !== null && op !== 'createBatch' && !op.endsWith('Clock'))
    const again = one.beside === 1 ? known.at(-1 - (one.time % Math.max(1, known.length))) : undefined
    if (again) return { op: again.op, id: again.id, body: again.body, idempotencyKey: again.key! } as Operation
    return { ...operationOf(one, scene), ...(one.keyed ? { idempotencyKey: scene.nextKey() } : {}) }
  })
  /** The same operation twice under one key is one payment. */
  const twice = flag || operations.length > 2 ? operations : [...operations, operations[0]!]
  return { op: 'createBatch', id: '', body: { atomic: flag, operations: twice } }
}

function operationOf(wish: Intent, scene: Scene): Operation {
  const { world, real } = scene
  const op = nameOf(wish, world)
  const asset = codes[wish.asset]!
  const wallet = choose(world.wallets, 'w', wish.pick, ({ status }, label) =>
    op === 'unfreezeWallet' ? status === 'frozen' : status === 'active' && (available(world, label, asset) > 0 || op === 'issueAsset'),
  )
  const other = choose(world.wallets, 'w', wish.other, ({ status }, label) => status === 'active' && label !== wallet)
  const hold = choose(world.holds, 'h', wish.pick, ({ status }) => status === wanted(op))
  const transfer = choose(world.transfers, 't', wish.pick, ({ refundOf }) => refundOf === null)
  const amount = (...edges: number[]) => amountOf(wish.amount, edges)
  const certain = (...edges: number[]) => amount(...edges) ?? 10
  const optional = (value: number | undefined) => (value === undefined ? {} : { amount: value })
  const held = world.holds.get(hold)
  const rest = held ? remaining(held) : 1
  const of = (name: Name, id: string, body: object) => ({ op: name, id, body }) as Operation
  switch (op) {
    case 'createWallet':
      return of(op, '', { name: 'someone', kind: kinds[wish.pick % 3] })
    case 'freezeWallet':
    case 'unfreezeWallet':
    case 'closeWallet':
      return of(op, wallet, {})
    case 'createAsset':
      return of(op, '', { code: asset, scale: 0, maxHolding: certain(60), maxSupply: 150 })
    case 'issueAsset': {
      const kept = world.assets.get(asset)
      return of(op, asset, { to: wallet, amount: certain(room(world, wallet, asset), kept ? kept.maxSupply - kept.supply : 1) })
    }
    case 'redeemAsset':
      return of(op, asset, { from: wallet, amount: certain(available(world, wallet, asset), owned(world, wallet, asset)) })
    case 'createTransfer':
      return of(op, '', { from: wallet, to: other, asset, amount: certain(available(world, wallet, asset), room(world, other, asset), 50) })
    case 'refundTransfer': {
      const paid = world.transfers.get(transfer)
      const left = paid ? paid.refunds.reduce((sum, label) => sum - (world.transfers.get(label)?.amount ?? 0), paid.amount) : 1
      return of(op, transfer, optional(amount(left, paid ? available(world, paid.to, paid.asset) : 1)))
    }
    case 'createHold': {
      const body = {
        from: wallet,
        to: other,
        asset,
        amount: certain(available(world, wallet, asset), room(world, other, asset), 50),
        ...timesOf(wish, nowOf(world, real)),
      }
      return of(op, '', { ...body, acceptances: wish.parties })
    }
    case 'captureHold':
      return of(op, hold, { ...optional(amount(rest)), final: wish.flag })
    case 'releaseHold':
      return of(op, hold, optional(amount(rest)))
    case 'adjustHold': {
      const [spent, total] = held ? [held.captured + held.released, held.amount] : [1, 1]
      const more = held ? total + Math.min(available(world, held.from, held.asset), room(world, held.to, held.asset)) : 1
      return of(op, hold, { amount: certain(total, more, spent, total) })
    }
    case 'extendHold':
      return of(op, hold, { expiresAt: instant((wish.flag && held ? held.expiresAt : nowOf(world, real)) + spanOf(wish) + wish.beside) })
    case 'advanceClock':
      return of(op, '', wish.flag ? { to: instant(interesting(wish, world, real) + wish.beside) } : { by: `PT${(spanOf(wish) / 1000).toFixed(3)}S` })
    case 'freezeClock':
    case 'resumeClock':
      return of(op, '', {})
    default:
      return of(op, hold, {})
  }
}

function wanted(op: Name): 'proposed' | 'held' {
  return op === 'acceptHold' || op === 'declineHold' ? 'proposed' : 'held'
}

/** What is wished for; mostly, where there is nothing yet to do it to, that is made instead. */
function nameOf({ op, pick }: Intent, { holds, transfers }: World): Name {
  if (op === 'repeat' || op === 'reuseKey' || op === 'batch' || op === 'host') return 'createTransfer'
  if (op === 'refundTransfer' && pick < 8 && transfers.size === 0) return 'createTransfer'
  const onHold = op !== 'createHold' && op.endsWith('Hold')
  return onHold && pick < 6 && ![...holds.values()].some(({ status }) => status === wanted(op)) ? 'createHold' : op
}

function timesOf(wish: Intent, now: number) {
  const expires = wish.time === 6 ? {} : { expiresAt: instant(now + spanOf(wish) + wish.beside) }
  return wish.flag ? { ...expires, cancelUntil: instant(now + spans[(wish.time + wish.other) % spans.length]!) } : expires
}

function amountOf(wish: AmountIntent, edges: readonly number[]): number | undefined {
  if (wish.kind === 'absent') return undefined
  if (wish.kind === 'huge') return largest
  if (wish.kind === 'small') return wish.value
  const edge = edges[wish.edge % edges.length]!
  return Math.max(1, Math.min(largest, edge + wish.beside))
}

function spanOf({ time }: Intent): number {
  return spans[time % spans.length]!
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}

/** An instant at which something ends: the expiry or the end of cancelling of some hold, otherwise a little later. */
function interesting({ pick, time }: Intent, world: World, real: number): number {
  const ends = [...world.holds.values()]
    .filter(({ status }) => status === 'held' || status === 'proposed')
    .flatMap(({ expiresAt, cancelUntil }) => [expiresAt, ...(cancelUntil === null ? [] : [cancelUntil])])
    .sort((a, b) => a - b)
  return ends[(pick + time) % Math.max(1, ends.length)] ?? nowOf(world, real) + 1_000
}

/** Host time passes, at times just up to an expiry, and now and then steps back. */
function hostSpan(wish: Intent, world: World, real: number): number {
  if (wish.flag) return Math.max(0, interesting(wish, world, real) - world.clock.ahead - real) + wish.beside
  if (wish.time === 9) return -1_500
  if (wish.time === 8) return 24 * 3_600_000 + wish.beside
  return spanOf(wish)
}

function actingAs({ as, pick }: Intent, { op, id, body }: Operation | BatchOperation, world: World): string | null {
  if (as === 'none') return null
  if (as === 'stranger') return choose(world.wallets, 'w', pick, () => true)
  const party = world.holds.get(id) ?? world.transfers.get(id) ?? (op === 'createTransfer' || op === 'createHold' ? body : undefined)
  if (!party) return op === 'createBatch' ? choose(world.wallets, 'w', pick, () => true) : null
  return as === 'payer' ? party.from : party.to
}
