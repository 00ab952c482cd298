import { type SigningBackend, SigningUnavailable } from '../core/signing.ts'
import { type Store, StoreUnavailable } from '../core/store.ts'

/** The Worker itself has no sandbox: what it is asked for with no genuine key is answered as everywhere, from nothing. */
export const noSandboxes: Store = {
  commits: 'apart',
  shared: true,
  commit: notHere,
  reader: notHere,
  snapshot: notHere,
  sandbox: () => undefined,
  apiKey: () => undefined,
  dueSandboxes: () => [],
  nextWake: () => null,
  logRequests: () => {},
  tidy: () => false,
  dump: notHere,
  stage: notHere,
  staged: () => undefined,
  settle: notHere,
  unstage: notHere,
  close: () => {},
}

/** Nor has it a key to sign with. */
export const noSigning: SigningBackend = {
  createKeys: noKeys,
  publicKey: noKeys,
  sign: noKeys,
  rotate: noKeys,
  revoke: noKeys,
  uses: noKeys,
  close: async () => {},
}

function notHere(): never {
  throw new StoreUnavailable('a sandbox lives in its own object')
}

async function noKeys(): Promise<never> {
  throw new SigningUnavailable('the keys of a sandbox are in an object of their own')
}
