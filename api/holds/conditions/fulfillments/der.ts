import { concatBytes } from '@noble/hashes/utils.js'

/** The part of DER (ITU-T X.690) that conditions and fulfillments use: context tags below 31, definite lengths. */

export interface Element {
  readonly tag: number
  readonly contents: Uint8Array
}

/** Tag of a field that holds bytes, a number or bits; and of one that holds fields. */
export const primitive = (field: number) => 0x80 | field
export const constructed = (field: number) => 0xa0 | field

/** All elements in these bytes, to the last one; undefined where they are not DER. */
export function readElements(bytes: Uint8Array): readonly Element[] | undefined {
  const elements: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const header = readHeader(bytes, at)
    if (!header || header.end > bytes.length) return undefined
    elements.push({ tag: bytes[at]!, contents: bytes.subarray(header.start, header.end) })
    at = header.end
  }
  return elements
}

/** Lengths take as few bytes as they can, at most two after the first. */
function readHeader(bytes: Uint8Array, at: number): { readonly start: number; readonly end: number } | undefined {
  const [tag, first, second = 0, third = 0] = bytes.subarray(at, at + 4)
  if (tag === undefined || first === undefined || (tag & 0xc0) !== 0x80 || (tag & 0x1f) === 0x1f) return undefined
  if (first < 0x80) return { start: at + 2, end: at + 2 + first }
  if (first === 0x81 && second >= 0x80) return { start: at + 3, end: at + 3 + second }
  const long = second * 256 + third
  return first === 0x82 && long >= 0x100 ? { start: at + 4, end: at + 4 + long } : undefined
}

/** The contents of exactly these fields in this order. */
export function readFields(bytes: Uint8Array, ...tags: readonly number[]): readonly Uint8Array[] | undefined {
  const elements = readElements(bytes)
  return elements?.length === tags.length && elements.every(({ tag }, index) => tag === tags[index])
    ? elements.map(({ contents }) => contents)
    : undefined
}

/** INTEGER (0..4294967295), without needless zeros. */
export function readInteger(contents: Uint8Array): number | undefined {
  const [first, second] = contents
  if (first === undefined || first >= 0x80 || contents.length > 5 || (first === 0 && second !== undefined && second < 0x80)) return undefined
  const value = contents.reduce((sum, byte) => sum * 256 + byte, 0)
  return value <= 0xffffffff ? value : undefined
}

export function writeElement(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contents = concatBytes(...parts)
  const { length } = contents
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return concatBytes(Uint8Array.of(tag, ...size), contents)
}

export function writeInteger(value: number): Uint8Array {
  const bytes = [value % 256]
  for (let left = Math.floor(value / 256); left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256)
  return Uint8Array.from(bytes[0]! >= 0x80 ? [0, ...bytes] : bytes)
}

/** The order of a DER SET OF: by bytes. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const index = a.findIndex((byte, at) => byte !== b[at])
  return index === -1 ? a.length - b.length : a[index]! - (b[index] ?? -1)
}
