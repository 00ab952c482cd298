import type { z } from '@hono/zod-openapi'
import type { Receipt } from '../core/receipt.ts'
import type { walletSchema } from '../wallets/wallet.ts'
import { type Operation, type Outcome, signBatch } from './batch.ts'
import { type Answer, exchange } from './exchange.ts'
import { type Orderer, randomText, type SignatureOptions, signCommand, signOperation } from './sign.ts'
import { commandAt } from './signable.ts'
import type { Signer } from './signer.ts'

interface ClientSettings {
  /** Of the service, such as http://127.0.0.1:8787; empty for the one that served the page. */
  readonly origin?: string
  readonly apiKey: string
  /** Who orders, where a call names nobody else. */
  readonly as?: Orderer
  /** That of the platform if absent. */
  fetch?(address: string, init: RequestInit): Promise<Response> | Response
  /** The real clock in Unix milliseconds: what a signature's end is counted from. */
  now?(): number
  /** How often a request is sent at most; 4 if absent. */
  readonly tries?: number
  wait?(milliseconds: number): Promise<void>
}

interface CallOptions extends Omit<SignatureOptions, 'now'> {
  readonly as?: Orderer
  /** What `signCommand` gave, perhaps on another machine; sent as it is. */
  readonly signature?: string
  /** To repeat a call later, give one and keep it; else each call gets a new one, which covers its tries. */
  readonly idempotencyKey?: string
}

export type Wallet = z.output<typeof walletSchema>
interface Payment {
  readonly from: string
  readonly to: string
  readonly asset: string
  /** Minor units. */
  readonly amount: number
  readonly memo?: string
}
export interface Transfer extends Payment {
  readonly id: string
  readonly status: string
}
export interface Hold {
  readonly id: string
  readonly status: string
  readonly amount: number
  readonly captured: number
  readonly released: number
  readonly remaining: number
}
type HoldAction =
  | ('accept' | 'decline' | 'capture' | 'release' | 'cancel' | 'adjust' | 'extend')
  | ('signals' | 'dispute' | 'dispute/withdraw' | 'resolve' | 'assign')

interface NewWallet {
  readonly name: string
  readonly kind?: Wallet['kind']
  readonly custody?: Wallet['custody']
  /** Of a `self` wallet: `signer.publicKey`. */
  readonly publicKey?: string
  readonly [more: string]: unknown
}

export type Client = ReturnType<typeof createClient>

/**
 * A client of one sandbox. It repeats what is lost on the way or met a busy service (429, 503) under the same
 * Idempotency-Key, and signs what a wallet orders that keeps its key. What the service refuses is thrown as `Refused`.
 */
export function createClient({ origin: given = '', apiKey, as: usual, now = Date.now, ...settings }: ClientSettings) {
  const origin = given.replace(/\/+$/, '')
  // Not a bare reference: a browser's fetch wants to be called on its window.
  const wire = {
    fetch: settings.fetch ?? ((address: string, init: RequestInit) => fetch(address, init)),
    tries: settings.tries ?? 4,
    wait: settings.wait ?? pause,
  }
  let sandbox: Promise<string> | undefined

  /** The ID of the sandbox, asked once. */
  function sandboxId(): Promise<string> {
    sandbox ??= request<{ id: string }>('GET', '/v1/sandbox').then(({ id }) => id)
    sandbox.catch(() => {
      sandbox = undefined
    })
    return sandbox
  }

  /** The signature of whoever orders it; undefined where nobody does, or no wallet can. */
  async function order(path: string, request: object, { as = usual, validFor, nonce }: CallOptions): Promise<string | undefined> {
    const command = as && commandAt(path)
    if (!command) return undefined
    const unsigned = { ...command, sandbox: await sandboxId(), wallet: as.wallet, request }
    return signCommand(as.signer, unsigned, { validFor, nonce, now })
  }

  /** Any call of the API, with its whole answer. `path` begins with /v1/. */
  async function send<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, options: CallOptions = {}): Promise<Answer<T>> {
    const headers: Record<string, string> = { Authorization: `Bearer ${apiKey}` }
    const init: RequestInit = { method, headers }
    if (method === 'POST') {
      const sent = body ?? {}
      Object.assign(headers, { 'Content-Type': 'application/json', 'Idempotency-Key': options.idempotencyKey ?? randomText() })
      init.body = JSON.stringify(sent)
      const signature = options.signature ?? (await order(path, sent, options))
      if (signature !== undefined) headers['Kariosae-Signature'] = signature
    }
    return exchange<T>(wire, `${origin}${path}`, init)
  }

  const request = async <T>(...call: Parameters<typeof send>): Promise<T> => (await send<T>(...call)).body
  const post = <T>(path: string, body: object, options?: CallOptions) => request<T>('POST', path, body, options)
  const get = <T>(path: string) => request<T>('GET', path)

  return {
    send,
    request,
    sandboxId,
    createWallet: (body: NewWallet, options?: CallOptions) => post<Wallet>('/v1/wallets', body, options),
    getWallet: (id: string) => get<Wallet>(`/v1/wallets/${id}`),
    transfer: (body: Payment, options?: CallOptions) => post<Transfer>('/v1/transfers', body, options),
    refund: (transfer: string, body: { readonly amount?: number }, options?: CallOptions) =>
      post<Transfer>(`/v1/transfers/${transfer}/refund`, body, options),
    /** A short form, whole terms, or a template with its parameters. */
    hold: (body: object, options?: CallOptions) => post<Hold>('/v1/holds', body, options),
    holdAction: (id: string, action: HoldAction, body: object = {}, options?: CallOptions) => post<Hold>(`/v1/holds/${id}/${action}`, body, options),
    /** Up to 1,000 operations in one commit, each signed by its own `as`, or else by that of the call. */
    batch: async (operations: readonly Operation[], { atomic = false, ...options }: CallOptions & { readonly atomic?: boolean } = {}) => {
      const { as = usual, validFor } = options
      const signed = await signBatch(operations, as, async (command, { wallet, signer }) =>
        signOperation(signer, { ...command, wallet, sandbox: await sandboxId() }, { validFor, now }),
      )
      return post<{ results: Outcome[] }>('/v1/batches', { atomic, operations: signed }, options)
    },
    /** Replaces the key of a wallet that keeps its own. The present key signs for it. */
    rotateKey: (wallet: string, signer: Pick<Signer, 'publicKey'>, options?: CallOptions & { readonly attestation?: object }) => {
      const { attestation, ...rest } = options ?? {}
      return post<Wallet>(`/v1/wallets/${wallet}/rotate-key`, { publicKey: signer.publicKey, attestation }, rest)
    },
    /** What proves to anybody that a transfer or hold is in the journal and who ordered it. */
    receipt: (id: string) => get<Receipt>(`/v1/${id.startsWith('hld_') ? 'holds' : 'transfers'}/${id}/receipt`),
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

export { verifyCredential } from '../receipts/verify-credential.ts'
export { verifyReceipt } from '../receipts/verify-receipt.ts'
export { Refused } from './exchange.ts'
export { signCommand, signEnvelope, signOperation } from './sign.ts'
export { signEvidence, signKeyAttestation } from './sign-as-oracle.ts'
export { commandAt } from './signable.ts'
export { createPlatformSigner, createSigner, type Signer } from './signer.ts'
export { faultOfGrowth } from './verify-growth.ts'
