import { z } from '@hono/zod-openapi'
import { usedSignatureId } from '../core/check-signature.ts'
import { type CommandSignature, commandSignature } from '../core/command-signature.ts'
import { demo } from '../core/demo-ids.ts'
import { type Idempotency, idempotencyOf, isRemembered, recall } from '../core/idempotency.ts'
import { problemSchema, toProblem } from '../core/problem.ts'
import { type Refusal, refusals } from '../core/refusals.ts'
import { State } from '../core/state.ts'
import {
  type AnyCommand,
  accept,
  type Context,
  checkAllowed,
  command,
  type Input,
  isRefusal,
  isSignable,
  keysWanted,
  refuse,
  type TimelessContext,
} from '../core/use-case.ts'
import { appendOrdered, decideOrder } from '../order.ts'

const maxOperations = 1_000

interface Operation {
  readonly op: string
  readonly id?: string
  readonly body: unknown
  readonly idempotencyKey?: string
  readonly signature?: CommandSignature
}

interface Outcome {
  readonly op: string
  readonly status: number
  readonly result: object | null
  readonly problem: object | null
  readonly replayed: boolean
}

const outcomeSchema = z
  .object({
    op: z.string(),
    status: z.int().openapi({ description: 'The status the operation would have had as a request of its own', example: 201 }),
    result: z.union([z.record(z.string(), z.unknown()), z.null()]),
    problem: z.union([problemSchema, z.null()]),
    replayed: z.boolean(),
  })
  .openapi('BatchOutcome')

/** The batch use case over these commands: every command of the ledger that moves neither time nor the sandbox. */
export function createBatchOf(commands: readonly AnyCommand[]): AnyCommand {
  const byName = new Map(commands.map((one) => [one.operationId, one]))
  const commandOf = ({ op }: Operation) => byName.get(op)!
  const inputOf = ({ id = '', body, signature }: Operation, sent: unknown = body): Input<unknown> => ({ id, body, sent, signature })
  const keyOf = (operation: Operation, context: TimelessContext): Idempotency | null =>
    operation.idempotencyKey === undefined ? null : idempotencyOf(operation.idempotencyKey, commandOf(operation), inputOf(operation), context)

  /** Runs one operation on the scratch state, which keeps what it changes and what must be remembered. */
  function run(scratch: State, operation: Operation, sent: unknown, context: Context): Outcome {
    const idempotency = keyOf(operation, context)
    const stored = idempotency ? recall(scratch, idempotency, context.real) : undefined
    if (stored && isRefusal(stored)) return refused(operation, stored, context)
    if (stored) return outcomeOf(operation, stored.status, JSON.parse(stored.body) as object, true)

    const one = commandOf(operation)
    const order = { command: one, input: inputOf(operation, sent) }
    const forbidden = checkAllowed(context.caller, one)
    if (forbidden) return refused(operation, forbidden, context)
    const decision = decideOrder(scratch, order, context)
    if (!isRefusal(decision)) appendOrdered(scratch, decision, order, context)
    const outcome = isRefusal(decision) ? refused(operation, decision, context) : outcomeOf(operation, one.answer.status, decision.result, false)
    if (idempotency && !(isRefusal(decision) && !isRemembered(decision)))
      scratch.put('answer', {
        ...idempotency,
        status: outcome.status,
        body: JSON.stringify(outcome.result ?? outcome.problem),
        storedAt: context.real,
      })
    return outcome
  }

  return command({
    operationId: 'createBatch',
    method: 'post',
    path: '/v1/batches',
    tag: 'Batches',
    summary: { en: 'Run up to 1,000 operations in one commit', ja: '最大1,000件の操作を一括で実行する' },
    description: {
      en: 'In order, each seeing what the ones before it did. Atomic: all or nothing. Otherwise each has its own result or problem. An operation may carry an idempotency key of its own.',
      ja: '順番に実行し、後の操作は前の結果を見ます。atomic なら全部成功か全部取消し、そうでなければ操作ごとに結果か問題が返ります。操作ごとに冪等キーを付けられます。',
    },
    scope: 'write',
    walletKeys: true,
    // Each operation is signed by itself.
    signable: false,
    body: z
      .strictObject({ atomic: z.boolean().default(false), operations: z.array(operationSchema(commands)).min(1).max(maxOperations) })
      .openapi('CreateBatch') as unknown as z.ZodType<{ atomic: boolean; operations: Operation[] }>,
    answer: { status: 200, schema: z.object({ results: z.array(outcomeSchema) }).openapi('Batch') as unknown as z.ZodType<{ results: Outcome[] }> },
    refusals: ['batch_rejected'],
    example: {
      body: {
        atomic: true,
        operations: [
          { op: 'captureHold', id: demo.seat, body: { amount: 6400 } },
          { op: 'createTransfer', body: { from: demo.guest, to: demo.taxi, asset: 'JPY', amount: 1800, memo: 'Ride home' } },
        ],
      },
    },
    weight: ({ body }) => body.operations.length,
    keys: ({ body }) => body.operations.flatMap((operation) => commandOf(operation).keys?.(inputOf(operation)) ?? []),
    reads: ({ body }, context) => ({
      all: body.operations.map((operation) => commandOf(operation).reads(inputOf(operation), context)),
      wallets: body.operations.flatMap(({ signature }) => signature?.wallet ?? []),
      usedSignatures: body.operations.flatMap(({ signature }) => (signature ? usedSignatureId(signature, context) : [])),
      answers: body.operations.flatMap((operation) => keyOf(operation, context)?.key ?? []),
    }),
    decide(state, { body, sent }, context) {
      const scratch = new State(state)
      const results: Outcome[] = []
      let size = 0
      let keys = 0
      for (const [index, operation] of body.operations.entries()) {
        // Each operation has the keys that were made for it, whatever became of those before it.
        const wanted = keysWanted(commandOf(operation), inputOf(operation))
        const newKeys = context.newKeys.slice(keys, keys + wanted)
        keys += wanted
        const outcome = run(scratch, operation, sentBody(sent, index), { ...context, newKeys, order: `${context.order}.${index}` })
        results.push(outcome)
        size += sizeOf(outcome)
        if (size > maxSize) return tooLarge(index)
        if (body.atomic && outcome.problem) return rejected(results, index)
      }
      return { ...accept([], { results }), made: scratch }
    },
  })
}

