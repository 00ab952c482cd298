import { checkSignature, signatureRequired } from './core/check-signature.ts'
import type { CommandBody, SentCommand } from './core/command-signature.ts'
import type { Signed } from './core/crypto/envelope.ts'
import { signerField } from './core/idempotency.ts'
import type { Asset, UsedSignature, WalletKey } from './core/model.ts'
import type { Refusal } from './core/refusals.ts'
import { type OrderedSpend, type Spend, spendsOf, takenBy } from './core/spends.ts'
import type { State } from './core/state.ts'
import { formatTime } from './core/time.ts'
import { type Accepted, type AnyCommand, type Context, type Input, isRefusal, isSignable, refuse } from './core/use-case.ts'

/** One command on its way through a decision. */
export interface Order {
  readonly command: AnyCommand
  readonly input: Input<unknown>
}

/** A decision with what makes it an order of the wallets that act by it. */
export interface Ordered extends Accepted<object> {
  readonly signature?: { readonly signed: Signed<CommandBody>; readonly used: UsedSignature } | undefined
}

/** The envelope that the signing backend puts around what it signs for a managed wallet. */
export const spendType = 'kariosae.spend.v1'

/**
 * Decides a command for whoever orders it. A wallet that keeps its own key acts only by its signature: the request acts as
 * the wallet that signed it, and nothing is spent from, accepted, given up or said for any other such wallet.
 */
export function decideOrder(state: State, { command, input }: Order, context: Context): Ordered | Refusal {
  const refusedToSign = context.denied.get(context.order)
  if (refusedToSign !== undefined) return refuse('signing_refused', `The signing backend does not sign for this: ${refusedToSign}.`)
  const { signature } = input
  if (signature && context.caller.wallet !== null && context.caller.wallet !== signature.wallet)
    return refuse('not_permitted', `This request acts as ${context.caller.wallet}, and this was signed by ${signature.wallet}.`, signerField)
  const sent = sentCommand(command, input, context)
  const checked = signature && checkSignature(state, sent, signature, context)
  if (checked && isRefusal(checked)) return checked
  const signer = signature?.wallet ?? null
  const missing: string[] = []
  const lacksSignature = (wallet: string) => {
    const lacks = wallet !== signer && state.find('wallet', wallet)?.custody === 'self'
    if (lacks) missing.push(wallet)
    return lacks
  }
  const acting = command.walletKeys && signer !== null ? signer : context.caller.wallet
  const caller = { ...context.caller, wallet: acting, lacksSignature }
  const required = (wallet: string) => signatureRequired(state, wallet, sent, context)
  if (caller.wallet !== null && isSignable(command) && lacksSignature(caller.wallet)) return required(caller.wallet)

  const decision = command.decide(state, input, { ...context, caller })
  if (isRefusal(decision)) return decision.code === 'not_permitted' && missing[0] !== undefined ? required(missing[0]) : decision
  for (const change of decision.changes) {
    for (const { wallet } of spendsOf(change)) if (!change.consented?.includes(wallet) && lacksSignature(wallet)) return required(wallet)
    // A key that was revoked stops what a capture takes beyond its hold, too.
    for (const taken of takenBy(change)) {
      const refused = checkKey(state, taken, context.now)
      if (refused) return refused
    }
  }
  return { ...decision, signature: checked }
}

/** Can the wallet's key order this at all? */
function checkKey(state: State, { wallet, asset }: Spend, now: number): Refusal | undefined {
  const key = state.find('wallet', wallet)?.key ?? null
  const violated = checkSenderKey(state.find('asset', asset)!, wallet, key, now)
  if (violated || !key || key.revokedAt === null) return violated
  return refuse('key_revoked', `The key of ${wallet} was revoked at ${formatTime(key.revokedAt)}.`)
}

/** Makes an order true on the state, and leaves word of what the signing backend is to sign for. */
export function appendOrdered(state: State, { changes, signature }: Ordered, { command, input }: Order, context: Context): void {
  const { now, caller, order } = context
  const by = { key: caller.key, wallet: input.signature?.wallet ?? caller.wallet }
  if (signature) state.put('usedSignature', signature.used)
  const spent = new Map<string, { spends: OrderedSpend[]; seqs: number[] }>()
  for (const change of changes) {
    // What follows by itself in other holds was not ordered, and its readers need not see the order.
    state.append(change, { now, by, signature: change.automatic ? undefined : signature?.signed })
    for (const spend of spendsOf(change)) {
      const known = spent.get(spend.wallet) ?? { spends: [], seqs: [] }
      spent.set(spend.wallet, { spends: [...known.spends, spend], seqs: [...known.seqs, state.sandbox.seq] })
    }
  }
  for (const [wallet, { spends, seqs }] of spent) {
    const { custody, key } = state.find('wallet', wallet)!
    if (custody !== 'managed' || !key) continue
    const { sandbox, operation, id, request } = sentCommand(command, input, context)
    const amounts = spends.map(({ asset, amount, upTo }) => ({ asset, amount, ...(upTo > amount ? { upTo } : {}) }))
    const body = { sandbox, wallet, operation, id: id === '' ? null : id, request, spends: amounts, order, at: formatTime(now) }
    state.unsigned.push({ order, keyId: key.id, body, seqs: [...new Set(seqs)] })
  }
}

/** Is the key of who spends it kept as the asset's rules demand? */
function checkSenderKey({ code, rules }: Asset, wallet: string, key: WalletKey | null, now: number): Refusal | undefined {
  const { senderKeys } = rules
  if (!senderKeys) return undefined
  const { attestation } = key ?? {}
  const kept = attestation && (attestation.notAfter === null || attestation.notAfter > now) ? attestation.keys : undefined
  if (kept !== undefined && senderKeys.includes(kept)) return undefined
  const is = attestation && kept === undefined ? 'has an attestation that ended' : kept === undefined ? 'has none' : `says ${kept}`
  return refuse(
    'rule_violated',
    `${code} has the rule senderKeys: the key of a sender must be attested as ${senderKeys.join(' or ')}, and that of ${wallet} ${is}.`,
  )
}

function sentCommand({ operationId }: AnyCommand, { id, body, sent = body }: Input<unknown>, { sandbox, order }: Context): SentCommand {
  return { inBatch: order.includes('.'), sandbox, operation: operationId, id, request: sent ?? {} }
}
