import { expect, test } from 'vitest'
import { SigningUnavailable } from '../core/signing.ts'
import { StoreUnavailable } from '../core/store.ts'
import { createFaultLog } from './fault-log.ts'

test('a fault is logged each time, whole; what cannot serve once in ten seconds, with how many more there were', () => {
  const lines: unknown[] = []
  const line = (level: string) => (fields: object, message: string) => lines.push([level, fields, message])
  let now = 0
  const report = createFaultLog({ error: line('error'), warn: line('warn') } as never, () => now)
  const fault = new TypeError('ours')
  const [gone, full, signing] = [new StoreUnavailable('gone'), new StoreUnavailable('full'), new SigningUnavailable('gone too')]
  const meet = (met: unknown, times = 1) => {
    for (let time = 0; time < times; time++) report(met, `req_${now}`)
    return lines.splice(0)
  }
  expect(meet(fault, 2)).toEqual(Array(2).fill(['error', { err: fault, requestId: 'req_0' }, 'internal fault']))
  expect(meet(gone, 500)).toEqual([['warn', { err: gone, requestId: 'req_0', more: 0 }, 'cannot serve']])
  expect(meet(full)).toHaveLength(1)
  expect(meet(signing)).toHaveLength(1)
  now = 9_999
  expect(meet(gone)).toEqual([])
  now = 10_000
  expect(meet(gone)).toEqual([['warn', { err: gone, requestId: 'req_10000', more: 500 }, 'cannot serve']])
  expect(meet(gone)).toEqual([])
})
