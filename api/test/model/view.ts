import type { Labels } from './labels.ts'
import { available, nowOf, owned, promised, remaining, type World } from './world.ts'

/** What a driver sees of its sandbox, in the shapes of the API. */
export interface Snapshot {
  readonly clock: { readonly now: string; readonly mode: string }
  readonly assets: readonly { readonly code: string; readonly supply: number }[]
  readonly wallets: readonly SeenWallet[]
  readonly transfers: readonly SeenTransfer[]
  readonly holds: readonly SeenHold[]
  /** Those since the last look. */
  readonly events: readonly SeenEvent[]
}
interface SeenWallet {
  readonly id: string
  readonly status: string
  readonly balances: readonly { asset: string; posted: number; held: number; incoming: number; available: number }[]
}
interface SeenTransfer {
  readonly id: string
  readonly amount: number
  readonly refunded: number
  readonly refunds: readonly string[]
  readonly refundOf: string | null
}
export interface SeenHold {
  readonly id: string
  readonly status: string
  readonly legs: readonly SeenLeg[]
  /** Of all legs together; null where they are of several assets. */
  readonly amount: number | null
  readonly captured: number | null
  readonly released: number | null
  readonly remaining: number | null
  readonly expiresAt: string
  readonly acceptances: readonly { readonly party: string; readonly wallet: string; readonly acceptedAt: string | null }[]
}
interface SeenLeg {
  readonly from: string
  readonly to: string
  readonly asset: string
  readonly amount: number
  readonly captured: number
  readonly released: number
  readonly remaining: number
}
export interface SeenEvent {
  readonly seq: number
  readonly type: string
  readonly at: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What the two sides are compared by. */
type View = Record<'clock' | 'assets' | 'wallets' | 'transfers' | 'holds' | 'events', unknown>

export function seen({ clock, assets, wallets, transfers, holds, events }: Snapshot, { labelOf }: Labels): View {
  return {
    clock: `${clock.now} ${clock.mode === 'frozen' ? 'frozen' : 'running'}`,
    assets: sorted(assets.map(({ code, supply }) => [code, supply])),
    wallets: sorted(
      wallets.map(({ id, status, balances }) => {
        const rows = balances.filter(({ posted, held, incoming }) => posted !== 0 || held !== 0 || incoming !== 0)
        return [labelOf(id), { status, balances: sorted(rows.map((row) => [row.asset, [row.posted, row.held, row.incoming, row.available]])) }]
      }),
    ),
    transfers: sorted(
      transfers.map(({ id, amount, refunded, refunds, refundOf }) => [
        labelOf(id),
        { amount, refunded, refunds: refunds.map(labelOf), refundOf: refundOf && labelOf(refundOf) },
      ]),
    ),
    holds: sorted(
      holds.map(({ id, status, amount, captured, released, remaining, expiresAt, acceptances }) => {
        const waits = acceptances.filter(({ acceptedAt }) => acceptedAt === null).map(({ party, wallet }) => `${party} ${labelOf(wallet)}`)
        return [labelOf(id), { status, amounts: [amount, captured, released, remaining], expiresAt, waits: waits.sort() }]
      }),
    ),
    events: events.map(({ type, at, data }) => `${at} ${type} ${labelOf(String(data['id'] ?? data['code'] ?? ''))}`),
  }
}

/** The same of the oracle's world, with the events after the first `known`. */
export function foretold(world: World, real: number, known: number): View {
  const { assets, wallets, transfers, holds } = world
  const codes = [...assets.keys()].sort()
  const balances = (wallet: string) =>
    codes.flatMap((code) => {
      const row = [
        owned(world, wallet, code),
        promised(world, 'from', wallet, code),
        promised(world, 'to', wallet, code),
        available(world, wallet, code),
      ]
      return row.some((part) => part !== 0) ? [[code, row]] : []
    })
  return {
    clock: `${time(nowOf(world, real))} ${world.clock.frozenAt === null ? 'running' : 'frozen'}`,
    assets: codes.map((code) => [code, assets.get(code)?.supply]),
    wallets: sorted([...wallets].map(([label, { status }]) => [label, { status, balances: balances(label) }])),
    transfers: sorted(
      [...transfers].map(([label, { amount, refunds, refundOf }]) => {
        const refunded = refunds.reduce((sum, refund) => sum + (transfers.get(refund)?.amount ?? 0), 0)
        return [label, { amount, refunded, refunds, refundOf }]
      }),
    ),
    holds: sorted(
      [...holds].map(([label, hold]) => {
        const waits = [...hold.acceptances].filter(([, done]) => !done).map(([party]) => `${party} ${party === 'payer' ? hold.from : hold.to}`)
        const { amount, captured, released, status } = hold
        return [label, { status, amounts: [amount, captured, released, remaining(hold)], expiresAt: time(hold.expiresAt), waits: waits.sort() }]
      }),
    ),
    events: world.events.slice(known).map(({ type, at, subject }) => `${time(at)} ${type} ${subject ?? ''}`),
  }
}

function sorted(rows: readonly (readonly [string, unknown])[]): readonly (readonly [string, unknown])[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1))
}

function time(ms: number): string {
  return new Date(ms).toISOString()
}
