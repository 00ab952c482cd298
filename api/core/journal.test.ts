import canonicalize from 'canonicalize'
import { expect, test } from 'vitest'
import { createTestApp } from '../test/harness.ts'
import { demo } from './demo-ids.ts'
import { canonicalRecord } from './journal.ts'

test('a record is written as RFC 8785 says, whatever its type', async () => {
  const { sandbox, store, post } = createTestApp()
  const key = await sandbox('demo')
  await post(`/v1/holds/${demo.seat}/capture`, { amount: 1, final: false }, key, { 'Act-As': demo.restaurant })
  await post('/v1/wallets', { name: 'é\u0001"\\ 花子 😀', attributes: { z: 1.5, a: true, é: '\u2028' } }, key)
  await post('/v1/clock/advance', { by: 'P400D' }, key)
  const records = await store.reader(sandboxOf(key)).records(0, 100)
  expect(records.length).toBeGreaterThan(18)
  for (const record of records) expect(canonicalRecord(record)).toBe(canonicalize(record))
})

function sandboxOf(key: string): string {
  return `sbx_${key.slice(4, 30)}`
}
