/**
 * Ed25519 (RFC 8032), with one strict definition of a good signature R ‖ S by A over M, the same from every provider: A is
 * canonical and of the prime order L, S < L, R is byte by byte the encoding of [S]B − [k]A (section 5.1.7 without the
 * cofactor) and not the neutral point. So each bit of a signature counts and no key fits more than its own messages
 * (Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs, 2020). RFC 8032 itself, ZIP-215 and others accept more.
 */
export interface Ed25519 {
  /** Wrong bytes, of whatever length, are no signature and no fault. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
  /** The same verdict later: where the runtime can, other threads compute it meanwhile. */
  verifyLater(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean>
  /** R ‖ S, 64 bytes. Throws RangeError for a seed that has not 32 bytes, as does `publicKey`. */
  sign(message: Uint8Array, seed: Uint8Array): Uint8Array
  /** The public key, 32 bytes, of a private key, which is a seed of 32 bytes. */
  publicKey(seed: Uint8Array): Uint8Array
}
