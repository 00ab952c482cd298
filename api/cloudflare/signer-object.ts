import { DurableObject } from 'cloudflare:workers'
import type { KeyPolicy, SigningBackend, SigningRequest } from '../core/signing.ts'
import { openDurableBackend } from '../signing/durable/open-durable.ts'
import type { Env } from './env.ts'
import { masterKeyOf } from './secrets.ts'

/**
 * Keeps the private keys of one sandbox and of its forks: those of its managed wallets, and those that sign its journal and
 * its credentials. The sandbox's own object asks it to sign, and never sees a key.
 */
export class SignerObject extends DurableObject<Env> implements Omit<SigningBackend, 'close'> {
  #backend: Promise<SigningBackend> | undefined

  async createKeys(wanted: readonly { readonly name: string; readonly policy: KeyPolicy }[]) {
    return (await this.#open()).createKeys(wanted)
  }

  async publicKey(keyId: string) {
    return (await this.#open()).publicKey(keyId)
  }

  async sign(requests: readonly SigningRequest[]) {
    return (await this.#open()).sign(requests)
  }

  async rotate(keyId: string, policy?: KeyPolicy) {
    return (await this.#open()).rotate(keyId, policy)
  }

  async revoke(keyId: string) {
    return (await this.#open()).revoke(keyId)
  }

  async uses(keyId: string, page: { readonly after: number | null; readonly limit: number }) {
    return (await this.#open()).uses(keyId, page)
  }

  /** Tests put time of their own in its place. */
  protected now(): number {
    return Date.now()
  }

  #open(): Promise<SigningBackend> {
    this.#backend ??= this.#start()
    this.#backend.catch(() => (this.#backend = undefined))
    return this.#backend
  }

  async #start(): Promise<SigningBackend> {
    return openDurableBackend(this.ctx.storage, await masterKeyOf(this.env), () => this.now())
  }
}
