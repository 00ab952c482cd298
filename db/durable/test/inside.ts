import { env, runInDurableObject } from 'cloudflare:test'
import type { DurableObjectStorage } from '@cloudflare/workers-types'

const objects = (env as { ROOT: { getByName(name: string): object } }).ROOT

/** Works inside the real Durable Object of that name: only there can its storage be used. */
export function inside<T>(name: string, work: (storage: DurableObjectStorage) => T | Promise<T>): Promise<T> {
  return runInDurableObject(objects.getByName(name), (_object, { storage }) => work(storage))
}
