import type { JournalRecord } from './journal.ts'
import type {
  ApiKey,
  Asset,
  Balance,
  Hold,
  HoldStatus,
  HoldTemplate,
  Leg,
  Oracle,
  Sandbox,
  Transfer,
  Wallet,
  WebhookDelivery,
  WebhookEndpoint,
} from './model.ts'
import type { Reads, Source } from './state.ts'

type Eventually<T> = T | Promise<T>

/** The head of a journal, signed (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** How many records it covers. */
  readonly size: number
  readonly note: string
}

/** One page of a list, newest first unless said otherwise: at most `limit` items beyond the item `after`. */
export interface Page {
  readonly after: string | null
  readonly limit: number
}

/** What views may ask of one sandbox. A store implements it; nothing here can see another sandbox. */
export interface Reader {
  sandbox(): Eventually<Sandbox>
  /** What a command would see: for a view that asks what would happen. */
  load(reads: Reads): Eventually<Source>
  apiKey(id: string): Eventually<ApiKey | undefined>
  apiKeys(page: Page): Eventually<ApiKey[]>
  asset(code: string): Eventually<Asset | undefined>
  /** In order of code. */
  assets(page: Page): Eventually<Asset[]>
  wallet(id: string): Eventually<Wallet | undefined>
  wallets(page: Page): Eventually<Wallet[]>
  balancesOf(wallet: string): Eventually<Balance[]>
  transfer(id: string): Eventually<Transfer | undefined>
  transfers(page: Page): Eventually<Transfer[]>
  hold(id: string): Eventually<Hold | undefined>
  holds(filter: { status?: HoldStatus | undefined; wallet?: string | undefined }, page: Page): Eventually<Hold[]>
  record(seq: number): Eventually<JournalRecord | undefined>
  /** Journal records with seq > after, oldest first. */
  records(after: number, limit: number): Eventually<JournalRecord[]>
  /** Hashes of the journal's leaves, counted from 0: from `from` up to but without `to`. */
  leaves(from: number, to: number): Eventually<Uint8Array[]>
  /** Complete nodes of the journal's tree: level 1 is over 256 leaves, 2 over 65,536. */
  nodes(level: number, from: number, to: number): Eventually<Uint8Array[]>
  /** The first checkpoint that covers so many records; the newest if absent. */
  checkpoint(size?: number): Eventually<Checkpoint | undefined>
  /** Every balance there is, the issuance side included, as of now, by wallet and asset. */
  allBalances(): Eventually<Balance[]>
  /** Legs that lock value, of all holds, as of now. */
  lockedLegs(): Eventually<Leg[]>
  oracle(id: string): Eventually<Oracle | undefined>
  oracles(page: Page): Eventually<Oracle[]>
  /** By `name` the newest version, by `name@version` that one. */
  holdTemplate(key: string): Eventually<HoldTemplate | undefined>
  /** Newest versions, in order of name. */
  holdTemplates(page: Page): Eventually<HoldTemplate[]>
  /** One that was deleted, too. */
  webhookEndpoint(id: string): Eventually<WebhookEndpoint | undefined>
  /** Those that are not deleted, or only the enabled ones. */
  webhookEndpoints(filter: { enabled?: boolean }, page: Page): Eventually<WebhookEndpoint[]>
  webhookDelivery(id: string): Eventually<WebhookDelivery | undefined>
  webhookDeliveries(endpoint: string, page: Page): Eventually<WebhookDelivery[]>
  /** Those that are to be sent, in the order of their time, then of the event. */
  waitingDeliveries(endpoint: string, limit: number): Eventually<WebhookDelivery[]>
  requests(page: Page): Eventually<LoggedRequest[]>
}

/** One request as the sandbox's request log keeps it. */
export interface LoggedRequest {
  readonly id: string
  readonly at: number
  readonly method: string
  readonly path: string
  readonly operation: string | null
  readonly key: string | null
  readonly actAs: string | null
  readonly idempotencyKey: string | null
  readonly status: number
  readonly code: string | null
  readonly durationMs: number
  readonly request: string | null
  readonly answer: string | null
}
