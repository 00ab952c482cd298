import type { Attestation } from '../../core/signing.ts'

/** One key as its provider knows it. */
export interface ProviderKey {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  /** What the provider finds the private key by. Tells nothing of it without the provider's own secret. */
  readonly handle: Uint8Array
}

/** Where private keys are made, used and destroyed. None ever comes out. */
export interface KeyProvider {
  readonly name: string
  /** What it can attest of its keys. */
  readonly attestation: Attestation
  /** Ed25519. The keystore makes the handle durable; a key whose handle was lost is never used. */
  createKey(): Promise<ProviderKey>
  /** 64 bytes (RFC 8032). Throws KeystoreFault if the handle is not that of the public key. */
  sign(key: ProviderKey, message: Uint8Array): Promise<Uint8Array>
  /** Of no effect the second time. */
  destroy(key: ProviderKey): Promise<void>
  close(): Promise<void>
}
