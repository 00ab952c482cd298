import type { Sandbox } from '../core/model.ts'
import { type Change, emptySource, State } from '../core/state.ts'
import { type Context, isRefusal } from '../core/use-case.ts'
import { runOperation } from '../operations.ts'
import { demoOperations } from './demo.ts'

/** The changes that fill an empty sandbox with a fixture, made by the same use cases that clients call. */
export function fillWith(fixture: 'demo' | null | undefined, sandbox: Sandbox, context: Context): Change[] {
  if (!fixture) return []
  const scratch = new State(emptySource(sandbox))
  return demoOperations(context.now).flatMap(({ ids, ...operation }) => {
    const names = [...ids]
    const decision = runOperation(scratch, operation, { ...context, newId: (prefix) => names.shift() ?? context.newId(prefix) })
    if (isRefusal(decision)) throw new Error(`fixture ${fixture}: ${operation.command.operationId} was refused: ${decision.detail}`)
    return decision.changes
  })
}
