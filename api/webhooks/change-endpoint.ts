import type { Change } from '../core/change.ts'
import type { EventType } from '../core/journal.ts'
import type { Sandbox, WebhookEndpoint } from '../core/model.ts'
import { wake } from './wake.ts'
import { presentWebhookEndpoint } from './webhook-endpoint.ts'

/** An endpoint takes other values: what is journalled of it, and what that means for what waits. */
export function changeEndpoint(
  sandbox: Sandbox,
  before: WebhookEndpoint,
  type: EventType,
  next: Partial<WebhookEndpoint>,
  due: number | null = null,
): { readonly change: Change; readonly shown: ReturnType<typeof presentWebhookEndpoint> } {
  const after = { ...before, ...next }
  const shown = presentWebhookEndpoint(after)
  const enabled = (Number(after.status === 'enabled') - Number(before.status === 'enabled')) as 1 | 0 | -1
  return { shown, change: { type, data: shown, writes: [['webhookEndpoint', after]], head: wake(sandbox, { enabled, due }) } }
}
