import { ed25519 } from '@noble/curves/ed25519.js'
import { expect, test } from 'vitest'
import { encodeBase64url } from '../../core/base64url.ts'
import { signedBytes } from '../../core/crypto/envelope.ts'
import type { Oracle } from '../../core/model.ts'
import {
  bodyFault,
  holdId as hold,
  isTrue,
  judge,
  otherHold,
  type Piece,
  schemaFault,
  sentences,
  stranger,
  termsFault,
} from '../../test/condition-facts.ts'
import { namesIn } from './index.ts'

const oracleId = (word: string) => `orc_${word.padStart(26, '0')}`
const secrets = { reg: new Uint8Array(32).fill(1), xther: new Uint8Array(32).fill(2) }
const [registry, other]: [Oracle, Oracle] = (['reg', 'xther'] as const).map((word) => ({
  id: oracleId(word),
  name: word,
  publicKey: encodeBase64url(ed25519.getPublicKey(secrets[word])),
  createdAt: 0,
})) as [Oracle, Oracle]

const type = 'kariosae.attestation.v1'
function attest(body: object, { by = secrets.reg, kid = registry.id, as = type } = {}) {
  return { type, body, kid, alg: 'Ed25519', sig: encodeBase64url(ed25519.sign(signedBytes(as, body), by)) }
}

const statement = 'transferred'
const attestedBy = { oracle: registry.id, statement }
const good = attest({ hold, statement, data: { owner: 'Hana' } })
const badSignature = { fault: `attestation.sig is no signature of ${registry.id} over type and body` }

test.each<[what: string, attestation: object, verdict: unknown]>([
  ['good', good, { kind: 'attestation', name: statement, by: registry.id, data: good }],
  ['without data', attest({ hold, statement }), { kind: 'attestation', name: statement, by: registry.id, data: attest({ hold, statement }) }],
  ['of another statement', attest({ hold, statement: 'scrapped' }), 'unasked'],
  ['of another oracle', attest({ hold, statement }, { by: secrets.xther, kid: other.id }), 'unasked'],
  ['of another oracle in this one’s name', attest({ hold, statement }, { by: secrets.xther }), badSignature],
  [
    'for another hold',
    attest({ hold: otherHold, statement }),
    { fault: `attestation.body.hold is ${otherHold}; an attestation is for one hold only` },
  ],
  ['changed to be for this hold', { ...attest({ hold: otherHold, statement }), body: { hold, statement } }, badSignature],
  ['with data changed', { ...good, body: { hold, statement, data: { owner: 'Ken' } } }, badSignature],
  ['signed as another type', attest({ hold, statement }, { as: 'kariosae.payment.v1' }), badSignature],
])('an attestation %s', (_what, attestation, verdict) => {
  expect(judge({ attestedBy }, { attestation }, stranger, [], [registry, other])).toEqual(verdict)
})

test('an attestation of an oracle that is gone', () => {
  expect(judge({ attestedBy }, { attestation: good }, stranger)).toEqual(badSignature)
})

test.each<[what: string, changed: object, fault: string]>([
  ['type', { type: 'kariosae.attestation.v2' }, 'attestation.type: Invalid input: expected "kariosae.attestation.v1"'],
  ['algorithm', { alg: 'none' }, 'attestation.alg: Invalid input: expected "Ed25519"'],
  ['signer', { kid: 'reg' }, `attestation.kid: must be an ID like orc_00000000000000000000000reg`],
  ['signature', { sig: good.sig.slice(1) }, 'attestation.sig: must be a signature: 64 bytes in base64url'],
  ['hold', { body: { statement } }, 'attestation.body.hold: Invalid input: expected string, received undefined'],
  ['body', { body: { hold, statement, at: 'now' } }, 'attestation.body: Unrecognized key: "at"'],
  ['envelope', { iat: 1 }, 'attestation: Unrecognized key: "iat"'],
])('an odd %s', (_what, changed, fault) => {
  expect(bodyFault('attestedBy', { attestation: { ...good, ...changed } })).toBe(fault)
})

const given: Piece = { kind: 'attestation', name: statement, by: registry.id, data: good }
test.each<[what: string, attestedBy: object, pieces: readonly Piece[], verdict: boolean]>([
  ['none', attestedBy, [], false],
  ['the one asked for', attestedBy, [given], true],
  ['another statement', { ...attestedBy, statement: 'scrapped' }, [given], false],
  ['another oracle', { ...attestedBy, oracle: other.id }, [given], false],
  ['with the data asked for', { ...attestedBy, where: 'data.owner == "Hana"' }, [given], true],
  ['with other data', { ...attestedBy, where: 'data.owner == "Ken"' }, [given], false],
  ['without data', { ...attestedBy, where: 'data.owner == "Hana"' }, [{ ...given, data: attest({ hold, statement }) }], false],
])('true of %s', (_what, attestedBy, pieces, verdict) => {
  expect(isTrue({ attestedBy }, pieces)).toBe(verdict)
})

test('what is wrong with it', () => {
  expect(schemaFault({ attestedBy: { ...attestedBy, oracle: 'reg' } })).toBe('attestedBy.oracle: must be an ID like orc_00000000000000000000000reg')
  expect(schemaFault({ attestedBy: { ...attestedBy, statement: '' } })).toBe(
    'attestedBy.statement: Too small: expected string to have >=1 characters',
  )
  expect(termsFault({ attestedBy: { ...attestedBy, where: 'owner' } })).toBe('where is not valid: Unknown variable: owner')
  expect(namesIn({ attestedBy }).oracles).toEqual([registry.id])
})

test('in words', () => {
  expect(sentences({ attestedBy: { ...attestedBy, where: 'data.owner == "Hana"' } })).toEqual([
    `If the oracle ${registry.id} has attested "transferred" with data.owner == "Hana", …`,
    `オラクル${registry.id}が「transferred」（data.owner == "Hana"）を証明した場合、…`,
  ])
})
