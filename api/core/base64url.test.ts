import { utf8ToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64url, encodeBase64url } from './base64url.ts'

test.each([
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
])('base64url of "%s" is "%s" (RFC 4648, section 10)', (text, coded) => {
  expect(encodeBase64url(utf8ToBytes(text))).toBe(coded)
  expect(decodeBase64url(coded)).toEqual(utf8ToBytes(text))
})

test.each(['Zg==', 'Zh', 'Zm9', 'Z', 'Zm 9v', 'Zm9v\n', '+/+/', 'é', 'Zm9\u015a'])('"%s" is no base64url', (text) => {
  expect(decodeBase64url(text)).toBeUndefined()
})

test('any bytes are written as Node writes them, and read again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = encodeBase64url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(decodeBase64url(text)).toEqual(bytes)
    }),
  )
})
