import { demo } from '../core/demo-ids.ts'
import { refuse, view } from '../core/use-case.ts'
import { oracleSchema, presentOracle } from './oracle.ts'

export const getOracle = view({
  operationId: 'getOracle',
  method: 'get',
  path: '/v1/oracles/{id}',
  tag: 'Holds',
  summary: { en: 'Read an oracle', ja: 'オラクルを参照する' },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: { status: 200, schema: oracleSchema },
  refusals: ['oracle_not_found'],
  example: { id: demo.oracle },
  async read(reader, { id }) {
    const oracle = await reader.oracle(id)
    return oracle ? presentOracle(oracle) : refuse('oracle_not_found', `There is no oracle ${id} in this sandbox.`)
  },
})
