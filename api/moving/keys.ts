import type { Wallet } from '../core/model.ts'
import type { KeyPolicy, SigningBackend } from '../core/signing.ts'
import type { NewKey } from '../core/use-case.ts'
import { fingerprint } from '../credentials.ts'
import { spending, toNewKey } from '../prepare-keys.ts'
import type { PolicyRow } from './file-lines.ts'

/**
 * Private keys never leave a signing backend. So a managed wallet that moves to another gets a new key there, under the policy
 * that it had; one whose backend has its key already keeps it.
 */

/** Policies of managed wallets that say more than that they may spend. */
export async function policiesOf(wallets: readonly Wallet[], signing: SigningBackend): Promise<PolicyRow[]> {
  const found = await Promise.all(
    wallets.map(async ({ id, custody, key }) => {
      if (custody !== 'managed' || key === null) return undefined
      const { purposes: _purposes, ...policy } = ((await signing.publicKey(key.id))?.policy ?? {}) as KeyPolicy
      return Object.keys(policy).length === 0 ? undefined : { wallet: id, key: key.id, policy: policy as PolicyRow['policy'] }
    }),
  )
  return found.filter((row) => row !== undefined)
}

interface Moving {
  readonly sandbox: string
  /** The name under which it is staged. */
  readonly staging: string
}

/** Does this backend keep the key, and for this very sandbox? Whoever writes a file could name a key of another's. */
export async function isKept(keyId: string, { sandbox }: Pick<Moving, 'sandbox'>, signing: SigningBackend): Promise<boolean> {
  const view = await signing.publicKey(keyId)
  return view?.status === 'active' && view.name.startsWith(`${sandbox}/`)
}

/** Managed wallets whose key this backend does not have. One whose key was revoked stays as it is. */
export async function keyless(wallets: readonly Wallet[], moving: Moving, signing: SigningBackend): Promise<Wallet[]> {
  const found = await Promise.all(
    wallets.map(async (wallet) => {
      const { custody, key } = wallet
      const needs = custody === 'managed' && key !== null && key.revokedAt === null && !(await isKept(key.id, moving, signing))
      return needs ? [wallet] : []
    }),
  )
  return found.flat()
}

/** The key of a wallet in its new place: asked for again, it is the same, under the policy that was given first. */
export async function makeKeys(
  wanted: readonly { readonly wallet: string; readonly policy: object | null }[],
  { sandbox, staging }: Moving,
  signing: SigningBackend,
): Promise<NewKey[] | { readonly refused: string }> {
  const made = await signing.createKeys(
    wanted.map(({ wallet, policy }) => ({ name: `${sandbox}/${fingerprint(staging, wallet)}`, policy: spending(policy) })),
  )
  const keys: NewKey[] = []
  for (const key of made) {
    if ('refused' in key) return { refused: key.detail }
    keys.push(toNewKey(key))
  }
  return keys
}
