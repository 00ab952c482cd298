import type { SigningBackend } from '../core/signing.ts'
import type { RootObject } from './root-object.ts'
import type { SandboxObject } from './sandbox-object.ts'

/** What `wrangler.toml` binds, and the secrets and variables that may be set. */
export interface Env {
  readonly ASSETS: Fetching
  readonly SANDBOXES: Objects<Fetching & Pick<SandboxObject, 'stage' | 'settle'>>
  readonly SIGNERS: Objects<SigningBackend>
  readonly ROOT: Objects<Pick<RootObject, 'signingKey' | 'masterKey'>>
  readonly SIGNING_KEY?: string
  readonly MASTER_KEY?: string
  readonly RATE_LIMIT?: string
  /** `allow`: webhooks may be sent to this machine and its private networks, as with `wrangler dev`. */
  readonly WEBHOOK_PRIVATE?: string
}

interface Fetching {
  fetch(request: Request): Promise<Response>
}

/** The objects of one class, each found by its name. What comes back from them comes later. */
interface Objects<T> {
  getByName(name: string): Remote<T>
}
type Remote<T> = {
  readonly [K in keyof T]: T[K] extends (...given: infer Given) => infer Result ? (...given: Given) => Promise<Awaited<Result>> : never
}
