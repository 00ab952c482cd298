import { view } from '../core/use-case.ts'
import { clockSchema, presentClock } from './clock.ts'

export const getClock = view({
  operationId: 'getClock',
  method: 'get',
  path: '/v1/clock',
  tag: 'Clock',
  summary: { en: "Read the sandbox's clock", ja: 'サンドボックスの時計を参照する' },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: { status: 200, schema: clockSchema },
  refusals: [],
  example: {},
  read: async (reader, _input, { now }) => presentClock((await reader.sandbox()).clock, now),
})
