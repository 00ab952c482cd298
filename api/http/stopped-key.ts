import type { Reader } from '../core/reader.ts'
import type { Refusal } from '../core/refusals.ts'
import { type Caller, refuse } from '../core/use-case.ts'

/** Whoever came through the door may have a key that was revoked meanwhile, perhaps by another process: the database knows. */
export async function stoppedKey(reader: Pick<Reader, 'apiKey'>, { key }: Pick<Caller, 'key'>): Promise<Refusal<'unauthorized'> | undefined> {
  if ((await reader.apiKey(key!))?.revokedAt === null) return undefined
  return refuse('unauthorized', 'The API key stopped working before this request was answered.')
}
