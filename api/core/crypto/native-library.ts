/**
 * node:crypto, where the runtime has it; a browser has not. It is asked for and not imported, so that what stands on it
 * loads everywhere. Only its arithmetic is used: hashes, and Ed25519, which needs no randomness.
 */
export const nodeCrypto: typeof import('node:crypto') | undefined = globalThis.process?.getBuiltinModule?.('node:crypto')
