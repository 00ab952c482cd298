import { encodeBase64url } from '../core/base64url.ts'
import type { CommandBody, CommandSignature, commandType } from '../core/command-signature.ts'
import { type Signed, signedBytes } from '../core/crypto/envelope.ts'
import type { Signer } from './signer.ts'

/** The schemas that fix these names bring a schema library along, which a page need not load: only their types are imported. */
const command: typeof commandType = 'kariosae.command.v1'

/** Who orders a command: a wallet that keeps its own key, and the signer that has it. */
export interface Orderer {
  readonly wallet: string
  readonly signer: Signer
}

/** One command, as it will be sent. */
export interface UnsignedCommand {
  /** The sandbox it is for: `id` of GET /v1/sandbox. */
  readonly sandbox: string
  /** The wallet whose key the signer has. */
  readonly wallet: string
  /** The operationId. */
  readonly operation: string
  /** The resource acted on, as in the path; null or absent where the path names none. */
  readonly id?: string | null | undefined
  /** The JSON body exactly as it is sent, without defaults filled in; `{}` if absent. */
  readonly request?: unknown
}

export interface SignatureOptions {
  /** Milliseconds from now, at most 24 hours; five minutes if absent. */
  readonly validFor?: number | undefined
  /** 16 to 64 letters, digits, - or _, never used before by this key; 144 random bits if absent. */
  readonly nonce?: string | undefined
  /** The real clock in Unix milliseconds; that of this machine if absent. */
  now?: (() => number) | undefined
}

/** What orders a command: `signature` of an operation in a batch, or, as JSON, the header `Kariosae-Signature`. */
export async function signOperation(signer: Signer, unsigned: UnsignedCommand, options: SignatureOptions = {}): Promise<CommandSignature> {
  const { sandbox, wallet, operation, id = null, request = {} } = unsigned
  const { validFor = 5 * 60_000, nonce = randomText(), now = Date.now } = options
  const validUntil = new Date(now() + validFor).toISOString()
  const body: CommandBody = { sandbox, wallet, operation, id, request: asSent(request), nonce, validUntil }
  const { kid, alg, sig } = await signEnvelope(signer, command, body, signer.keyId)
  return { wallet, kid, alg, nonce, validUntil, sig }
}

/** The value of the header `Kariosae-Signature` that makes the command an order of its wallet, once. */
export async function signCommand(signer: Signer, unsigned: UnsignedCommand, options: SignatureOptions = {}): Promise<string> {
  return JSON.stringify(await signOperation(signer, unsigned, options))
}

/** Signs anything: `kid` says to whoever reads the envelope whose key it was. Throws where the body has no canonical form. */
export async function signEnvelope<B extends object>(signer: Signer, type: string, body: B, kid: string): Promise<Signed<B>> {
  return { type, body, kid, alg: 'Ed25519', sig: encodeBase64url(await signer.sign(signedBytes(type, body))) }
}

/** 144 random bits in base64url. Not crypto.randomUUID, which a page that came over plain HTTP has not. */
export function randomText(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(18)))
}

/** What will be left of it on the wire: `undefined` members fall out, dates become texts. */
function asSent(request: unknown): unknown {
  return JSON.parse(JSON.stringify(request))
}
