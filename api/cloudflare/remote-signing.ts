import { type SigningBackend, SigningUnavailable } from '../core/signing.ts'
import type { Env } from './env.ts'

/** The signing backend in the object of that name, behind the same door as everywhere. */
export function createRemoteSigning({ SIGNERS }: Env, name: () => string): SigningBackend {
  const ask = async <T>(work: (backend: ReturnType<typeof SIGNERS.getByName>) => Promise<T>): Promise<T> => {
    try {
      return await work(SIGNERS.getByName(name()))
    } catch (fault) {
      throw passes(fault) ? new SigningUnavailable(String(fault), { cause: fault }) : fault
    }
  }
  return {
    createKeys: (wanted) => ask((backend) => backend.createKeys(wanted)),
    publicKey: (keyId) => ask((backend) => backend.publicKey(keyId)),
    sign: (requests) => ask((backend) => backend.sign(requests)),
    rotate: (keyId, policy) => ask((backend) => backend.rotate(keyId, policy)),
    revoke: (keyId) => ask((backend) => backend.revoke(keyId)),
    uses: (keyId, page) => ask((backend) => backend.uses(keyId, page)),
    close: async () => {},
  }
}

/** A fault of the keystore says the same the next time; one of the way there, or of an object that is just ending, passes. */
function passes(fault: unknown): boolean {
  return !(fault instanceof Error && /keystore|private key/.test(fault.message))
}
