import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { shortestSigningKey } from './credentials.ts'
import { SettingError } from './settings.ts'

/** The key made at the first start and kept beside the database, readable only by its owner. */
export function keptKey(path: string): string {
  if (!existsSync(path)) writeWhole(path, `${newKey()}\n`)
  const key = readFileSync(path, 'utf8').trim()
  if (key.length >= shortestSigningKey) return key
  throw new SettingError(`${path} holds no signing key; put the one that belongs to the database back, or delete the file to start with new API keys`)
}

export function newKey(): string {
  return randomBytes(32).toString('base64url')
}

/** Under another name first, so that a full disk or a crash leaves no half of it behind. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600, flush: true })
  renameSync(draft, path)
}
