import type { z } from '@hono/zod-openapi'
import type { Change } from './change.ts'
import type { CommandSignature } from './command-signature.ts'
import type { Sandbox, Scope, WalletKey } from './model.ts'
import type { Language } from './problem.ts'
import type { Reader } from './reader.ts'
import type { Refusal, RefusalCode } from './refusals.ts'
import type { SigningBackend } from './signing.ts'
import type { Reads, State } from './state.ts'

export type Text = { readonly en: string; readonly ja: string }
export type Tag =
  | 'Wallets'
  | 'Transfers'
  | 'Holds'
  | 'Assets'
  | 'Batches'
  | 'Events'
  | 'Webhooks'
  | 'Clock'
  | 'Sandboxes'
  | 'API keys'
  | 'Journal'
  | 'Inspect'
  | 'Service'

/** Who asks. `wallet` is set by a wallet-bound key or the header Act-As; null may act for whichever party the call belongs to. */
export interface Caller {
  readonly key: string | null
  readonly scopes: readonly Scope[]
  readonly wallet: string | null
  /** Is this a wallet that acts only by its own signature, and did not sign? Absent where nothing is done in earnest. */
  lacksSignature?(wallet: string): boolean
}

/** What a decision may know of the world. Everything that varies comes in here, so the same input gives the same answer. */
export interface Context {
  /** The sandbox's time. */
  readonly now: number
  /** The host's time: for what is not the sandbox's business, such as how long an answer is kept. */
  readonly real: number
  /** The sandbox the command is for. */
  readonly sandbox: string
  readonly caller: Caller
  newId(prefix: string): string
  readonly requestId: string
  /** Names the command among all that are decided together. */
  readonly order: string
  /** Why the signing backend will not sign, by order. */
  readonly denied: ReadonlyMap<string, string>
  readonly language: Language
  /** An ID that only this service can derive from the text. */
  deriveId(prefix: string, text: string): string
  /** 128 bits of SHA-256 of the parts, hex. */
  fingerprint(...parts: readonly string[]): string
  /** The API key a key ID stands for, and the hash to store of it. */
  credential(sandbox: string, keyId: string): { apiKey: string; hash: string }
  /** What signs the webhooks of an endpoint. */
  webhookSecret(sandbox: string, endpoint: string, generation: number): string
  /** The keys that the signing backend made for this command, as it asked (`keys`). */
  readonly newKeys: readonly NewKey[]
}

export type NewKey = Omit<WalletKey, 'revokedAt' | 'seq' | 'former'>

/** What a command needs of the signing backend before it is decided: a key, in place of a wallet's or not, or an end to one. */
export type KeyWish = { readonly policy: object | null; readonly replaces?: string } | { readonly revokes: string }

/** What is known of the world before the moment of deciding. */
export type TimelessContext = Omit<Context, 'now' | 'real' | 'newKeys' | 'denied'>

export interface Input<B> {
  /** The `{id}` or `{code}` of the path: the resource acted on; empty where the path has none. */
  readonly id: string
  readonly body: B
  /** The JSON as it came in: what a signature is over. The body if absent. */
  readonly sent?: unknown
  readonly signature?: CommandSignature | undefined
}

export interface Accepted<T> {
  readonly changes: readonly Change[]
  readonly result: T
  /** A scratch state of the given one on which the changes were made already: a batch's. `changes` is then empty. */
  readonly made?: State
  /** The changes begin a new life for the sandbox, or one for a new sandbox that starts as its copy. */
  readonly target?: { readonly reset: Sandbox } | { readonly fork: Sandbox }
}
export type Decision<T, R extends RefusalCode = RefusalCode> = Accepted<T> | Refusal<R>

export function accept<T>(changes: readonly Change[], result: T): Accepted<T> {
  return { changes, result }
}

export function refuse<R extends RefusalCode>(code: R, detail: string, field?: string): Refusal<R> {
  return field === undefined ? { code, detail } : { code, detail, field }
}

export function isRefusal<T extends object>(decision: T): decision is Extract<T, Refusal> {
  return 'code' in decision && 'detail' in decision
}

interface Contract<R extends readonly RefusalCode[]> {
  readonly operationId: string
  readonly path: `/v1/${string}`
  readonly tag: Tag
  readonly summary: Text
  readonly description?: Text
  /** What a key must be allowed; null where no key is needed. */
  readonly scope: Scope | null
  /** May a key that is bound to one wallet call this? */
  readonly walletKeys: boolean
  /** Can the wallet it takes from sign for it all the same? */
  readonly signable?: boolean
  /** The refusals this can give, in the order they are checked. Those of the pipeline itself are added by it. */
  readonly refusals: R
}

