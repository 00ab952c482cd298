import { expect, test } from 'vitest'
import { ed25519 } from '../crypto/ed25519.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { openNote, signedNote } from './signed-note.ts'
import { verifierKey } from './verifier-key.ts'

/** The example of C2SP signed-note, "Verifier keys". */
const exampleKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const example = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`

test('the published example verifies', () => {
  expect(openNote(example, [exampleKey])).toEqual({ text: 'This is an example message.\n', signedBy: [exampleKey] })
})

/** Three who sign: key names with the keys that they are given out with. */
function signer(name: string, seedByte: number) {
  const seed = new Uint8Array(32).fill(seedByte)
  const publicKey = ed25519.publicKey(seed)
  return {
    key: verifierKey(name, publicKey),
    sign: (text: string) => ({ name, publicKey, signature: ed25519.sign(new TextEncoder().encode(text), seed) }),
  }
}
const [log, witness, stranger] = [signer('log.example/1', 1), signer('witness.example', 2), signer('log.example/1', 3)]

const text = '仮押さえ\n\nhas empty lines\n'
const note = signedNote(text, [log.sign(text), witness.sign(text)])
const [, logLine, witnessLine] = /(— log.*\n)(— witness.*\n)$/.exec(note) as unknown as [string, string, string]

test('a note is its text, a blank line and a line for each signature', () => {
  expect(note).toBe(`${text}\n${logLine}${witnessLine}`)
  const bytes = decodeBase64(logLine.trimEnd().split(' ')[2]!)!
  expect(Buffer.from(bytes.subarray(0, 4)).toString('hex')).toBe(log.key.split('+')[1])
  expect(bytes.subarray(4)).toEqual(log.sign(text).signature)
})

const otherSignature = signedNote('other\n', [log.sign('other\n')]).split('\n')[2]!
const shortSignature = `— log.example/1 ${encodeBase64(decodeBase64(logLine.trimEnd().split(' ')[2]!)!.slice(0, -1))}`
const tooShort = (line: string, bytes: number) => `${line.slice(0, line.lastIndexOf(' ') + 1)}${encodeBase64(new Uint8Array(bytes))}\n`
const wrong = `the signature of ${log.key.split('+').slice(0, 2).join('+')} is wrong`
const beginning = 'a signature begins with an em dash and a space'
const name = 'the name of a key is not empty and has no spaces and no plus sign'
const base64 = 'the signature of log.example/1 must be canonical base64'
const unicode = 'a note is valid Unicode without control characters but newlines'
const none = 'none of the given keys signed it'

test.each<[what: string, note: string, keys: string[], verdict: string | string[]]>([
  ['by both whom it is signed by', note, [witness.key, log.key], [log.key, witness.key]],
  ['by the first', note, [log.key], [log.key]],
  ['by the second', note, [witness.key], [witness.key]],
  ['by one key given twice', note, [log.key, log.key], [log.key]],
  ['by one key of the same name', note, [stranger.key, witness.key], [witness.key]],
  ['by nobody it is signed by', note, [stranger.key], none],
  ['by nobody', note, [], none],
  ['by a key that is none', note, [log.key, 'log.example/1'], 'a verifier key is <name>+<key ID>+<base64>'],
  ['signed twice by one key', `${note}${logLine}`, [log.key], [log.key]],
  ['with the wrong signature of an unknown key', `${note}${otherSignature}\n`, [witness.key], [witness.key]],
  ['with the wrong signature of a known key', `${note}${otherSignature}\n`, [log.key], wrong],
  ['with a short signature of a known key', `${note}${shortSignature}\n`, [log.key], wrong],
  ['with a short signature of an unknown key', `${note}${shortSignature}\n`, [witness.key], [witness.key]],
  ['with another text', note.replace('has', 'had'), [log.key], wrong],
  ['with a line more', `more\n${note}`, [log.key], wrong],
  ['with another blank line before its signatures', `${text}\n\n${logLine}`, [log.key], wrong],
  ['with a blank line between its signatures', `${text}\n${logLine}\n${witnessLine}`, [log.key], none],
  ['with a blank line after its signatures', `${note}\n`, [log.key], 'a note has at least one signature'],
  ['without signatures', `${text}\n`, [log.key], 'a note has at least one signature'],
  ['without a blank line', text.replaceAll('\n\n', '\n'), [log.key], 'a note has a blank line between its text and its signatures'],
  ['without a newline at its end', note.slice(0, -1), [witness.key], 'a note ends with a newline'],
  ['with carriage returns', note.replaceAll('\n', '\r\n'), [log.key], unicode],
  ['with a tab', `\t${note}`, [log.key], unicode],
  ['with a zero byte', `${note}\0`, [log.key], unicode],
  ['with half a character', `\ud83d${note}`, [log.key], unicode],
  ['with a hyphen for the dash', note.replace('— log', '- log'), [log.key], beginning],
  ['with an en dash', note.replace('— log', '– log'), [log.key], beginning],
  ['with no space after the dash', note.replace('— log', '—log'), [log.key], beginning],
  ['with two spaces after the dash', note.replace('— log', '—  log'), [log.key], name],
  ['with a line that is no signature', `${note}more\n`, [log.key], beginning],
  ['with a plus sign in a name', note.replace('— log', '— l+og'), [witness.key], name],
  ['with a space that is none of ASCII in a name', note.replace('— log', '— l\u2003og'), [witness.key], name],
  ['with a space after a signature', note.replace(/\n$/, ' \n'), [log.key], 'nothing stands after a signature'],
  ['with no padding', note.replace(/=*\n— witness/, '\n— witness'), [witness.key], base64],
  ['with padding too much', note.replace(/=*\n— witness/, '====\n— witness'), [witness.key], base64],
  [
    'with no signature after a name',
    `${note}— log.example/1 \n`,
    [witness.key],
    'the signature of log.example/1 is shorter than a key ID and a signature',
  ],
  [
    'with no space after a name',
    `${note}— log.example/1\n`,
    [witness.key],
    'the signature of log.example/1 is shorter than a key ID and a signature',
  ],
  ['with only a key ID', `${note}${tooShort(logLine, 4)}`, [witness.key], 'the signature of log.example/1 is shorter than a key ID and a signature'],
  ['with one byte after a key ID', `${note}${tooShort(logLine, 5)}`, [witness.key], [witness.key]],
  ['with 100 signatures', `${note}${logLine.repeat(98)}`, [witness.key], [witness.key]],
  ['with 101 signatures', `${note}${logLine.repeat(99)}`, [witness.key], 'a note has at most 100 signatures'],
  ['of more than a million characters', `${'a'.repeat(2 ** 20)}${note}`, [log.key], 'a note has at most 1048576 characters'],
  ['that is empty', '', [log.key], 'a note has a blank line between its text and its signatures'],
])('a note %s', (_what, changed, keys, verdict) => {
  const opened = openNote(changed, keys)
  expect(typeof opened === 'string' ? opened : opened.signedBy).toEqual(verdict)
})

test('bits of base64 that mean nothing are refused', () => {
  // 68 bytes leave four bits over in the last digit.
  expect(logLine).toMatch(/[AQgw]?=\n$/)
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const last = logLine.at(-3)!
  const stray = logLine.replace(`${last}=\n`, `${digits[digits.indexOf(last) + 1]}=\n`)
  expect(Buffer.from(stray.trimEnd().split(' ')[2]!, 'base64')).toEqual(Buffer.from(logLine.trimEnd().split(' ')[2]!, 'base64'))
  expect(openNote(`${text}\n${stray}`, [log.key])).toBe(base64)
})

test('two keys of one name and one ID are refused', () => {
  // Bytes that were searched for: nobody holds these keys, and their hashes begin alike.
  const [one, other] = [5_569, 32_734].map((number) => {
    const publicKey = new Uint8Array(32)
    new DataView(publicKey.buffer).setUint32(0, number)
    return verifierKey('a', publicKey)
  }) as [string, string]
  expect(one).not.toBe(other)
  expect(openNote(note, [log.key, one, one])).toMatchObject({ signedBy: [log.key] })
  expect(openNote(note, [log.key, one, other])).toBe('two verifier keys are called a+8deb5fd0')
})

test('each changed bit of a signature is noticed', () => {
  const { signature, ...signedBy } = log.sign(text)
  for (let bit = 0; bit < 512; bit++) {
    const changed = signature.slice()
    changed[bit >> 3]! ^= 1 << (bit & 7)
    expect(openNote(signedNote(text, [{ ...signedBy, signature: changed }]), [log.key])).toBe(wrong)
  }
})

test.each<[what: string, text: string, count: number]>([
  ['without a newline at its end', 'text', 1],
  ['with a carriage return', 'text\r\n', 1],
  ['with half a character', '\ud800\n', 1],
  ['without signatures', 'text\n', 0],
])('a note %s is not made', (_what, unfit, count) => {
  expect(() => signedNote(unfit, [log.sign(text)].slice(0, count))).toThrow(/a note/)
})

test('a note is not signed by a name that is none', () => {
  expect(() => signedNote(text, [{ ...log.sign(text), name: 'a b' }])).toThrow(/no name/)
})
