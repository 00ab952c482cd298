import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import { createCache } from '../../core/cache.ts'
import type { LogicProtection } from '../../core/signing.ts'
import { KeystoreFault } from '../faults.ts'
import { seal, unseal } from '../sealing.ts'
import type { KeyProvider, ProviderKey } from './provider.ts'

/** What DER puts before the seed of a private key (RFC 8410, section 7). */
const privateHeader = Uint8Array.from(Buffer.from('302e020100300506032b657004220420', 'hex'))

/**
 * Keys in software: seeds from the runtime's CSPRNG, encrypted under the data key (32 bytes) and bound to their public key.
 * The handle is the encrypted seed. At most `cached` keys are kept open. `logic` is what the process around it can show.
 */
export function createEmbeddedProvider(dataKey: Uint8Array, logic: readonly LogicProtection[], cached = 10_000): KeyProvider {
  const opened = createCache<string, KeyObject>(cached)

  function open(key: ProviderKey): KeyObject {
    const name = nameOf(key)
    const found = opened.get(name) ?? unsealed(dataKey, key)
    opened.set(name, found)
    return found
  }

  return {
    name: 'embedded',
    attestation: { platform: 'server', logic, keys: 'software' },
    async createKey() {
      const seed = randomBytes(32)
      try {
        const publicKey = publicKeyOf(importSeed(seed))
        return { publicKey, handle: seal(dataKey, seed, boundTo(publicKey)) }
      } finally {
        seed.fill(0)
      }
    },
    /** On this thread: handing a signature to another costs more than making it, and half as much again where many are made. */
    sign: async (key, message) => sign(null, message, open(key)),
    async destroy(key) {
      opened.delete(nameOf(key))
    },
    async close() {
      opened.clear()
    },
  }
}

function unsealed(dataKey: Uint8Array, { publicKey, handle }: ProviderKey): KeyObject {
  const seed = unseal(dataKey, handle, boundTo(publicKey))
  try {
    const key = seed?.length === 32 ? importSeed(seed) : undefined
    if (key && Buffer.from(publicKeyOf(key)).equals(publicKey)) return key
  } finally {
    seed?.fill(0)
  }
  throw new KeystoreFault('an encrypted private key was changed, or is of another key; put a copy of the keystore back')
}

function boundTo(publicKey: Uint8Array): Uint8Array {
  return Uint8Array.of(...new TextEncoder().encode('kariosae/seed/1\0'), ...publicKey)
}

/** In a buffer of its own, which is wiped: those of the pool live on. */
function importSeed(seed: Uint8Array): KeyObject {
  const key = Buffer.alloc(privateHeader.length + seed.length)
  key.set(privateHeader)
  key.set(seed, privateHeader.length)
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  } finally {
    key.fill(0)
  }
}

function publicKeyOf(key: KeyObject): Uint8Array {
  return Uint8Array.from(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
}

function nameOf({ publicKey }: ProviderKey): string {
  return Buffer.from(publicKey).toString('base64url')
}
