import { readFileSync } from 'node:fs'
import { createBackend } from '../backend.ts'
import { KeystoreFault } from '../faults.ts'
import { givenMasterKey, type MasterKeySource, passingMasterKey } from '../master-key.ts'
import { masterKeyFile } from '../master-key-file.ts'
import { type OpenKeystore, openKeystore } from '../open-keystore.ts'
import { createEmbeddedProvider } from '../providers/embedded.ts'
import { createPkcs11Provider } from '../providers/pkcs11.ts'
import type { KeyProvider } from '../providers/provider.ts'
import { createCopying } from './copying.ts'
import type { SigningProcess } from './messages.ts'
import { type Pkcs11Place, type Secrets, type SigningSettings, sharedKeystore } from './settings.ts'

/** Keystore and providers as the settings say. Throws KeystoreFault where they are not usable, SigningUnavailable where they are not there yet. */
export async function openBackend({ keystore: path, masterKeyFile, provider }: SigningSettings, secrets: Secrets): Promise<SigningProcess> {
  const { keystore, dataKey, copyTo } = await open(path, masterKeySource(path, masterKeyFile, secrets), secrets)
  try {
    const embedded = createEmbeddedProvider(dataKey, isolated)
    const providers: readonly [KeyProvider, ...KeyProvider[]] = provider === 'embedded' ? [embedded] : [openHsm(provider, secrets), embedded]
    const backend = await createBackend({ keystore, providers, now: Date.now })
    return { ...backend, ...createCopying(copyTo) }
  } catch (fault) {
    await keystore.close()
    throw fault
  }
}

/** A process of its own, with no port and no other task. */
const isolated = ['isolated'] as const

async function open(path: string, source: MasterKeySource, { DATABASE_URL }: Secrets): Promise<OpenKeystore> {
  if (path !== sharedKeystore) return openKeystore(path, source)
  if (!DATABASE_URL) throw new KeystoreFault('the keystore is in PostgreSQL, but DATABASE_URL does not say in which')
  // Loaded where it is needed: a keystore in a file is opened without the driver.
  const { openPostgresKeystore } = await import('../postgres/open-postgres.ts')
  return openPostgresKeystore(DATABASE_URL, source)
}

function masterKeySource(path: string, file: string, { MASTER_KEY }: Secrets): MasterKeySource {
  if (MASTER_KEY) return givenMasterKey(MASTER_KEY)
  return path === ':memory:' ? passingMasterKey() : masterKeyFile(file)
}

function openHsm({ library, token, pinFile }: Pkcs11Place, { PKCS11_PIN }: Secrets): KeyProvider {
  const pin = PKCS11_PIN ?? (pinFile === null ? undefined : readFileSync(pinFile, 'utf8').trim())
  if (!pin) throw new KeystoreFault(`the PIN of the token ${token} is not known; set PKCS11_PIN, or PKCS11_PIN_FILE to a file with it`)
  return createPkcs11Provider({ library, token, pin }, isolated)
}
