import { join } from 'node:path'

/** What the signing process is started with. Nothing in it is secret: it stands in the process list. */
export interface SigningSettings {
  /** Path of the keystore, `:memory:` for one that ends with the process, or `postgres:` for the one in DATABASE_URL that others use too. */
  readonly keystore: string
  /** Path of the file with the master key; made with the keystore. MASTER_KEY in the environment goes before it. */
  readonly masterKeyFile: string
  readonly provider: 'embedded' | Pkcs11Place
}

export interface Pkcs11Place {
  /** Path of the PKCS#11 library. */
  readonly library: string
  /** The label of the token. */
  readonly token: string
  /** Path of a file with its PIN, where PKCS11_PIN is not in the environment. */
  readonly pinFile: string | null
}

/** Variables that the signing process reads, and forgets. */
export const secretVariables = ['MASTER_KEY', 'PKCS11_PIN', 'DATABASE_URL'] as const
export type Secrets = Readonly<Partial<Record<(typeof secretVariables)[number], string>>>

export const sharedKeystore = 'postgres:'

/** The keystore in PostgreSQL; its master key, where MASTER_KEY does not give it, in a file in this folder. */
export function sharedSigning(folder: string): Pick<SigningSettings, 'keystore' | 'masterKeyFile'> {
  return { keystore: sharedKeystore, masterKeyFile: join(folder, 'postgres.master') }
}

/** Keystore and master key lie beside the database, under its name. */
export function signingFiles(databasePath: string): Pick<SigningSettings, 'keystore' | 'masterKeyFile'> {
  if (databasePath === ':memory:') return { keystore: ':memory:', masterKeyFile: '' }
  const stem = databasePath.replace(/\.[^./]*$/, '')
  return { keystore: `${stem}.keys.db`, masterKeyFile: `${stem}.master` }
}
