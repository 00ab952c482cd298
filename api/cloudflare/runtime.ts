import { setImmediate } from 'node:timers'
import about from '../../package.json' with { type: 'json' }
import type { AppDeps } from '../app.ts'
import { createFetchSend } from '../webhooks/send-by-fetch.ts'
import type { Env } from './env.ts'
import { signingKeyOf } from './secrets.ts'

/** What a Worker and its objects take from the world; tests put their own in its place. */
export interface CloudRuntime
  extends Pick<AppDeps, 'realNow' | 'monotonicNow' | 'defer' | 'schedule' | 'reportFault' | 'rateLimit' | 'version' | 'webhooks'> {
  signingKey(): Promise<string>
}

/** Time and turns as workerd has them. Its clock stands still while code runs, and goes on with each thing it waits for. */
export function cloudRuntime(env: Env): CloudRuntime {
  return {
    version: about.version,
    rateLimit: rateLimitOf(env),
    webhooks: createFetchSend({ near: env.WEBHOOK_PRIVATE === 'allow' ? 'private networks' : 'nothing', timeout: 10_000 }),
    signingKey: () => signingKeyOf(env),
    realNow: Date.now,
    monotonicNow: () => performance.now(),
    defer: (task) => void setImmediate(task),
    schedule(task, milliseconds) {
      const timer = setTimeout(task, milliseconds)
      return () => clearTimeout(timer)
    },
    reportFault: (fault, requestId) => console.error('internal fault', requestId, fault),
  }
}

function rateLimitOf({ RATE_LIMIT }: Env): number {
  const value = Number(RATE_LIMIT || 1_000)
  if (Number.isInteger(value) && value >= 1) return value
  throw new Error(`RATE_LIMIT is ${RATE_LIMIT}; use an integer from 1`)
}
