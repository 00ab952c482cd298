import type { CommandSignature } from '../core/command-signature.ts'
import type { Problem } from './exchange.ts'
import type { Orderer, UnsignedCommand } from './sign.ts'
import { signable } from './signable.ts'

/** One operation of a batch. */
export interface Operation {
  /** The operationId. */
  readonly op: string
  readonly id?: string
  readonly body?: object
  readonly idempotencyKey?: string
  /** Who orders it. */
  readonly as?: Orderer
}

/** What became of it. */
export interface Outcome {
  readonly op: string
  readonly status: number
  readonly result: Readonly<Record<string, unknown>> | null
  readonly problem: Problem | null
  readonly replayed: boolean
}

type Sign = (command: Pick<UnsignedCommand, 'operation' | 'id' | 'request'>, orderer: Orderer) => Promise<CommandSignature>

/** The operations as they are sent: those that a wallet can order with the signature of who orders them. */
export function signBatch(operations: readonly Operation[], usual: Orderer | undefined, sign: Sign): Promise<object[]> {
  return Promise.all(
    operations.map(async ({ as = usual, ...operation }) => {
      if (!as || !Object.hasOwn(signable, operation.op)) return operation
      const { op, id, body } = operation
      return { ...operation, signature: await sign({ operation: op, id, request: body }, as) }
    }),
  )
}
