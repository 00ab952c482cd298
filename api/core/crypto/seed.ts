/** The same bytes, if they can be a private key of Ed25519 (RFC 8032, section 5.1.5); else throws RangeError. */
export function checkSeed(seed: Uint8Array): Uint8Array {
  if (seed.length !== 32) throw new RangeError(`a seed has 32 bytes, not ${seed.length}`)
  return seed
}
