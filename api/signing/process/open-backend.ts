import { readFileSync } from 'node:fs'
import type { SigningBackend } from '../../core/signing.ts'
import { createBackend } from '../backend.ts'
import { KeystoreFault } from '../faults.ts'
import { givenMasterKey, type MasterKeySource, masterKeyFile, passingMasterKey } from '../master-key.ts'
import { openKeystore } from '../open-keystore.ts'
import { createEmbeddedProvider } from '../providers/embedded.ts'
import { createPkcs11Provider } from '../providers/pkcs11.ts'
import type { KeyProvider } from '../providers/provider.ts'
import type { Pkcs11Place, Secrets, SigningSettings } from './settings.ts'

/** Keystore and providers as the settings say. Throws KeystoreFault where they are not usable. */
export async function openBackend({ keystore: path, masterKeyFile, provider }: SigningSettings, secrets: Secrets): Promise<SigningBackend> {
  const { keystore, dataKey } = openKeystore(path, masterKeySource(path, masterKeyFile, secrets))
  try {
    const embedded = createEmbeddedProvider(dataKey, isolated)
    const providers: readonly [KeyProvider, ...KeyProvider[]] = provider === 'embedded' ? [embedded] : [openHsm(provider, secrets), embedded]
    return await createBackend({ keystore, providers, now: Date.now })
  } catch (fault) {
    keystore.close()
    throw fault
  }
}

/** A process of its own, with no port and no other task. */
const isolated = ['isolated'] as const

function masterKeySource(path: string, file: string, { MASTER_KEY }: Secrets): MasterKeySource {
  if (MASTER_KEY) return givenMasterKey(MASTER_KEY)
  return path === ':memory:' ? passingMasterKey() : masterKeyFile(file)
}

function openHsm({ library, token, pinFile }: Pkcs11Place, { PKCS11_PIN }: Secrets): KeyProvider {
  const pin = PKCS11_PIN ?? (pinFile === null ? undefined : readFileSync(pinFile, 'utf8').trim())
  if (!pin) throw new KeystoreFault(`the PIN of the token ${token} is not known; set PKCS11_PIN, or PKCS11_PIN_FILE to a file with it`)
  return createPkcs11Provider({ library, token, pin }, isolated)
}
