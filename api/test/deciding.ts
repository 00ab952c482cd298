import { emptySource, newSandbox } from '../core/new-sandbox.ts'
import type { Refusal } from '../core/refusals.ts'
import { State } from '../core/state.ts'
import { type AnyCommand, type Context, isRefusal } from '../core/use-case.ts'
import { createCredentials, fingerprint } from '../credentials.ts'
import { actOnDue } from '../execute.ts'
import { runOperation } from '../operations.ts'

import { unsigned } from './contexts.ts'

export const t0 = Date.parse('2026-12-01T00:00:00.000Z')

/** What a decision came to: `ok`, or the refusal's code and, behind a space, its field. */
type Verdict = string

/**
 * One sandbox without store or HTTP, for tests of decisions: `must` lets a command decide and makes it true; `verdict`
 * only asks. Bodies go through the command's own schema. Generated IDs count up.
 */
export function createDeciding() {
  const state = new State(emptySource(newSandbox('sbx_1', t0)))
  const counts = new Map<string, number>()
  let now = t0

  function context(as: string | null): Context {
    return {
      now,
      real: now,
      sandbox: 'sbx_1',
      requestId: 'req_1',
      ...unsigned,
      language: 'en',
      fingerprint,
      ...createCredentials('test'),
      caller: { key: 'key_1', scopes: ['read', 'write', 'admin'], wallet: as },
      newId(prefix) {
        const count = (counts.get(prefix) ?? 0) + 1
        counts.set(prefix, count)
        return `${prefix}_${String(count).padStart(26, '0')}`
      },
    }
  }

  return {
    state,
    /** Runs it and gives what it answered; throws if it was refused. */
    // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
    must(command: AnyCommand, id: string, body: object, as: string | null = null): any {
      const decision = runOperation(state, { command, id, body: command.body?.parse(body) }, context(as))
      if (isRefusal(decision)) throw new Error(`${command.operationId} was refused: ${decision.code}: ${decision.detail}`)
      return decision.result
    },
    /** Runs it on a copy, and gives the verdict. */
    verdict(command: AnyCommand, id: string, body: object, as: string | null = null): Verdict {
      const decision = command.decide(new State(state), { id, body: command.body?.parse(body) }, context(as))
      return isRefusal(decision) ? describe(decision) : 'ok'
    },
    /** Lets time pass: what is due expires. */
    pass(milliseconds: number): void {
      now += milliseconds
      actOnDue(state, now)
    },
    balance(wallet: string, asset = 'JPY'): [posted: number, held: number, incoming: number] {
      const { posted, held, incoming } = state.balance(wallet, asset)
      return [posted, held, incoming]
    },
  }
}

function describe({ code, field }: Refusal): Verdict {
  return field === undefined ? code : `${code} ${field}`
}
