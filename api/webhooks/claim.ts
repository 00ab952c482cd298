import type { JournalRecord } from '../core/journal.ts'
import type { WebhookDelivery, WebhookEndpoint } from '../core/model.ts'
import type { Reader } from '../core/reader.ts'
import type { State } from '../core/state.ts'
import { earlier } from '../core/time.ts'
import { mostEnabled } from './create-webhook-endpoint.ts'
import { newDelivery } from './webhook-delivery.ts'

/** Most deliveries of one kind, those that are tried again and new ones, in one claim of an endpoint. */
const batch = 20
/** Most records that are looked at for one claim. */
const window = 200
/** What follows at once goes to the endpoints together. */
const gathering = 50
/** When to look again after an endpoint that takes long. */
const patience = 1_000

interface EndpointSeen {
  readonly id: string
  /** The next deliveries that are to be sent; null where somebody sends already. */
  readonly waiting: readonly WebhookDelivery[] | null
}

/** What a sandbox had to send when it was looked at. */
export interface Seen {
  readonly journal: string
  readonly version: number
  readonly endpoints: readonly EndpointSeen[]
  readonly records: readonly JournalRecord[]
}

/** An endpoint that this process alone sends to until `claimedUntil`, and what it is to send, in the order of the events. */
export interface Claim {
  readonly endpoint: WebhookEndpoint & { readonly claimedUntil: number }
  readonly deliveries: readonly WebhookDelivery[]
}

export interface Claimant {
  readonly lease: number
  /** Does somebody send to it? */
  isBusy(endpoint: WebhookEndpoint, real: number): boolean
  newId(prefix: string): string
}

export async function lookForWork(reader: Reader, { isBusy }: Claimant, real: number): Promise<Seen | undefined> {
  const { webhooks, journal } = await reader.sandbox()
  if (!webhooks || webhooks.due === null || webhooks.due > real) return undefined
  const enabled = await reader.webhookEndpoints({ enabled: true }, { after: null, limit: mostEnabled })
  const free = enabled.filter((endpoint) => !isBusy(endpoint, real))
  const endpoints: EndpointSeen[] = []
  for (const endpoint of enabled)
    endpoints.push({ id: endpoint.id, waiting: free.includes(endpoint) ? await reader.waitingDeliveries(endpoint.id, batch + 1) : null })
  const records = free.length === 0 ? [] : await reader.records(Math.min(...free.map(({ cursor }) => cursor)), window)
  return { journal, version: webhooks.version, endpoints, records }
}

/**
 * Claims every endpoint that has something to be sent to and that nobody sends to. It decides on what was seen before, so it
 * does nothing if anything of that is another by now: the sandbox is still due then, and is looked at again.
 */
export function claimWork(seen: Seen, claimant: Claimant) {
  let claims: Claim[] = []

  function act(state: State, { real }: { real: number }): void {
    claims = []
    const { webhooks, journal } = state.sandbox
    if (!webhooks || webhooks.version !== seen.version || journal !== seen.journal) return
    let due: number | null = null
    for (const { id, waiting } of seen.endpoints) due = earlier(due, visit(state, state.find('webhookEndpoint', id)!, waiting, real))
    if (due !== webhooks.due || claims.length > 0) state.turnWebhooks({ ...webhooks, due, version: webhooks.version + 1 })
  }

  /** Claims an endpoint if it can, and says when it is due again. */
  function visit(state: State, endpoint: WebhookEndpoint, waiting: EndpointSeen['waiting'], real: number): number | null {
    if (waiting === null || claimant.isBusy(endpoint, real)) return Math.max(endpoint.claimedUntil ?? 0, real + patience)
    const current = waiting.map(({ id }) => state.find('webhookDelivery', id)!).filter(({ nextAt }) => nextAt !== null)
    const again = current.filter(({ nextAt }) => nextAt! <= real).slice(0, batch)
    const { fresh, cursor } = eventsFor(endpoint, real)
    for (const delivery of fresh) state.put('webhookDelivery', delivery)
    const deliveries = [...again, ...fresh].sort((a, b) => a.seq - b.seq)
    if (deliveries.length > 0) {
      const claimed = { ...endpoint, cursor, claimedUntil: real + claimant.lease }
      state.put('webhookEndpoint', claimed)
      claims.push({ endpoint: claimed, deliveries })
      return claimed.claimedUntil
    }
    if (cursor !== endpoint.cursor) state.put('webhookEndpoint', { ...endpoint, cursor })
    return earlier(current[0]?.nextAt ?? null, cursor < state.sandbox.seq ? real + gathering : null)
  }

  /** The events after the endpoint's cursor that it wants, as far as was read, and how far that is. */
  function eventsFor(endpoint: WebhookEndpoint, real: number) {
    const fresh: WebhookDelivery[] = []
    let { cursor } = endpoint
    for (const record of seen.records) {
      if (record.seq <= cursor) continue
      // Another endpoint's events may have been read from further on.
      if (record.seq > cursor + 1 || fresh.length === batch) break
      cursor = record.seq
      if (wants(endpoint, record)) fresh.push(newDelivery(claimant.newId('dlv'), endpoint.id, record, real))
    }
    return { fresh, cursor }
  }

  const reads = {
    webhookEndpoints: seen.endpoints.map(({ id }) => id),
    webhookDeliveries: seen.endpoints.flatMap(({ waiting }) => (waiting ?? []).map(({ id }) => id)),
  }
  return { work: { reads, act }, claimed: (): readonly Claim[] => claims }
}

/** What is about webhooks themselves is told only to those that name it; a test became a delivery when it was asked for. */
function wants({ id, types }: WebhookEndpoint, { type, data }: JournalRecord): boolean {
  if (type === 'webhook_endpoint.tested' && (data as { id: string }).id === id) return false
  return types ? types.includes(type) : !type.startsWith('webhook_')
}
