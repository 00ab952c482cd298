import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { KeystoreFault } from './faults.ts'
import { type MasterKey, masterKey, parseMasterKey, type RotatableMasterKey } from './master-key.ts'

/** The master key in a file that its owner alone can read; made when the keystore is. */
export function masterKeyFile(path: string): RotatableMasterKey {
  const waiting = `${path}.next`
  const read = (file: string) => (existsSync(file) ? parseMasterKey(readOwned(file), file) : undefined)
  function prepare(): MasterKey {
    const key = masterKey(randomBytes(32))
    writeDurably(waiting, `${Buffer.from(key.bytes).toString('base64url')}\n`)
    return key
  }
  return {
    place: existsSync(path) ? path : `${path}, which is not there, and MASTER_KEY is not set`,
    find: (id) => [path, waiting].map(read).find((key) => key?.id === id),
    first() {
      if (existsSync(path)) {
        throw new KeystoreFault(
          `${path} is there but its keystore is not; put the keystore back; if the file belongs to another database, set MASTER_KEY for this one, or start the service in another folder`,
        )
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
