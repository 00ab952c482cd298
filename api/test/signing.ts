import type { SigningBackend } from '../core/signing.ts'
import { createBackend } from '../signing/backend.ts'
import { passingMasterKey } from '../signing/master-key.ts'
import { openKeystore } from '../signing/open-keystore.ts'
import { createEmbeddedProvider } from '../signing/providers/embedded.ts'

/** The signing backend in this process, with its keys in memory. Host time is that of the test. */
export function createTestSigning(now: () => number): SigningBackend {
  const { keystore, dataKey } = openKeystore(':memory:', passingMasterKey())
  const backend = createBackend({ keystore, providers: [createEmbeddedProvider(dataKey, [])], now })
  return {
    createKeys: async (...given) => (await backend).createKeys(...given),
    publicKey: async (...given) => (await backend).publicKey(...given),
    sign: async (...given) => (await backend).sign(...given),
    rotate: async (...given) => (await backend).rotate(...given),
    revoke: async (...given) => (await backend).revoke(...given),
    uses: async (...given) => (await backend).uses(...given),
    close: async () => (await backend).close(),
  }
}
