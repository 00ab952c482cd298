import type { Env } from './cloudflare/env.ts'
import { createFront, type Front } from './cloudflare/front.ts'
import { cloudRuntime } from './cloudflare/runtime.ts'

export { RootObject } from './cloudflare/root-object.ts'
export { SandboxObject } from './cloudflare/sandbox-object.ts'
export { SignerObject } from './cloudflare/signer-object.ts'

let front: Promise<Front> | undefined

/** The Cloudflare entry: a Worker that finds the object of a request's sandbox. Names and limits are in wrangler.toml. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    front ??= createFront({ env, runtime: cloudRuntime(env), clientOf })
    // One that could not be made is made anew by the next request.
    const ready = await front.catch((fault) => {
      front = undefined
      throw fault
    })
    return ready.fetch(request)
  },
}

/** Cloudflare says who asks; wrangler dev does too. */
function clientOf(request: Request): string {
  return request.headers.get('cf-connecting-ip') ?? 'unknown'
}
