import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { openPostgres, type PostgresStore } from '../db/postgres/open.ts'
import { openSqlite, type SqliteStore } from '../db/sqlite/open.ts'
import type { Store } from './core/store.ts'
import { fingerprint } from './credentials.ts'
import { keptKey, newKey } from './kept-key.ts'
import { type ServiceFiles, serviceFiles } from './operate/files.ts'
import { SettingError, type Settings } from './settings.ts'
import { type SigningSettings, sharedSigning, signingFiles } from './signing/process/settings.ts'

/** What the service has from the place where its database is. */
export interface OpenDatabase {
  readonly store: Store
  /** The same, where it is in files, and which. */
  readonly inFiles?: { readonly store: SqliteStore; readonly files: ServiceFiles }
  /** Makes API keys. Asked for when all else is there: it is made at the first start. */
  signingKey(): string
  readonly signing: SigningSettings
  /** What only the signing process is told, beside the settings. */
  readonly secrets: Readonly<Record<string, string>>
  /** What whoever started this may not have meant. */
  readonly warning?: string
  /** Keeps the public key that signs the journal where whoever checks it finds it. Throws if another one signed it before. */
  keepJournalKey(publicKey: string): Promise<void>
}

export function openDatabase(settings: Settings): Promise<OpenDatabase> {
  const { database } = settings
  return database.engine === 'sqlite' ? openFile(database.path, settings) : openServer(database.url, settings)
}

/** Everything that belongs to a file of SQLite lies beside it. */
async function openFile(path: string, { signingKey, provider }: Settings): Promise<OpenDatabase> {
  const inMemory = path === ':memory:'
  const files = serviceFiles(path)
  const isKeyLost = !inMemory && signingKey === null && existsSync(files.journalKey) && !existsSync(files.signingKey)
  const store = openSqlite(path)
  return {
    store,
    ...(inMemory ? {} : { inFiles: { store, files } }),
    ...(isKeyLost ? { warning: lostSigningKey(files.signingKey) } : {}),
    signingKey: () => signingKey ?? (inMemory ? newKey() : keptKey(files.signingKey)),
    signing: { ...signingFiles(path), provider },
    secrets: {},
    async keepJournalKey(publicKey) {
      if (inMemory) return
      // Written once: writing it anew on a full disk would leave it empty.
      if (!existsSync(files.journalKey)) return writeFile(files.journalKey, `${publicKey}\n`, { flush: true })
      if ((await readFile(files.journalKey, 'utf8')).trim() !== publicKey)
        throw otherJournalKey(`${files.journalKey}; put its keystore back, or delete that file to go on with new keys`)
    },
  }
}

/** Several processes serve one database: what they share lies in it, but for the master key of the signing backend. */
async function openServer(url: string, { signingKey, provider }: Settings): Promise<OpenDatabase> {
  const store: PostgresStore = await openPostgres(url)
  const kept = signingKey ?? (await store.serviceKey('api keys'))
  const own = fingerprint('signing key', kept)
  const isOther = (await store.serviceKey('fingerprint of the signing key', own)) !== own
  return {
    store,
    ...(isOther ? { warning: signingKey === null ? noSigningKey : otherSigningKey } : {}),
    signingKey: () => kept,
    signing: { ...sharedSigning('./data'), provider },
    secrets: { DATABASE_URL: url },
    async keepJournalKey(publicKey) {
      const known = await store.serviceKey('journal public key', publicKey)
      if (known !== publicKey) throw otherJournalKey('service_keys in the database; put its keystore and MASTER_KEY back')
    },
  }
}

const otherSigningKey =
  'SIGNING_KEY is not the one that was first used with this database: if other processes use that, webhooks are signed by two secrets; give all of them the same'

const noSigningKey =
  'SIGNING_KEY is not set, but was when this database was first used: webhooks are signed by another secret than those of other processes; set it as they have it'

function lostSigningKey(file: string): string {
  return `${file} was not there and is made anew, though the database is not new: API keys go on working, but webhooks are signed by new secrets; put the file back, or set SIGNING_KEY, to go on as before`
}

function otherJournalKey(where: string): SettingError {
  return new SettingError(`the keystore has another key than signed the journal (${where})`)
}