/** The body of one operation as it came in, before defaults were filled in: what its signature is over. */
function sentBody(sent: unknown, index: number): unknown {
  return sent === undefined ? undefined : ((sent as { operations: { body?: unknown }[] }).operations[index]!.body ?? {})
}

/** Characters of answers in one batch: what a thousand operations show is made, stored and sent in one piece, and moves as one. */
const maxSize = 8 * 1024 * 1024

function sizeOf({ result, problem }: Outcome): number {
  return JSON.stringify(result ?? problem).length
}

function tooLarge(index: number): Refusal<'batch_rejected'> {
  return refuse(
    'batch_rejected',
    `The answers up to operation ${index} are larger than a batch can give; send fewer operations at once.`,
    'operations',
  )
}

function rejected(results: readonly Outcome[], index: number): Refusal<'batch_rejected'> {
  const { op, problem } = results[index]!
  return {
    ...refuse('batch_rejected', `Operation ${index} (${op}) was refused, so none was applied.`, `operations.${index}`),
    extra: { results: [{ index, op, problem }] },
  }
}

function refused({ op }: Operation, refusal: Refusal, context: Context): Outcome {
  return { op, status: refusals[refusal.code].status, result: null, problem: toProblem(refusal, context), replayed: false }
}

function outcomeOf({ op }: Operation, status: number, body: object, replayed: boolean): Outcome {
  return status < 400 ? { op, status, result: body, problem: null, replayed } : { op, status, result: null, problem: body, replayed }
}

/** One schema per operation, told apart by `op`. A body may be left out where the operation needs none. */
function operationSchema(commands: readonly AnyCommand[]) {
  const schemas = commands.map((one) => {
    const { operationId, path, body } = one
    const inner = body ?? z.strictObject({})
    const shape = {
      op: z.literal(operationId),
      ...(path.includes('{') ? { id: z.string().min(1).max(100) } : {}),
      body: inner.safeParse({}).success ? (inner as z.ZodObject).prefault({}) : inner,
      idempotencyKey: z.string().min(1).max(255).optional(),
      ...(isSignable(one) ? { signature: commandSignature.optional() } : {}),
    }
    return z.strictObject(shape).openapi(`Batch${operationId[0]!.toUpperCase()}${operationId.slice(1)}`)
  })
  return z.discriminatedUnion('op', schemas as unknown as [z.ZodObject, z.ZodObject]).openapi('BatchOperation')
}
