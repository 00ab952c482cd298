import type { EdwardsPoint } from '@noble/curves/abstract/edwards.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { createCache } from '../cache.ts'

const known = createCache<string, { readonly point: EdwardsPoint | undefined }>(10_000)

/**
 * The point of a public key that can be trusted to stand for one signer; undefined for any other bytes. Under a key of small
 * order one signature fits any message; one with a part of small order can be made to verify in one program and not in another
 * (Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs, 2020). No honest key is either. Remembered: finding out costs
 * about as much as a verification in JavaScript.
 */
export function strictPoint(key: Uint8Array): EdwardsPoint | undefined {
  if (key.length !== 32) return undefined
  const text = keyText(key)
  const found = known.get(text)
  if (found) return found.point
  const point = readPoint(key)
  known.set(text, { point })
  return point
}

/** Bytes as the name of an entry in a cache. */
export function keyText(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[])
}

function readPoint(key: Uint8Array): EdwardsPoint | undefined {
  try {
    const point = ed25519.Point.fromBytes(key, false)
    return !point.isSmallOrder() && point.isTorsionFree() ? point : undefined
  } catch {
    return undefined
  }
}
