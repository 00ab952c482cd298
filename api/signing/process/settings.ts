/** What the signing process is started with. Nothing in it is secret: it stands in the process list. */
export interface SigningSettings {
  /** Path of the keystore, or `:memory:` for one that ends with the process. */
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

/** Variables that only the signing process reads, and forgets. */
export const secretVariables = ['MASTER_KEY', 'PKCS11_PIN'] as const
export type Secrets = Readonly<Partial<Record<(typeof secretVariables)[number], string>>>

/** Keystore and master key lie beside the database, under its name. */
export function signingFiles(databasePath: string): Pick<SigningSettings, 'keystore' | 'masterKeyFile'> {
  if (databasePath === ':memory:') return { keystore: ':memory:', masterKeyFile: '' }
  const stem = databasePath.replace(/\.[^./]*$/, '')
  return { keystore: `${stem}.keys.db`, masterKeyFile: `${stem}.master` }
}
