import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { readVectors, vectorFiles, whySkipped } from '../../test/published-vectors.ts'
import { signedBytes } from './envelope.ts'

const skipped = whySkipped('jcs/')
describe.skipIf(skipped)(`published vectors of RFC 8785${skipped ? ` (${skipped})` : ''}`, () => {
  const vectors = vectorFiles<object>('jcs/input/')
  test('are all there', () => expect(vectors.length).toBe(6))

  test.for(vectors)('%s: what is signed is the published bytes', ([name, body]) => {
    const hex = readVectors(`jcs/outhex/${name.replace('.json', '.txt')}`).replace(/\s/g, '')
    expect(hexToBytes(hex)).toEqual(utf8ToBytes(readVectors(`jcs/output/${name}`)))
    expect(signedBytes('type', body)).toEqual(Uint8Array.from([...utf8ToBytes('type\0'), ...hexToBytes(hex)]))
  })
})
