import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { ed25519 } from '../crypto/ed25519.ts'
import { checkpointText, parseCheckpoint } from './checkpoint.ts'
import { signedNote } from './signed-note.ts'
import { verifierKey } from './verifier-key.ts'

const seed = new Uint8Array(32).fill(9)
const publicKey = ed25519.publicKey(seed)
const name = 'kariosae.example/sbx_1'
const key = verifierKey(name, publicKey)
const sign = (text: string) => signedNote(text, [{ name, publicKey, signature: ed25519.sign(new TextEncoder().encode(text), seed) }])

/** The checkpoint that C2SP tlog-checkpoint shows, under the origin with which the Go checksum database signed it. */
test('a checkpoint of sum.golang.org verifies', () => {
  const note = `go.sum database tree
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
  const sumKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
  const checkpoint = parseCheckpoint(note, [key, sumKey])
  if (typeof checkpoint === 'string') throw new Error(checkpoint)
  expect(checkpoint).toMatchObject({ origin: 'go.sum database tree', size: 20_852_163, signedBy: [sumKey] })
  expect(bytesToHex(checkpoint.root)).toBe('0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62')
})

const root = new Uint8Array(32).fill(0xfb)
const encoded = Buffer.from(root).toString('base64')

test.each([0, 1, 20_852_163, Number.MAX_SAFE_INTEGER])('a checkpoint of %d leaves is written, signed and read', (size) => {
  const text = checkpointText({ origin: name, size, root })
  expect(text).toBe(`${name}\n${size}\n${encoded}\n`)
  expect(parseCheckpoint(sign(text), [key])).toEqual({ origin: name, size, root, signedBy: [key] })
})

const good = { origin: name, size: 5, root }
test.each<[what: string, text: string, verdict: object | string]>([
  ['as it is', checkpointText(good), good],
  ['with extension lines', `${name}\n5\n${encoded}\none\ntwo\n`, good],
  ['with spaces in its origin', `go.sum database tree\n5\n${encoded}\n`, { ...good, origin: 'go.sum database tree' }],
  ['without an origin', `\n5\n${encoded}\n`, 'a checkpoint has no empty lines'],
  ['without a size', `${name}\n${encoded}\n`, 'a checkpoint has an origin, a size and a root'],
  ['with an empty size', `${name}\n\n${encoded}\n`, 'a checkpoint has no empty lines'],
  ['without a root', `${name}\n5\n`, 'a checkpoint has an origin, a size and a root'],
  ['with an empty extension line', `${name}\n5\n${encoded}\n\nmore\n`, 'a checkpoint has no empty lines'],
  ['with a leading zero', `${name}\n05\n${encoded}\n`, 'the size of a checkpoint is decimal without leading zeros'],
  ['with two zeros', `${name}\n00\n${encoded}\n`, 'the size of a checkpoint is decimal without leading zeros'],
  ['with a sign', `${name}\n+5\n${encoded}\n`, 'the size of a checkpoint is decimal without leading zeros'],
  ['with a space before its size', `${name}\n 5\n${encoded}\n`, 'the size of a checkpoint is decimal without leading zeros'],
  ['with an exponent', `${name}\n5e0\n${encoded}\n`, 'the size of a checkpoint is decimal without leading zeros'],
  ['with digits that are none of ASCII', `${name}\n５\n${encoded}\n`, 'the size of a checkpoint is decimal without leading zeros'],
  ['with a size of 2^53', `${name}\n9007199254740992\n${encoded}\n`, 'the size of a checkpoint is at most 2^53-1'],
  ['with a root of 31 bytes', `${name}\n5\n${Buffer.alloc(31).toString('base64')}\n`, 'the root of a checkpoint is 32 bytes in canonical base64'],
  ['with a root of 33 bytes', `${name}\n5\n${Buffer.alloc(33).toString('base64')}\n`, 'the root of a checkpoint is 32 bytes in canonical base64'],
  ['with a root that is no base64', `${name}\n5\n${'-'.repeat(44)}\n`, 'the root of a checkpoint is 32 bytes in canonical base64'],
  ['with a stray bit in its root', `${name}\n5\n${encoded.replace('s=', 't=')}\n`, 'the root of a checkpoint is 32 bytes in canonical base64'],
  ['with a space after its root', `${name}\n5\n${encoded} \n`, 'the root of a checkpoint is 32 bytes in canonical base64'],
])('a signed checkpoint %s', (_what, text, verdict) => {
  expect(parseCheckpoint(sign(text), [key])).toEqual(typeof verdict === 'string' ? verdict : { ...verdict, signedBy: [key] })
})

test('what nobody known signed is not read', () => {
  const other = verifierKey(name, ed25519.publicKey(new Uint8Array(32).fill(8)))
  expect(parseCheckpoint(sign(checkpointText(good)), [other])).toBe('none of the given keys signed it')
})

test.each<[what: string, changed: object]>([
  ['without an origin', { origin: '' }],
  ['with a newline in its origin', { origin: 'a\nb' }],
  ['with a plus sign in its origin', { origin: 'a+b' }],
  ['of a broken size', { size: 0.5 }],
  ['of a size below zero', { size: -1 }],
  ['of a size too large', { size: 2 ** 53 }],
  ['with a short root', { root: root.slice(1) }],
])('a checkpoint %s is not written', (_what, changed) => {
  expect(() => checkpointText({ ...good, ...changed })).toThrow(/no origin|no size|no root/)
})
