import { z } from '@hono/zod-openapi'
import type { Oracle } from '../core/model.ts'
import { oracleId, time } from '../core/schemas.ts'
import { publicKey } from '../core/signed.ts'
import { formatTime } from '../core/time.ts'

export const oracleName = z.string().min(1).max(100).openapi({ example: 'Vehicle registry' })

export const oracleSchema = z.object({ id: oracleId, name: oracleName, publicKey, createdAt: time }).openapi('Oracle')

export function presentOracle(oracle: Oracle): z.output<typeof oracleSchema> {
  return { ...oracle, createdAt: formatTime(oracle.createdAt) }
}
