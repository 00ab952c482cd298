import { shortestSigningKey } from '../credentials.ts'
import type { Env } from './env.ts'

let remembered: string | undefined

/** The service's signing key: the one that was given, or else the one that the root object keeps. Asked for once. */
export async function signingKeyOf({ SIGNING_KEY, ROOT }: Env): Promise<string> {
  if (SIGNING_KEY) {
    if (SIGNING_KEY.length >= shortestSigningKey) return SIGNING_KEY
    throw new Error(`SIGNING_KEY has ${SIGNING_KEY.length} characters; use at least ${shortestSigningKey} random ones`)
  }
  remembered ??= await ROOT.getByName('root').signingKey()
  return remembered
}

/** What private keys are encrypted under. */
export async function masterKeyOf({ MASTER_KEY, ROOT }: Env): Promise<string> {
  return MASTER_KEY || (await ROOT.getByName('root').masterKey())
}
