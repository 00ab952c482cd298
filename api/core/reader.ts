import type { JournalRecord } from './journal.ts'
import type { ApiKey, Asset, Balance, Hold, HoldStatus, Sandbox, Transfer, Wallet } from './model.ts'

type Eventually<T> = T | Promise<T>

/** One page of a list, newest first unless said otherwise: at most `limit` items beyond the item `after`. */
export interface Page {
  readonly after: string | null
  readonly limit: number
}

/** What views may ask of one sandbox. A store implements it; nothing here can see another sandbox. */
export interface Reader {
  sandbox(): Eventually<Sandbox>
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
  /** Every balance there is, the issuance side included, as of now. */
  allBalances(): Eventually<Balance[]>
  /** What open holds lock and promise, per wallet and asset, as of now. */
  openHoldTotals(): Eventually<{ wallet: string; asset: string; held: number; incoming: number }[]>
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
