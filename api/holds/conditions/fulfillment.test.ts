import { expect, test } from 'vitest'
import { isTrue, judge, schemaFault, sentences, stranger } from '../../test/condition-facts.ts'

/** Test vectors 0000 and 0005 of rfcs/crypto-conditions: the empty preimage, and "aaa". */
const empty = 'a0258020e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855810100'
const aaa = 'a02580209834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0810103'
/** Vector 0015: an Ed25519 signature of "aaa". */
const signedAaa = {
  condition: 'a4278020799239aba8fc4ff7eabfbc4c44e69e8bdfed993324e12ed64792abe289cf1d5f8103020000',
  fulfillment:
    'a4648020d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a8140506a1ea68318e62d40635dad043e1987ebc26e5b5c4406f7bdf85a73388fbfe5c245ac49f4770ebc787708270aa6a8769fefe8930fd0ea1ee64b31407d769509',
}
const fault = (condition: string) => ({ fault: `fulfillment does not fulfil the condition ${condition}` })

test.each<[what: string, condition: object, fulfillment: string, verdict: unknown]>([
  ['the right one', { condition: empty }, 'a0028000', { kind: 'preimage', name: empty, by: null, data: { fulfillment: 'a0028000' } }],
  [
    'in capital letters',
    { condition: empty.toUpperCase() },
    'A0028000',
    { kind: 'preimage', name: empty, by: null, data: { fulfillment: 'a0028000' } },
  ],
  ['that of another condition', { condition: aaa }, 'a0028000', fault(aaa)],
  ['the condition itself', { condition: empty }, empty, fault(empty)],
  ['no DER', { condition: empty }, 'a00280', fault(empty)],
  ['one with something after it', { condition: empty }, 'a002800000', fault(empty)],
  [
    'a signature of the message',
    { condition: signedAaa.condition, message: 'aaa' },
    signedAaa.fulfillment,
    { kind: 'preimage', name: `${signedAaa.condition} aaa`, by: null, data: { fulfillment: signedAaa.fulfillment } },
  ],
  ['a signature of another message', { condition: signedAaa.condition, message: 'aab' }, signedAaa.fulfillment, fault(signedAaa.condition)],
  ['a signature where there is no message', { condition: signedAaa.condition }, signedAaa.fulfillment, fault(signedAaa.condition)],
])('%s', (_what, fulfillment, given, verdict) => {
  expect(judge({ fulfillment }, { fulfillment: given }, stranger)).toEqual(verdict)
})

test('true once it was given, for this condition and message only', () => {
  const given = { kind: 'preimage', name: aaa, by: null } as const
  expect(isTrue({ fulfillment: { condition: aaa } }, [])).toBe(false)
  expect(isTrue({ fulfillment: { condition: aaa } }, [given])).toBe(true)
  expect(isTrue({ fulfillment: { condition: empty } }, [given])).toBe(false)
  expect(isTrue({ fulfillment: { condition: aaa, message: 'x' } }, [given])).toBe(false)
})

const notDer = 'must be a condition in DER: preimage, prefix, threshold, rsa or ed25519 of SHA-256'
test.each<[what: string, condition: string, fault: string | undefined]>([
  ['good', empty, undefined],
  ['of a type that is none', empty.replace('a025', 'a525'), notDer],
  ['of another class', empty.replace('a025', '3025'), notDer],
  ['cut off', empty.slice(0, -2), notDer],
  ['with something after it', `${empty}00`, notDer],
  ['with a fingerprint of 31 bytes', empty.replace('a0258020e3', 'a024801f'), notDer],
  ['with a cost of needless zeros', empty.replace('a025', 'a026').replace(/810100$/, '81020000'), notDer],
  ['with a negative cost', empty.replace(/00$/, 'ff'), notDer],
  ['with subtypes though simple', empty.replace('a025', 'a029').concat('82020780'), notDer],
  ['a fulfillment', 'a0028000', notDer],
  ['that costs as much as may be', empty.replace('a025', 'a027').replace(/810100$/, '8103100000'), undefined],
  ['that costs more', empty.replace('a025', 'a027').replace(/810100$/, '8103100001'), 'must cost at most 1048576 to check'],
  ['half a byte', `${empty}0`, 'must be 1 to 64 bytes in hexadecimal'],
])('a condition %s', (_what, condition, fault) => {
  expect(schemaFault({ fulfillment: { condition } })).toBe(fault && `fulfillment.condition: ${fault}`)
})

test.each<[fulfillment: object, en: string, ja: string]>([
  [
    { condition: empty },
    'If a fulfillment of the condition preimage-sha-256 e3b0c442… has been given, …',
    '条件preimage-sha-256 e3b0c442…の充足（fulfillment）が提示された場合、…',
  ],
  [
    { condition: signedAaa.condition, message: 'aaa' },
    'If a fulfillment of the condition ed25519-sha-256 799239ab… for the message "aaa" has been given, …',
    '条件ed25519-sha-256 799239ab…の充足（fulfillment）（メッセージ「aaa」）が提示された場合、…',
  ],
])('%j in words', (fulfillment, en, ja) => {
  expect(sentences({ fulfillment })).toEqual([en, ja])
})
