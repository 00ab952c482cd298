import { expect, test } from 'vitest'
import { bodyFault, isTrue, judge, schemaFault, sentences, stranger } from '../../test/condition-facts.ts'

/** SHA-256 of "abc" (FIPS 180-2, B.1). */
const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const given = { kind: 'preimage', name: sha256, by: null, data: { preimage: '616263' } } as const

test.each<[what: string, condition: string, body: object, verdict: unknown]>([
  ['the preimage', sha256, { preimage: '616263' }, given],
  ['in capital letters of both', sha256.toUpperCase(), { preimage: '616263' }, given],
  ['another text', sha256, { preimage: '616264' }, { fault: `preimage does not have the SHA-256 hash ${sha256}` }],
  ['the hash itself', sha256, { preimage: sha256 }, { fault: `preimage does not have the SHA-256 hash ${sha256}` }],
])('%s', (_what, condition, body, verdict) => {
  expect(judge({ preimage: { sha256: condition } }, body, stranger)).toEqual(verdict)
})

test('true once it was given, whoever gave it, for this hash only', () => {
  expect(isTrue({ preimage: { sha256 } }, [])).toBe(false)
  expect(isTrue({ preimage: { sha256 } }, [given])).toBe(true)
  expect(isTrue({ preimage: { sha256: sha256.replace('b', 'c') } }, [given])).toBe(false)
  expect(isTrue({ preimage: { sha256 } }, [{ ...given, kind: 'signal' }])).toBe(false)
})

test.each<[what: string, preimage: unknown, fault: string]>([
  ['31 bytes', { sha256: sha256.slice(2) }, 'preimage.sha256: must be 32 bytes in hexadecimal'],
  ['half a byte more', { sha256: `${sha256}a` }, 'preimage.sha256: must be 32 bytes in hexadecimal'],
  ['no hexadecimal', { sha256: `x${sha256.slice(1)}` }, 'preimage.sha256: must be 32 bytes in hexadecimal'],
])('a hash of %s', (_what, preimage, fault) => {
  expect(schemaFault({ preimage })).toBe(fault)
})

test.each<[what: string, preimage: string, fault: string | undefined]>([
  ['one byte', '00', undefined],
  ['1,024 bytes', '00'.repeat(1024), undefined],
  ['1,025 bytes', '00'.repeat(1025), 'preimage: must be 1 to 1024 bytes in hexadecimal'],
  ['nothing', '', 'preimage: must be 1 to 1024 bytes in hexadecimal'],
])('a preimage of %s', (_what, preimage, fault) => {
  expect(bodyFault('preimage', { preimage })).toBe(fault)
})

test('in words', () => {
  expect(sentences({ preimage: { sha256 } })).toEqual([
    'If the preimage of the SHA-256 hash ba7816bf… has been given, …',
    'SHA-256ハッシュ値ba7816bf…の原像が提示された場合、…',
  ])
})
