import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { describe, expect, test } from 'vitest'
import { readVectors, whySkipped } from '../../test/published-vectors.ts'
import { fromDidKey, toDidKey } from './did-key.ts'
import { decodeMultibase, encodeMultibase } from './multibase.ts'
import { native } from './native.ts'
import { portable } from './portable.ts'
import { sha256 } from './sha256.ts'

const read = (name: string) => readVectors(`eddsa-jcs-2022/${name}`).trim()
const readJson = <T>(name: string) => JSON.parse(read(name)) as T

/** Data Integrity EdDSA Cryptosuites v1.0, appendix B: the steps of section 3.3.1, down to their bytes. */
const skipped = whySkipped('eddsa-jcs-2022/')
describe.skipIf(skipped)(`published vectors of eddsa-jcs-2022${skipped ? ` (${skipped})` : ''}`, () => {
  test('the document and the proof have the canonical form and the hash', () => {
    const [document, proof] = [canonicalize(readJson('unsigned.json'))!, canonicalize(readJson('proofConfigJCS.json'))!]
    expect(document).toBe(read('canonDocJCS.txt'))
    expect(proof).toBe(read('proofCanonJCS.txt'))
    expect(bytesToHex(sha256(document))).toBe(read('docHashJCS.txt'))
    expect(bytesToHex(sha256(proof))).toBe(read('proofHashJCS.txt'))
    expect(bytesToHex(concatBytes(sha256(proof), sha256(document)))).toBe(read('combinedHashJCS.txt'))
  })

  test.each([
    ['native', native!],
    ['portable', portable],
  ])('%s: the key and the signature come out', (_name, provider) => {
    const { publicKeyMultibase, privateKeyMultibase } = readJson<Record<string, string>>('keyPair.json')
    const secret = decodeMultibase(privateKeyMultibase!, 34)!
    expect(bytesToHex(secret.subarray(0, 2))).toBe('8026') // multicodec ed25519-priv
    const publicKey = provider.publicKey(secret.subarray(2))
    expect(toDidKey(publicKey)).toBe(`did:key:${publicKeyMultibase}`)
    expect(fromDidKey(`did:key:${publicKeyMultibase}`)).toEqual(publicKey)

    const [combined, hex, text] = [hexToBytes(read('combinedHashJCS.txt')), read('sigHexJCS.txt'), read('sigBTC58JCS.txt')]
    const signature = provider.sign(combined, secret.subarray(2))
    expect(bytesToHex(signature)).toBe(hex)
    expect(provider.verify(signature, combined, publicKey)).toBe(true)
    expect(encodeMultibase(signature)).toBe(text)
    expect(decodeMultibase(text, 64)).toEqual(signature)
    expect(readJson<{ proof: { proofValue: string } }>('signedJCS.json').proof.proofValue).toBe(text)
  })
})
