/**
 * One array parameter for each column of the rows that are written, so that a statement is the same for one row and for
 * a thousand. In PostgreSQL's binary form: nothing has to be escaped here and parsed there.
 */
export type ArrayType = 'text' | 'json' | 'int4' | 'int8' | 'bytea'

const elementTypes: Readonly<Record<ArrayType, number>> = { text: 25, json: 114, int4: 23, int8: 20, bytea: 17 }
const headerLength = 20

export function encodeArray(type: ArrayType, values: readonly unknown[]): Buffer {
  const sizes = values.map((value) => sizeOf(type, value))
  const buffer = Buffer.allocUnsafe(headerLength + sizes.reduce((total, size) => total + 4 + Math.max(0, size), 0))
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(sizes.includes(-1) ? 1 : 0, 4)
  buffer.writeInt32BE(elementTypes[type], 8)
  // A length and the lowest index; an array without elements has no dimension that would have them.
  buffer.writeInt32BE(values.length, 12)
  buffer.writeInt32BE(1, 16)
  let at = headerLength
  for (const [index, value] of values.entries()) {
    const size = sizes[index]!
    at = buffer.writeInt32BE(size, at)
    if (size < 0) continue
    write(buffer, type, value, at)
    at += size
  }
  return values.length === 0 ? buffer.subarray(0, 12) : buffer
}

function sizeOf(type: ArrayType, value: unknown): number {
  if (value === null || value === undefined) return -1
  switch (type) {
    case 'int4':
      return 4
    case 'int8':
      return 8
    case 'bytea':
      return (value as Uint8Array).length
    default:
      return Buffer.byteLength(value as string)
  }
}

function write(buffer: Buffer, type: ArrayType, value: unknown, at: number): void {
  switch (type) {
    case 'int4':
      buffer.writeInt32BE(value as number, at)
      return
    case 'int8':
      buffer.writeBigInt64BE(BigInt(value as number), at)
      return
    case 'bytea':
      buffer.set(value as Uint8Array, at)
      return
    default:
      buffer.write(value as string, at)
  }
}
