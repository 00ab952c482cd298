import { constants, createSign, generateKeyPairSync } from 'node:crypto'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { processorTime } from '../../../test/processor-time.ts'
import { vectorFiles, whySkipped } from '../../../test/published-vectors.ts'
import { conditionTypeNames, encodeCondition, parseCondition } from './condition-binary.ts'
import { constructed, primitive, writeElement, writeInteger } from './der.ts'
import { fulfills, parseFulfillment } from './fulfillment.ts'

interface Vector {
  readonly cost: number
  readonly subtypes: readonly string[]
  readonly fulfillment: string
  readonly conditionBinary: string
  readonly message: string
}

const none = new Uint8Array()
const preimage = (text: string) => writeElement(constructed(0), writeElement(primitive(0), utf8ToBytes(text)))
const prefix = (before: string, limit: number, inner: Uint8Array) =>
  writeElement(
    constructed(1),
    writeElement(primitive(0), utf8ToBytes(before)),
    writeElement(primitive(1), writeInteger(limit)),
    writeElement(constructed(2), inner),
  )
const threshold = (subs: readonly Uint8Array[], others: readonly Uint8Array[] = []) =>
  writeElement(constructed(2), writeElement(constructed(0), ...subs), writeElement(constructed(1), ...others))
const conditionOf = (fulfillment: Uint8Array) => encodeCondition(parseFulfillment(fulfillment)!.condition)

const folder = 'crypto-conditions/'
const skipped = whySkipped(folder)
const vectors = vectorFiles<Vector>(folder)

describe.skipIf(skipped)(`published vectors of crypto-conditions${skipped ? ` (${skipped})` : ''}`, () => {
  test('are all there', () => expect(vectors.length).toBe(18))

  test.for(vectors)('%s', ([, { conditionBinary, fulfillment, message, cost, subtypes }]) => {
    const [condition, given, signed] = [hexToBytes(conditionBinary), hexToBytes(fulfillment), hexToBytes(message)]
    const parsed = parseCondition(condition)!
    expect(bytesToHex(encodeCondition(parsed))).toBe(conditionBinary.toLowerCase())
    expect(parseFulfillment(given)!.condition).toEqual(parsed)
    expect(parsed.cost).toBe(cost)
    expect(conditionTypeNames.filter((_name, type) => parsed.subtypes & (1 << type)).toSorted()).toEqual(subtypes)
    expect(fulfills(condition, given, signed)).toBe(true)
    expect(fulfills(condition, condition, signed)).toBe(false)
    expect(fulfills(condition, none, signed)).toBe(false)
    const others = vectors.map(([, vector]) => vector.conditionBinary).filter((other) => other !== conditionBinary)
    for (const other of others) expect(fulfills(hexToBytes(other), given, signed)).toBe(false)
  })
})

const one = preimage('aaa')
const two = preimage('bbb')
test.each<[what: string, fulfillment: Uint8Array, message: string, verdict: boolean]>([
  ['a preimage, whatever the message', one, 'x', true],
  ['a prefix, at the limit', prefix('p', 3, one), 'xxx', true],
  ['a prefix, above the limit, which stops no message (vector 0008)', prefix('p', 3, one), 'xxxx', true],
  ['one of two', threshold([one], [conditionOf(two)]), '', true],
  ['two of two', threshold([one, two]), '', true],
  ['eight levels', Array.from({ length: 7 }).reduce<Uint8Array>((inner) => threshold([inner]), one), '', true],
])('%s', (_what, fulfillment, message, verdict) => {
  expect(fulfills(conditionOf(fulfillment), fulfillment, utf8ToBytes(message))).toBe(verdict)
})

test('it is the same condition, whichever of them is fulfilled', () => {
  const either = conditionOf(threshold([one], [conditionOf(two)]))
  expect(fulfills(either, threshold([two], [conditionOf(one)]), none)).toBe(true)
  expect(fulfills(either, threshold([one, two]), none)).toBe(false)
  expect(fulfills(either, one, none)).toBe(false)
})

