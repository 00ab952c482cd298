import { expect, test } from 'vitest'
import { walletId } from './core/schemas.ts'
import { createIds, encodeSuffix } from './ids.ts'

test.each([
  ['00000000000000000000000000000000', '00000000000000000000000000'],
  ['00000000000000000000000000000001', '00000000000000000000000001'],
  ['0110c8531d0952d8d73e1194e95b5f19', '0123456789abcdefghjkmnpqrs'],
  ['ffffffffffffffffffffffffffffffff', '7zzzzzzzzzzzzzzzzzzzzzzzzz'],
])('the published TypeID vector %s', (hex, suffix) => {
  expect(encodeSuffix(Buffer.from(hex, 'hex'))).toBe(suffix)
})

test('IDs are TypeIDs, differ, and sort in the order in which they were made', () => {
  let now = 1_780_000_000_000
  const newId = createIds(() => now)
  const ids = Array.from({ length: 20_000 }, (_, count) => {
    if (count % 1_000 === 999) now += count % 2_000 === 999 ? 1 : -5
    return newId('wal')
  })
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
  expect(ids.every((id) => walletId.safeParse(id).success)).toBe(true)
})
