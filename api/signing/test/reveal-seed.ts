import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { masterKeyFile } from '../master-key-file.ts'
import { openKeystore } from '../open-keystore.ts'
import type { SigningSettings } from '../process/settings.ts'
import { unseal } from '../sealing.ts'

type Files = Pick<SigningSettings, 'keystore' | 'masterKeyFile'>

/** The seed of a key, with the master key, from a keystore that nobody has open. Proves that it is the seed of that key. */
export function revealSeed(files: Files, publicKey: string): Buffer {
  const { keystore, dataKey } = openKeystore(files.keystore, masterKeyFile(files.masterKeyFile))
  keystore.close()
  const database = new Sqlite(files.keystore, { readonly: true })
  const point = Buffer.from(publicKey, 'base64url')
  const handle = database.prepare('SELECT handle FROM keys WHERE public_key = ?').pluck().get(point) as Uint8Array
  database.close()
  return seedOf(dataKey, publicKey, handle)
}

export function seedOf(dataKey: Uint8Array, publicKey: string, handle: Uint8Array): Buffer {
  const bound = Buffer.concat([Buffer.from('kariosae/seed/1\0'), Buffer.from(publicKey, 'base64url')])
  const seed = Buffer.from(unseal(dataKey, handle, bound)!)
  if (publicKeyOf(seed) !== publicKey) throw new Error('not the seed of that key')
  return seed
}

function publicKeyOf(seed: Buffer): string {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' }).x!
}

/** The texts and bytes in which a secret of 32 bytes could be written down; the base64 ones without what depends on neighbours. */
export function needles(secret: Buffer): Readonly<Record<string, Buffer>> {
  const hex = secret.toString('hex')
  return {
    raw: secret,
    hex: Buffer.from(hex),
    'capital hex': Buffer.from(hex.toUpperCase()),
    base64: Buffer.from(secret.toString('base64').slice(0, 42)),
    base64url: Buffer.from(secret.toString('base64url').slice(0, 42)),
    'UTF-16 hex': Buffer.from(hex, 'utf16le'),
    'UTF-16 base64url': Buffer.from(secret.toString('base64url').slice(0, 42), 'utf16le'),
    /** The scalar of RFC 8032, 5.1.5, without its first and last byte, of which some bits are set. */
    scalar: createHash('sha512').update(secret).digest().subarray(1, 31),
  }
}

/** Which of them are in there. */
export function found(haystack: Buffer, secret: Buffer): string[] {
  return Object.entries(needles(secret)).flatMap(([name, needle]) => (haystack.includes(needle) ? [name] : []))
}
