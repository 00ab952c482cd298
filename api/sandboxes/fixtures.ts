import type { Change } from '../core/change.ts'
import { nobody } from '../core/journal.ts'
import type { Sandbox } from '../core/model.ts'
import { emptySource } from '../core/new-sandbox.ts'
import { State } from '../core/state.ts'
import { type Context, isRefusal, type KeyWish, keysWanted } from '../core/use-case.ts'
import { runOperation } from '../operations.ts'
import { demoOperations } from './demo.ts'

/** The managed keys that it takes. */
export function keysFor(fixture: 'demo' | null | undefined): KeyWish[] {
  if (!fixture) return []
  return demoOperations(0).flatMap(({ command, id, body }) => command.keys?.({ id, body }) ?? [])
}

/** The changes that fill an empty sandbox with a fixture, made by the same use cases that clients call. */
export function fillWith(fixture: 'demo' | null | undefined, sandbox: Sandbox, context: Context): Change[] {
  if (!fixture) return []
  // The sandbox's own record comes before them.
  const scratch = new State(emptySource({ ...sandbox, seq: 1 }))
  let keys = 0
  return demoOperations(context.now).flatMap(({ ids, ...operation }) => {
    const wanted = keysWanted(operation.command, operation)
    const newKeys = context.newKeys.slice(keys, keys + wanted)
    keys += wanted
    const names = [...ids]
    const newId = (prefix: string) => names.shift() ?? context.newId(prefix)
    const decision = runOperation(scratch, operation, { ...context, newId, newKeys, caller: { ...nobody, scopes: [] } })
    if (isRefusal(decision)) throw new Error(`fixture ${fixture}: ${operation.command.operationId} was refused: ${decision.detail}`)
    return decision.changes.map((change) => ({ ...change, by: nobody }))
  })
}
