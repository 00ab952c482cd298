import { DurableObject } from 'cloudflare:workers'
import { randomBytes } from 'node:crypto'
import type { Env } from './env.ts'

/** There is one: it makes the service's secrets when they are first asked for, where none were given, and keeps them. */
export class RootObject extends DurableObject<Env> {
  signingKey(): string {
    return this.#kept('signing key')
  }

  masterKey(): string {
    return this.#kept('master key')
  }

  /** Written before it is told: nothing leaves an object until what it wrote is durable. */
  #kept(name: string): string {
    const { kv } = this.ctx.storage
    const known = kv.get<string>(name)
    if (known !== undefined) return known
    const made = randomBytes(32).toString('base64url')
    kv.put(name, made)
    return made
  }
}
