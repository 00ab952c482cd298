import type { Send } from './client.ts'
import type { Order } from './load.ts'

const funds = 1_000_000_000

/** A sandbox with rich payers and poor payees. */
export async function openLedger(send: Send) {
  const { apiKey: key } = (await send('POST', '/v1/sandboxes', { body: {} })).body as { apiKey: string }
  const asset = 'JPY'
  await send('POST', '/v1/assets', { key, body: { code: asset, scale: 0 } })
  const wallets: string[] = []
  for (let index = 0; index < 8; index++) wallets.push((await send('POST', '/v1/wallets', { key, body: { name: `wallet ${index}` } })).body.id)
  const [payers, payees] = [wallets.slice(0, 5), wallets.slice(5)]
  for (const to of payers) await send('POST', `/v1/assets/${asset}/issue`, { key, body: { to, amount: funds } })
  return { key, asset, payers, payees }
}

interface Event {
  readonly id: string
  readonly seq: number
  readonly type: string
  readonly at: string
  readonly data: { id: string; memo: string | null; captured?: number }
}

export async function readJournal(send: Send, key: string): Promise<Event[]> {
  const events: Event[] = []
  for (;;) {
    const after = events.length > 0 ? `&after=${events.at(-1)!.id}` : ''
    const { body } = await send('GET', `/v1/events?limit=100${after}`, { key })
    events.push(...body.data)
    if (body.nextCursor === null) return events
  }
}

/** Where the journal has a gap or goes back in time. */
export function flaws(events: readonly Event[]): string[] {
  return events.flatMap(({ seq, at }, index) => (seq === index + 1 && at >= (events[index - 1]?.at ?? '') ? [] : [`seq ${seq} at ${at}`]))
}

const types = { transfer: 'transfer.completed', hold: 'hold.held', capture: 'hold.captured', release: 'hold.released' } as const

/** Every order as the journal tells of it: how often it happened, and to which resource. */
export function happened(events: readonly Event[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { type, data } of events) {
    const name = type === types.transfer || type === types.hold ? `${type} ${data.memo}` : `${type} ${data.id}`
    found.set(name, [...(found.get(name) ?? []), data.id])
  }
  return found
}

/** The place of an order in `happened`. */
export function traceOf({ kind, name, path }: Order): string {
  return kind === 'transfer' || kind === 'hold' ? `${types[kind]} ${name}` : `${types[kind]} ${path.split('/')[3]}`
}

/** What every wallet must own if each of these orders happened exactly once. */
export function expectedBalances({ payers, payees }: { payers: readonly string[]; payees: readonly string[] }, orders: readonly Order[]) {
  const owned = new Map<string, number>([...payers.map((id) => [id, funds] as const), ...payees.map((id) => [id, 0] as const)])
  for (const { from, to, pays } of orders) {
    owned.set(from, owned.get(from)! - pays)
    owned.set(to, owned.get(to)! + pays)
  }
  return Object.fromEntries(owned)
}

export async function actualBalances(send: Send, { key, payers, payees }: { key: string; payers: readonly string[]; payees: readonly string[] }) {
  const rows = await Promise.all([...payers, ...payees].map(async (id) => [id, (await send('GET', `/v1/wallets/${id}`, { key })).body] as const))
  return Object.fromEntries(rows.map(([id, { balances }]) => [id, balances[0]?.posted ?? 0]))
}
