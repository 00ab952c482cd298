import type { Actor, EventType } from './journal.ts'
import type {
  ApiKey,
  Asset,
  Balance,
  Hold,
  HoldTemplate,
  Oracle,
  Sandbox,
  StoredAnswer,
  Transfer,
  UsedSignature,
  Wallet,
  WebhookDelivery,
  WebhookEndpoint,
} from './model.ts'

/** What a state is made of. A key is the ID, the asset's code, or `balanceKey`. */
export interface Entities {
  apiKey: ApiKey
  asset: Asset
  wallet: Wallet
  balance: Balance
  transfer: Transfer
  hold: Hold
  holdTemplate: HoldTemplate
  oracle: Oracle
  webhookEndpoint: WebhookEndpoint
  webhookDelivery: WebhookDelivery
  answer: StoredAnswer
  usedSignature: UsedSignature
}
export type Kind = keyof Entities
export type Write = { [K in Kind]: readonly [kind: K, value: Entities[K]] }[Kind]

export const kinds = [
  'apiKey',
  'asset',
  'wallet',
  'balance',
  'transfer',
  'hold',
  'holdTemplate',
  'oracle',
  'webhookEndpoint',
  'webhookDelivery',
  'answer',
  'usedSignature',
] as const satisfies readonly Kind[]

export function keyOf([kind, value]: Write): string {
  switch (kind) {
    case 'asset':
      return value.code
    case 'balance':
      return balanceKey(value.wallet, value.asset)
    case 'answer':
    case 'holdTemplate':
      return value.key
    default:
      return value.id
  }
}

export function balanceKey(wallet: string, asset: string): string {
  return `${wallet}/${asset}`
}

/** A change of one balance by differences. */
export interface Move {
  readonly wallet: string
  readonly asset: string
  readonly posted?: number
  readonly held?: number
  readonly incoming?: number
}

/** One step that happened: what to journal, which entities take a new value, and which balances move. */
export interface Change {
  readonly type: EventType
  readonly data: object
  readonly writes?: readonly Write[]
  readonly moves?: readonly Move[]
  /** When it happened, if not at the decision's `now`: an expiry happens at its own instant. */
  readonly at?: number
  /** Who caused it, if not the caller: time itself expires a hold, whoever moved the clock. */
  readonly by?: Actor
  /** It follows by itself from another change of the same command. */
  readonly automatic?: true
  /** Wallets that ordered it before, when it was proposed. */
  readonly consented?: readonly string[]
  /** New values for the sandbox's head. */
  readonly head?: Partial<Pick<Sandbox, 'clock' | 'fixture' | 'webhooks'>>
}
