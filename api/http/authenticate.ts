import type { ApiKey } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import { walletId } from '../core/schemas.ts'
import type { Store } from '../core/store.ts'
import { type Caller, isRefusal, refuse } from '../core/use-case.ts'
import { parseApiKey, secretMatches } from '../credentials.ts'

export interface Authenticated {
  readonly sandbox: string
  readonly caller: Caller
}

/** Finds out who calls: the sandbox from the key itself, the rights from what is stored of it, the wallet from either. */
export async function authenticate(
  store: Store,
  authorization: string | undefined,
  as: { readonly actAs?: string | undefined; readonly signer?: string | undefined },
): Promise<Authenticated | Refusal<'unauthorized' | 'not_permitted' | 'invalid_request'>> {
  const parsed = parseApiKey(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '')
  if (!parsed)
    return refuse('unauthorized', authorization ? 'The Authorization header holds no API key of Kariosae.' : 'There is no Authorization header.')
  const key = await store.apiKey(parsed.sandbox, parsed.keyId)
  if (!key || !secretMatches(parsed.secret, key.hash)) return refuse('unauthorized', 'This API key is not known here.')
  if (key.revokedAt !== null) return refuse('unauthorized', `The API key ${key.id} was revoked.`)
  const wallet = actingWallet(key, as)
  if (wallet !== null && isRefusal(wallet)) return wallet
  return { sandbox: parsed.sandbox, caller: { key: key.id, scopes: key.scopes, wallet: wallet?.id ?? null } }
}

/** The wallet a request acts as: the one that signed it, that it names, or that its key is bound to, which must be the same. */
function actingWallet(
  key: ApiKey,
  { actAs, signer }: { readonly actAs?: string | undefined; readonly signer?: string | undefined },
): { id: string } | null | Refusal<'not_permitted' | 'invalid_request'> {
  if (signer !== undefined) {
    const other = actAs ?? key.wallet ?? signer
    if (other === signer) return { id: signer }
    return refuse('not_permitted', `This request acts as ${other}, and was signed by ${signer}.`, 'Kariosae-Signature.wallet')
  }
  if (actAs === undefined) return key.wallet === null ? null : { id: key.wallet }
  if (!walletId.safeParse(actAs).success) return refuse('invalid_request', 'The header Act-As must be a wallet ID.', 'Act-As')
  if (key.wallet !== null && key.wallet !== actAs) return refuse('not_permitted', `The API key ${key.id} acts only as ${key.wallet}.`, 'Act-As')
  return { id: actAs }
}
