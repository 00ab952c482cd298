import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { encodeSuffix } from './ids.ts'

/**
 * API keys: `ksk_<sandbox><key ID>_<secret>`, so a request finds its sandbox without a look-up. The secret is an
 * HMAC of the key ID under the service's signing key: it can be shown again to a client that repeats its request,
 * and is stored nowhere; the database keeps only its hash.
 */
export interface Credentials {
  credential(sandbox: string, keyId: string): { apiKey: string; hash: string }
  /** An ID that only this service can derive from the text. */
  deriveId(prefix: string, text: string): string
  /** What signs the webhooks of an endpoint; `generation` counts how often it was replaced. */
  webhookSecret(sandbox: string, endpoint: string, generation: number): string
}

/** Whoever has the signing key can make every API key, so a short one is worse than none. */
export const shortestSigningKey = 32

export function createCredentials(signingKey: string): Credentials {
  const derive = (purpose: string, text: string) => createHmac('sha256', signingKey).update(`${purpose}\0${text}`).digest()
  return {
    credential(sandbox, keyId) {
      const secret = derive('api-key', `${sandbox} ${keyId}`).toString('base64url')
      return { apiKey: `ksk_${suffix(sandbox)}${suffix(keyId)}_${secret}`, hash: hashSecret(secret) }
    },
    deriveId: (prefix, text) => {
      const bytes = derive('id', `${prefix} ${text}`).subarray(0, 16)
      return `${prefix}_${encodeSuffix(bytes)}`
    },
    webhookSecret: (sandbox, endpoint, generation) => `whsec_${derive('webhook', `${sandbox} ${endpoint} ${generation}`).toString('base64')}`,
  }
}

/** The parts of an API key, or undefined when the text is not shaped like one. */
export function parseApiKey(text: string): { sandbox: string; keyId: string; secret: string } | undefined {
  const match = /^ksk_([0-7][0-9a-hjkmnp-tv-z]{25})([0-7][0-9a-hjkmnp-tv-z]{25})_([\w-]{43})$/.exec(text)
  return match ? { sandbox: `sbx_${match[1]}`, keyId: `key_${match[2]}`, secret: match[3]! } : undefined
}

export function secretMatches(secret: string, stored: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(stored, 'hex'))
}

/** First 128 bits of the SHA-256 of the parts, hex: for keys and fingerprints of idempotent requests. */
export function fingerprint(...parts: readonly string[]): string {
  return hash('sha256', parts.join('\0'), 'hex').slice(0, 32)
}

function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}

function suffix(id: string): string {
  return id.slice(id.indexOf('_') + 1)
}
