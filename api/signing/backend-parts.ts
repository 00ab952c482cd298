import type { Keystore } from './keystore.ts'
import type { KeyProvider } from './providers/provider.ts'

export interface BackendParts {
  readonly keystore: Keystore
  /** The first makes new keys; the others still sign with theirs. */
  readonly providers: readonly [KeyProvider, ...KeyProvider[]]
  /** Host time in milliseconds. */
  readonly now: () => number
}
