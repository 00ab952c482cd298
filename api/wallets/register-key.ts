import type { z } from '@hono/zod-openapi'
import { decodeBase64url } from '../core/base64url.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import { verifySigned } from '../core/crypto/envelope.ts'
import type { KeyAttestation, WalletKey } from '../core/model.ts'
import type { Refusal } from '../core/refusals.ts'
import type { State } from '../core/state.ts'
import { formatTime } from '../core/time.ts'
import { type Context, isRefusal, type NewKey, refuse } from '../core/use-case.ts'
import type { signedKeyAttestation } from './key.ts'

interface OwnKey {
  readonly publicKey: string
  readonly attestation?: z.output<typeof signedKeyAttestation> | undefined
  /** The attestation as it was sent: what its signature is over. */
  readonly sent: unknown
}

/** The key that a client keeps itself, with what an oracle says of how it does. */
export function ownKey(state: State, { publicKey, attestation, sent }: OwnKey, now: number): WalletKey | Refusal<'attestation_invalid'> {
  const attested = attestation ? checkAttestation(state, attestation, { publicKey, sent, now }) : null
  if (attested && isRefusal(attested)) return attested
  return active({ id: toDidKey(decodeBase64url(publicKey)!), publicKey, attestation: attested })
}

/** The key that the signing backend made for this command. */
export function managedKey({ newKeys: [key] }: Pick<Context, 'newKeys'>): WalletKey {
  if (!key) throw new Error('a managed wallet was to get a key that nobody made')
  return active(key)
}

/** The new key of a wallet that had one. The newest twenty before it are remembered; the journal has all. */
export function succeeding(key: WalletKey, before: WalletKey | null): WalletKey {
  return before === null ? key : { ...key, former: [...before.former, { id: before.id, seq: before.seq }].slice(-20) }
}

/** Its record gets its number when it is written. */
function active(key: NewKey): WalletKey {
  return { ...key, revokedAt: null, seq: 0, former: [] }
}

function checkAttestation(
  state: State,
  { kid, body }: z.output<typeof signedKeyAttestation>,
  { publicKey, sent, now }: { publicKey: string; sent: unknown; now: number },
): KeyAttestation | Refusal<'attestation_invalid'> {
  const invalid = (detail: string, field: string) => refuse('attestation_invalid', detail, `attestation.${field}`)
  const oracle = state.find('oracle', kid)
  if (!oracle) return invalid(`There is no oracle ${kid} in this sandbox.`, 'kid')
  if (body.publicKey !== publicKey) return invalid(`It is about the key ${body.publicKey}, not ${publicKey}.`, 'body.publicKey')
  if (!verifySigned(sent as Parameters<typeof verifySigned>[0], oracle.publicKey))
    return invalid(`It is no signature of ${kid} over type and body.`, 'sig')
  if (body.notAfter !== null && body.notAfter <= now)
    return invalid(`It ended at ${formatTime(body.notAfter)}; it is ${formatTime(now)} in this sandbox.`, 'body.notAfter')
  const { platform, logic, keys, notAfter } = body
  return { platform, logic, keys, notAfter, by: kid }
}
