import { constructed, primitive, readElements, readFields, readInteger, writeElement, writeInteger } from './der.ts'

/** The types, each at the number that is its tag and its bit (draft-thomas-crypto-conditions-04, section 8). */
export const conditionTypeNames = ['preimage-sha-256', 'prefix-sha-256', 'threshold-sha-256', 'rsa-sha-256', 'ed25519-sha-256'] as const
const compoundTypes: readonly number[] = [1, 2]

export interface BinaryCondition {
  readonly type: number
  /** SHA-256 of what must be shown. */
  readonly fingerprint: Uint8Array
  /** How much work checking a fulfillment is at most. */
  readonly cost: number
  /** Types inside it, as bits: 1 << type. */
  readonly subtypes: number
}

export function encodeCondition({ type, fingerprint, cost, subtypes }: BinaryCondition): Uint8Array {
  const simple = [writeElement(primitive(0), fingerprint), writeElement(primitive(1), writeInteger(cost))]
  return writeElement(constructed(type), ...simple, ...(compoundTypes.includes(type) ? [writeElement(primitive(2), writeBits(subtypes))] : []))
}

export function parseCondition(bytes: Uint8Array): BinaryCondition | undefined {
  const [outer, ...more] = readElements(bytes) ?? []
  const type = (outer?.tag ?? 0) - constructed(0)
  if (!outer || more.length > 0 || conditionTypeNames[type] === undefined) return undefined
  const compound = compoundTypes.includes(type)
  const fields = readFields(outer.contents, primitive(0), primitive(1), ...(compound ? [primitive(2)] : []))
  if (fields?.[0]?.length !== 32) return undefined
  const cost = readInteger(fields[1]!)
  const subtypes = compound ? readBits(fields[2]!) : 0
  return cost === undefined || subtypes === undefined ? undefined : { type, fingerprint: fields[0], cost, subtypes }
}

/** All types in a condition, its own included. */
export function typesIn({ type, subtypes }: BinaryCondition): number {
  return subtypes | (1 << type)
}

/** A BIT STRING of named bits: the first is the highest of the byte, zeros at the end are left away. */
function writeBits(bits: number): Uint8Array {
  if (bits === 0) return Uint8Array.of(0)
  const byte = conditionTypeNames.reduce((sum, _name, type) => sum | (bits & (1 << type) ? 0x80 >> type : 0), 0)
  return Uint8Array.of(Math.log2(byte & -byte), byte)
}

function readBits(contents: Uint8Array): number | undefined {
  const bits = conditionTypeNames.reduce((sum, _name, type) => sum | ((contents[1] ?? 0) & (0x80 >> type) ? 1 << type : 0), 0)
  const again = writeBits(bits)
  return again.length === contents.length && again.every((byte, at) => byte === contents[at]) ? bits : undefined
}
