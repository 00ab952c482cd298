import type { Sandbox, Webhooks } from '../core/model.ts'
import { earlier } from '../core/time.ts'

const none: Webhooks = { enabled: 0, due: null, version: 0 }

/** The head of a sandbox in which something else waits to be sent, or nothing any more where none is enabled. */
export function wake({ webhooks }: Sandbox, { enabled = 0, due = null }: { enabled?: 1 | 0 | -1; due?: number | null }): { webhooks: Webhooks } {
  const before = webhooks ?? none
  const left = before.enabled + enabled
  return { webhooks: { enabled: left, due: left === 0 ? null : earlier(before.due, due), version: before.version + 1 } }
}

export function enabledIn({ webhooks }: Sandbox): number {
  return webhooks?.enabled ?? 0
}
