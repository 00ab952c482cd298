import type { CommandBody, CommandSignature, SentCommand } from './command-signature.ts'
import { commandEnvelope, longestValidity, toSign } from './command-signature.ts'
import { type Signed, verifySigned } from './crypto/envelope.ts'
import type { UsedSignature, Wallet } from './model.ts'
import type { Refusal } from './refusals.ts'
import type { State } from './state.ts'
import { formatTime } from './time.ts'
import { type Context, refuse } from './use-case.ts'

interface Checked {
  readonly signed: Signed<CommandBody>
  readonly used: UsedSignature
}
type SignatureRefusal = 'signature_invalid' | 'signature_replayed' | 'key_revoked'

/** Under which name a signature is remembered: a nonce belongs to its key. */
export function usedSignatureId({ kid, nonce }: CommandSignature, { fingerprint }: Pick<Context, 'fingerprint'>): string {
  return fingerprint('signature', kid, nonce)
}

/** The order that a wallet signed, or why it is none. */
export function checkSignature(
  state: State,
  sent: SentCommand,
  signature: CommandSignature,
  context: Pick<Context, 'real' | 'fingerprint'>,
): Checked | Refusal<SignatureRefusal> {
  const { wallet: id, kid, validUntil, nonce } = signature
  const wallet = state.find('wallet', id)
  const invalid = (detail: string, field: string) => ({
    ...refuse('signature_invalid', detail, `Kariosae-Signature.${field}`),
    extra: { toSign: toSign(sent, { ...signature, kid: wallet?.key?.id ?? null }) },
  })
  const stranger = checkSigner(wallet, signature)
  if (stranger) return 'code' in stranger ? stranger : invalid(stranger.fault, stranger.field)
  const until = Date.parse(validUntil)
  if (until <= context.real) return invalid(`It was good until ${validUntil}, and it is ${formatTime(context.real)} by the real clock.`, 'validUntil')
  if (until > context.real + longestValidity)
    return invalid(`A signature can be good for 24 hours, until ${formatTime(context.real + longestValidity)} at most.`, 'validUntil')
  const signed = commandEnvelope(sent, signature)
  if (!verifySigned(signed, wallet!.key!.publicKey))
    return invalid(`It does not fit these bytes, which \`toSign\` gives, under the key ${kid}: sign exactly them.`, 'sig')
  const used = { id: usedSignatureId(signature, context), validUntil: until }
  if (state.find('usedSignature', used.id))
    return refuse('signature_replayed', `The nonce ${nonce} of this key has ordered something already.`, 'Kariosae-Signature.nonce')
  return { signed, used }
}

function checkSigner(
  wallet: Wallet | undefined,
  { wallet: id, kid }: CommandSignature,
): { fault: string; field: string } | Refusal<'key_revoked'> | undefined {
  if (!wallet) return { fault: `There is no wallet ${id} in this sandbox.`, field: 'wallet' }
  if (wallet.custody !== 'self' || !wallet.key)
    return { fault: `${id} is a managed wallet: the service signs for it, and the request needs no signature.`, field: 'wallet' }
  if (wallet.key.id !== kid) return { fault: `The key of ${id} is ${wallet.key.id}, not ${kid}.`, field: 'kid' }
  if (wallet.key.revokedAt !== null) return refuse('key_revoked', `The key of ${id} was revoked at ${formatTime(wallet.key.revokedAt)}.`)
  return undefined
}

/** What a wallet must sign that keeps its own key, ready to be signed: with a nonce and five minutes. */
export function signatureRequired(
  state: State,
  id: string,
  sent: SentCommand,
  { real, newId }: Pick<Context, 'real' | 'newId'>,
): Refusal<'signature_required'> {
  const wallet = state.find('wallet', id)
  const parts = { wallet: id, kid: wallet?.key?.id ?? null, nonce: newId('non'), validUntil: formatTime(real + 5 * 60_000) }
  return {
    ...refuse('signature_required', `${id} keeps its own key: it must sign this ${sent.operation}. \`toSign\` gives the exact bytes.`),
    extra: { toSign: toSign(sent, parts) },
  }
}
