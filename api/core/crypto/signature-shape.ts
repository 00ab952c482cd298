/**
 * 64 bytes whose R is not the neutral point. That one of the points of small order [S]B − [k]A could be, and runtimes differ
 * on it: newer ones refuse any such R as the Web Cryptography API asks (nodejs/node, pull request 64026). Nobody signs with it.
 */
export function isSignatureShaped(signature: Uint8Array): boolean {
  return signature.length === 64 && !(signature[0] === 1 && signature.subarray(1, 32).every((byte) => byte === 0))
}
