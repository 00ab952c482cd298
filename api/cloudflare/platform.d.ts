/** What only a Worker can import. The vendor's types are asked for one by one: as a whole they are at odds with those of a browser. */
declare module 'cloudflare:workers' {
  export abstract class DurableObject<Env> {
    protected readonly ctx: import('@cloudflare/workers-types').DurableObjectState
    protected readonly env: Env
    constructor(ctx: import('@cloudflare/workers-types').DurableObjectState, env: Env)
  }
}

declare module 'cloudflare:test' {
  export const env: object
  export function runInDurableObject<T>(
    stub: object,
    work: (object: unknown, state: import('@cloudflare/workers-types').DurableObjectState) => T | Promise<T>,
  ): Promise<T>
}

declare module '*.sql' {
  const text: string
  export default text
}