test.each<[what: string, hex: string]>([
  ['nothing', ''],
  ['half an element', 'a0'],
  ['less than its length says', 'a0058003616'.padEnd(12, '1')],
  ['more than its length says', 'a002800000'],
  ['a length in more bytes than it takes', 'a081028000'],
  ['a length in two bytes more than it takes', 'a08200028000'],
  ['a length that is not told', 'a08080000000'],
  ['a length of three bytes', 'a083000002'],
  ['a universal tag', '30028000'],
  ['a tag of several bytes', 'bf1f028000'],
  ['a type that is none', 'a5028000'],
  ['a primitive type', '80028000'],
  ['no field', 'a000'],
  ['another field', 'a0028100'],
  ['one field more', 'a00480008100'],
  ['a limit with a needless zero', 'a10c800081020000a204a0028000'],
  ['a negative limit', 'a10b80008101ffa204a0028000'],
  ['a limit of six bytes', 'a1108000810600ffffffffffa204a0028000'],
  ['nothing in a prefix', 'a1078000810100a200'],
  ['two in a prefix', 'a10f8000810100a208a0028000a0028000'],
  ['none of two', 'a204a000a100'],
  ['a condition among the fulfilled', `a22ba027${bytesToHex(conditionOf(preimage('')))}a100`],
  ['a fulfillment among the others', 'a20ca004a0028000a104a0028000'],
  ['two in the wrong order', bytesToHex(threshold([two, one]))],
  ['a key of 31 bytes', `a463801f${'00'.repeat(31)}8140${'00'.repeat(64)}`],
  ['nine levels', bytesToHex(Array.from({ length: 8 }).reduce<Uint8Array>((inner) => threshold([inner]), one))],
  ['more than 4,096 bytes', bytesToHex(writeElement(constructed(0), writeElement(primitive(0), new Uint8Array(4_090))))],
  ['a modulus of 127 bytes', bytesToHex(rsa(new Uint8Array(127).fill(255), new Uint8Array(127)))],
  ['a modulus of 513 bytes', bytesToHex(rsa(new Uint8Array(513).fill(255), new Uint8Array(513)))],
  ['a modulus that begins with zero', bytesToHex(rsa(Uint8Array.of(0, ...new Uint8Array(127).fill(255)), new Uint8Array(128)))],
  ['a signature shorter than its modulus', bytesToHex(rsa(new Uint8Array(128).fill(255), new Uint8Array(127)))],
])('%s is no fulfillment', (_what, hex) => {
  expect(parseFulfillment(hexToBytes(hex))).toBeUndefined()
})

function rsa(modulus: Uint8Array, signature: Uint8Array): Uint8Array {
  return writeElement(constructed(3), writeElement(primitive(0), modulus), writeElement(primitive(1), signature))
}

/** Against the signatures of another implementation. */
describe.each([1024, 1031, 2048])('RSA of %d bits', (modulusLength) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength })
  const modulus = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).n!, 'base64url'))
  const sign = (saltLength: number, padding = constants.RSA_PKCS1_PSS_PADDING) =>
    new Uint8Array(createSign('sha256').update('message').sign({ key: privateKey, padding, saltLength }))
  const signature = sign(32)
  const changed = signature.map((byte, at) => (at === 60 ? byte ^ 1 : byte))

  test.each<[what: string, signature: Uint8Array, message: string, verdict: boolean]>([
    ['of the message', signature, 'message', true],
    ['of another message', signature, 'massage', false],
    ['with a bit changed', changed, 'message', false],
    ['with a salt of 20 bytes', sign(20), 'message', false],
    ['with the older padding', sign(32, constants.RSA_PKCS1_PADDING), 'message', false],
    ['that is the modulus', modulus, 'message', false],
    ['of zeros', new Uint8Array(modulus.length), 'message', false],
  ])('a signature %s', (_what, signature, message, verdict) => {
    expect(parseFulfillment(rsa(modulus, signature))!.verify(utf8ToBytes(message))).toBe(verdict)
  })
})

test('what costs most is still checked quickly', () => {
  const many = threshold(Array(800).fill(preimage('')))
  expect(processorTime(() => expect(fulfills(conditionOf(many), many, none)).toBe(true))).toBeLessThan(500)
})