interface Example {
  readonly id?: string
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string>>
}

/** How many keys a command asks to be made. */
export function keysWanted<B>({ keys }: Pick<Command<B, object, readonly RefusalCode[]>, 'keys'>, input: Input<B>): number {
  return keys?.(input).filter((wish) => !('revokes' in wish)).length ?? 0
}

/** A use case that changes something. */
export interface Command<B, T, R extends readonly RefusalCode[]> extends Contract<R> {
  readonly method: 'post' | 'delete'
  readonly body: z.ZodType<B> | null
  readonly answer: { readonly status: 200 | 201; readonly schema: z.ZodType<T> }
  /** A request that succeeds on the demo fixture. */
  readonly example: Example
  /**
   * `alone`: moves time or replaces the sandbox, so nothing else is decided in the same commit.
   * `creates`: decides for a sandbox that is not there yet.
   */
  readonly commit?: 'alone' | 'creates'
  /** Members of the answer that are secret: made from the rest of it, so that they can be shown again without having been stored. */
  secretsOf?(result: T, context: TimelessContext): Readonly<Record<string, string>>
  /** The managed keys it may need made; none if absent. */
  keys?(input: Input<B>): readonly KeyWish[]
  /** How much of a commit it fills; 1 if absent. */
  weight?(input: Input<B>): number
  reads(input: Input<B>, context: TimelessContext & Pick<Context, 'real'>): Reads
  decide(state: State, input: Input<B>, context: Context): Decision<T, NoInfer<R[number]>>
}

/** What a view may know beside what it reads. */
export interface ViewContext {
  readonly now: number
  readonly caller: Caller
  readonly signing: Pick<SigningBackend, 'publicKey' | 'uses'>
  /** What signs the webhooks of an endpoint of this sandbox. */
  webhookSecret(endpoint: string, generation: number): string
  /** The verifier key of this sandbox's journal. */
  verifierKey(): Promise<string>
  /** Signs what a document says as this service, its issuer (a did:key): gives the verifiable credential. */
  issue(document: (issuer: string) => object): Promise<object>
}

/** A use case that only reads. */
export interface View<Q, T, R extends readonly RefusalCode[]> extends Contract<R> {
  readonly method: 'get'
  readonly query: z.ZodType<Q> | null
  readonly answer: { readonly status: 200; readonly schema: z.ZodType<T> }
  readonly example: Example
  read(
    reader: Reader,
    input: { readonly id: string; readonly query: Q },
    context: ViewContext,
  ): Promise<T | Refusal<NoInfer<R[number]>>> | T | Refusal<NoInfer<R[number]>>
}

export type AnyCommand = Command<unknown, object, readonly RefusalCode[]>
export type AnyView = View<unknown, object, readonly RefusalCode[]>
export type UseCase = AnyCommand | AnyView

export function command<B, T extends object, const R extends readonly RefusalCode[]>(spec: Command<B, T, R>): AnyCommand {
  return spec as unknown as AnyCommand
}

export function view<Q, T extends object, const R extends readonly RefusalCode[]>(spec: View<Q, T, R>): AnyView {
  return spec as unknown as AnyView
}

/** May a caller with these rights call this at all? The same answer for a request and for an operation in a batch. */
export function checkAllowed(
  caller: Caller,
  useCase: { scope: Scope | null; walletKeys: boolean; operationId: string },
): Refusal<'not_permitted'> | undefined {
  if (useCase.scope !== null && !caller.scopes.includes(useCase.scope)) {
    return refuse('not_permitted', `${useCase.operationId} needs a key with the scope ${useCase.scope}; this one has ${caller.scopes.join(', ')}.`)
  }
  if (!useCase.walletKeys && caller.wallet !== null)
    return refuse('not_permitted', `${useCase.operationId} is for the whole sandbox; this request acts as the wallet ${caller.wallet}.`)
  return undefined
}

/** May this caller act for that wallet? */
export function actsFor(caller: Caller, wallet: string): boolean {
  return (caller.wallet === null || caller.wallet === wallet) && !caller.lacksSignature?.(wallet)
}

/** Can this be ordered by a signature? What a wallet may call can. */
export function isSignable({
  method,
  scope,
  walletKeys,
  signable = walletKeys,
}: Pick<UseCase, 'method' | 'scope' | 'walletKeys' | 'signable'>): boolean {
  return method !== 'get' && scope !== null && signable
}
