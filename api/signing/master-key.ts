import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { decodeBase64url } from '../core/base64url.ts'
import { KeystoreFault } from './faults.ts'
import { mac } from './sealing.ts'

/** The key over all keys: 32 bytes, and a name that tells nothing of them. */
export interface MasterKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/**
 * Where a keystore finds the master key it names. A new one is first kept beside the present one (`prepare`), then the keystore
 * is rewrapped, then the new one takes the place (`settle`): after a crash at any instant one of the two is the keystore's.
 */
export interface MasterKeySource {
  find(id: string): MasterKey | undefined
  /** The key for a keystore that is made now. */
  first(): MasterKey
  /** The keystore is now under this key; another one that waited or was before is dropped. */
  settle(id: string): void
}

export interface RotatableMasterKey extends MasterKeySource {
  /** A new key, durable, that waits for `settle`. */
  prepare(): MasterKey
}

/** A master key that is given and kept elsewhere. */
export function givenMasterKey(text: string): MasterKeySource {
  return unchanging(parse(text, 'MASTER_KEY'))
}

/** A given master key and the one to come. Whoever keeps them exchanges them after the keystore was rewrapped. */
export function givenMasterKeys(present: string, next: string): RotatableMasterKey {
  const sources = [parse(present, 'MASTER_KEY'), parse(next, 'NEW_MASTER_KEY')] as const
  return { ...unchanging(sources[0]), prepare: () => sources[1] }
}

/** The master key in a file that its owner alone can read; made when the keystore is. */
export function masterKeyFile(path: string): RotatableMasterKey {
  const waiting = `${path}.next`
  const read = (file: string) => (existsSync(file) ? parse(readOwned(file), file) : undefined)
  function prepare(): MasterKey {
    const key = masterKey(randomBytes(32))
    writeDurably(waiting, `${Buffer.from(key.bytes).toString('base64url')}\n`)
    return key
  }
  return {
    find: (id) => [path, waiting].map(read).find((key) => key?.id === id),
    first() {
      if (existsSync(path)) {
        throw new KeystoreFault(`${path} is there but its keystore is not; put the keystore back, or delete ${path} to begin with no keys`)
      }
      return prepare()
    },
    prepare,
    settle(id) {
      if (read(waiting)?.id === id) renameSync(waiting, path)
      else rmSync(waiting, { force: true })
      syncFolder(path)
    },
  }
}

/** A master key that ends with the process, for a keystore that does. */
export function passingMasterKey(): MasterKeySource {
  return unchanging(masterKey(randomBytes(32)))
}

function unchanging(key: MasterKey): MasterKeySource {
  return { find: (id) => (id === key.id ? key : undefined), first: () => key, settle() {} }
}

function masterKey(bytes: Uint8Array): MasterKey {
  return { id: Buffer.from(mac(bytes, 'kariosae/master-key-id/1')).toString('hex', 0, 8), bytes }
}

function parse(text: string, where: string): MasterKey {
  const bytes = decodeBase64url(text.trim())
  if (bytes?.length !== 32) throw new KeystoreFault(`${where} is no master key: 32 bytes in base64url, which are 43 characters`)
  return masterKey(bytes)
}

function readOwned(path: string): string {
  const others = process.platform === 'win32' ? 0 : statSync(path).mode & 0o077
  if (others !== 0) throw new KeystoreFault(`${path} can be used by others than its owner; chmod 600 it, and rotate the master key`)
  return readFileSync(path, 'utf8')
}

/** Under another name first, so that a crash leaves no half of it behind. */
function writeDurably(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600, flush: true })
  renameSync(draft, path)
  syncFolder(path)
}

/** A renamed file is durable when its folder is. Windows has no such call. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
