import type { State } from './core/state.ts'
import { type AnyCommand, type Context, type Decision, isRefusal } from './core/use-case.ts'

/** One command inside another request: a batch's or a fixture's. */
export interface Operation {
  readonly command: AnyCommand
  readonly id: string
  readonly body: unknown
}

/**
 * Decides one operation on a scratch state and makes it true there, so that the next one sees it. The changes it
 * returns are what the caller must append for good.
 */
export function runOperation(scratch: State, { command, id, body }: Operation, context: Context): Decision<object> {
  const decision = command.decide(scratch, { id, body }, context)
  if (isRefusal(decision)) return decision
  const { now, caller } = context
  for (const change of decision.changes) scratch.append(change, { now, by: { key: caller.key, wallet: caller.wallet } })
  return decision
}
