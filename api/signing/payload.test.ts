import { createHash } from 'node:crypto'
import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import type { Payload } from '../core/signing.ts'
import { readVectors, whySkipped } from '../test/published-vectors.ts'
import { payloadBytes, payloadFault } from './payload.ts'

const folder = 'eddsa-jcs-2022/'
const skipped = whySkipped(folder)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const text = (payload: Payload) => new TextDecoder().decode(payloadBytes(payload))

test.skipIf(skipped)(`a credential is signed over the published bytes ${skipped ?? ''}`, () => {
  const document = JSON.parse(readVectors(`${folder}unsigned.json`)) as object
  const proof = JSON.parse(readVectors(`${folder}proofConfigJCS.json`)) as object
  const payload: Payload = { form: 'credential', document, proof }
  expect(payloadFault(payload)).toBeUndefined()
  expect(bytesToHex(payloadBytes(payload))).toBe(readVectors(`${folder}combinedHashJCS.txt`).trim())
})

test('each form has its own bytes', () => {
  expect(text({ form: 'envelope', type: 'a.v1', body: { b: 1, a: '円' } })).toBe('a.v1\0{"a":"円","b":1}')
  expect(text({ form: 'note', text: 'kariosae\n円\n' })).toBe('kariosae\n円\n')
  const credential: Payload = { form: 'credential', document: { b: 1, a: 2 }, proof: { d: 3, c: 4 } }
  expect(bytesToHex(payloadBytes(credential))).toBe(sha256('{"c":4,"d":3}') + sha256('{"a":2,"b":1}'))
})

const proof = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022' }
test.each<[what: string, payload: unknown, fits: boolean]>([
  ['an envelope', { form: 'envelope', type: 'a.v1', body: {} }, true],
  ['an envelope of no type', { form: 'envelope', type: '', body: {} }, false],
  ['an envelope whose type hides another', { form: 'envelope', type: 'a.v1\0{}', body: {} }, false],
  ['an envelope that would pass the policy of notes', { form: 'envelope', type: 'note', body: {} }, false],
  ['an envelope that would pass the policy of credentials', { form: 'envelope', type: 'credential', body: {} }, false],
  ['an envelope of a list', { form: 'envelope', type: 'a.v1', body: [] }, false],
  ['an envelope of nothing', { form: 'envelope', type: 'a.v1', body: null }, false],
  ['a note', { form: 'note', text: 'a\nb\n' }, true],
  ['a note without its last newline', { form: 'note', text: 'a\nb' }, false],
  ['a note with a NUL', { form: 'note', text: 'a.v1\0{}\n' }, false],
  ['a note with half a character', { form: 'note', text: '\ud800\n' }, false],
  ['a note that is no text', { form: 'note', text: 1 }, false],
  ['a credential', { form: 'credential', document: {}, proof }, true],
  ['a credential with a proof in it', { form: 'credential', document: { proof: {} }, proof }, false],
  ['a credential whose proof has its value', { form: 'credential', document: {}, proof: { ...proof, proofValue: 'z' } }, false],
  ['a credential by another suite', { form: 'credential', document: {}, proof: { ...proof, cryptosuite: 'eddsa-rdfc-2022' } }, false],
  ['a credential without a configuration', { form: 'credential', document: {}, proof: null }, false],
  ['another form', { form: 'bytes', bytes: 'AAAA' }, false],
])('%s', (_what, payload, fits) => {
  expect(payloadFault(payload as Payload) === undefined).toBe(fits)
})
