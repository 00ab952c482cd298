import { z } from '@hono/zod-openapi'
import { amount, assetCode, holdId, oracleId, walletId } from '../../core/schemas.ts'
import { hexText } from '../conditions/evidence.ts'
import { durationText, timeText } from '../conditions/moment.ts'
import { share } from './fields.ts'

/** What a stored template says of one parameter. */
export const parameterSchema = z
  .strictObject({
    type: z.enum(['wallet', 'asset', 'amount', 'share', 'time', 'duration', 'text', 'hold', 'oracle', 'hash', 'integer']),
    description: z.string().min(1).max(200).optional(),
    min: z.int().optional().openapi({ description: 'Least of an amount or integer; least length of a text', example: 1 }),
    max: z.int().optional().openapi({ description: 'Most of an amount or integer; greatest length of a text', example: 100_000 }),
    default: z.unknown().optional().openapi({ description: 'Taken where none is given; without it the parameter is required' }),
  })
  .openapi('HoldTemplateParameter')
export type Parameter = z.output<typeof parameterSchema>

const maxText = 500

const types: Record<Parameter['type'], (bounds: { min: number | undefined; max: number | undefined }) => z.ZodType> = {
  wallet: () => walletId,
  asset: () => assetCode,
  amount: ({ min = 1, max }) => (max === undefined ? amount.min(min) : amount.min(min).max(max)),
  share: () => share,
  time: () => timeText,
  duration: () => durationText,
  text: ({ min = 0, max = maxText }) => z.string().min(min).max(max),
  hold: () => holdId,
  oracle: () => oracleId,
  hash: () => hexText(32, 32),
  integer: ({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }) => z.int().min(min).max(max),
}

/** The schema that values of these parameters must fit. */
export function schemaOf(parameters: Readonly<Record<string, Parameter>>): z.ZodType<Record<string, unknown>> {
  return z.strictObject(Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, valueSchema(parameter)])))
}

function valueSchema({ type, description, min, max, default: standard }: Parameter): z.ZodType {
  const plain = types[type]({ min, max })
  const described = description === undefined ? plain : plain.describe(description)
  return standard === undefined ? described : described.prefault(standard)
}

/** What is wrong with the parameter itself. */
export function parameterFault(parameter: Parameter): { readonly field: string; readonly fault: string } | undefined {
  const { type, min, max, default: standard } = parameter
  if (!['amount', 'integer', 'text'].includes(type)) {
    if (min !== undefined) return { field: 'min', fault: `is not for the type ${type}` }
    if (max !== undefined) return { field: 'max', fault: `is not for the type ${type}` }
  }
  const [least, most] = type === 'text' ? [0, maxText] : type === 'amount' ? [1, Number.MAX_SAFE_INTEGER] : []
  if (min !== undefined && least !== undefined && min < least) return { field: 'min', fault: `must be at least ${least}` }
  if (max !== undefined && most !== undefined && max > most) return { field: 'max', fault: `must be at most ${most}` }
  if (min !== undefined && max !== undefined && min > max) return { field: 'max', fault: 'must not be less than min' }
  if (standard === undefined || valueSchema({ ...parameter, default: undefined }).safeParse(standard).success) return undefined
  return { field: 'default', fault: `does not fit the type ${type}` }
}
