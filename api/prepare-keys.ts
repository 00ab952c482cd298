import type { Reader } from './core/reader.ts'
import type { Refusal } from './core/refusals.ts'
import type { KeyPolicy, KeyView, SigningBackend, SigningRefusal } from './core/signing.ts'
import { type AnyCommand, type Input, type KeyWish, type NewKey, refuse } from './core/use-case.ts'
import { spendType } from './order.ts'

interface KeyMaker {
  readonly signing: SigningBackend
  /** Absent where the sandbox is not there yet. */
  readonly reader: Reader | undefined
  /** A name that no key has. */
  newName(): string
}

export interface PreparedKeys {
  readonly keys: readonly NewKey[]
  /** Wallets that may lose a key by this command. */
  readonly losing: readonly string[]
}

/**
 * Has the signing backend make the keys that a command needs, before it is decided. What the command did not take, refused
 * or repeated, `endKeys` ends; no key of a wallet is ended before the ledger says so.
 */
export async function prepareKeys(command: AnyCommand, input: Input<unknown>, maker: KeyMaker): Promise<PreparedKeys | Refusal<'signing_refused'>> {
  const wishes = command.keys?.(input) ?? []
  const present = await Promise.all(wishes.map((wish) => presentKey(wish, maker)))
  const wanted = wishes.flatMap((wish, index) =>
    'revokes' in wish
      ? []
      : [{ name: maker.newName(), policy: wish.policy === null ? (present[index]?.policy ?? spending(null)) : spending(wish.policy) }],
  )
  const made = wanted.length === 0 ? [] : await maker.signing.createKeys(wanted)
  const refused = made.find((key): key is SigningRefusal => 'refused' in key)
  if (refused) return refuse('signing_refused', `The signing backend makes no such key: ${refused.detail}.`)
  const losing = wishes.flatMap((wish, index) => (present[index] ? [walletOf(wish)!] : []))
  return { keys: (made as readonly KeyView[]).map(toNewKey), losing }
}

/**
 * Ends the keys that the ledger did not take, and those that it no longer knows as those of their wallets. A sandbox that is a
 * fork, or was forked, shares its keys with another, where they may still be good: there the ledger alone says no.
 */
export async function endKeys(
  command: AnyCommand,
  { keys, losing }: PreparedKeys,
  answer: { readonly body: string },
  maker: KeyMaker,
): Promise<void> {
  const { signing, reader } = maker
  // What a command makes of them it shows, but for those that fill a sandbox.
  if (command.commit === undefined) for (const { id } of keys) if (!answer.body.includes(id)) await signing.revoke(id)
  if (losing.length === 0 || !reader || (await reader.sandbox()).sharesKeys) return
  for (const wallet of new Set(losing)) {
    const key = (await reader.wallet(wallet))?.key
    const ended = [...(key?.former.slice(-mostAtOnce).map(({ id }) => id) ?? []), ...(key && key.revokedAt !== null ? [key.id] : [])]
    for (const id of ended) await signing.revoke(id)
  }
}

/** Keys of one wallet that commands sent together may have replaced one after the other. */
const mostAtOnce = 20

async function presentKey(wish: KeyWish, { signing, reader }: KeyMaker): Promise<KeyView | undefined> {
  const id = walletOf(wish)
  const wallet = id === undefined ? undefined : await reader?.wallet(id)
  return wallet?.custody === 'managed' && wallet.key ? signing.publicKey(wallet.key.id) : undefined
}

function walletOf(wish: KeyWish): string | undefined {
  return 'revokes' in wish ? wish.revokes : wish.replaces
}

export function spending(policy: object | null): KeyPolicy {
  return { ...policy, purposes: [spendType] }
}

export function toNewKey({ keyId, publicKey, attestation }: KeyView): NewKey {
  const { platform, logic, keys, notAfter } = attestation
  return { id: keyId, publicKey, attestation: { platform, logic, keys, notAfter: notAfter ? Date.parse(notAfter) : null, by: null } }
}
