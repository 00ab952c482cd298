import type { Sandbox } from './model.ts'
import type { Source } from './state.ts'

/** A sandbox with nothing in it yet. */
export function emptySource(sandbox: Sandbox): Source {
  return { sandbox, find: () => undefined, balancesOf: () => [], due: () => [], nextDue: () => null }
}

export function newSandbox(id: string, now: number, more: Partial<Sandbox> = {}): Sandbox {
  const clock = { frozenAt: null, offset: 0 }
  const life = { journal: journalOf(id), frontier: [], sharesKeys: false, formerKeys: [], webhooks: null, seq: 0, lastAt: now, nextDue: null }
  return { id, fixture: null, forkedFrom: null, createdAt: now, clock, ...life, ...more }
}

/** The journal of a sandbox's first life. */
export function journalOf(sandbox: string): string {
  return sandbox.replace(/^sbx/, 'jnl')
}
