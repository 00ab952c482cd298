import type { Refusal } from '../core/refusals.ts'
import type { Store } from '../core/store.ts'
import { refuse } from '../core/use-case.ts'
import type { Passage } from './door.ts'

/** Whoever came through the door may have a key that another process revoked meanwhile: the database knows. */
export async function stoppedKey({ who, headers }: Passage, store: Store): Promise<Refusal<'unauthorized'> | undefined> {
  const { sandbox, caller } = who!
  const key = await store.reader(sandbox).apiKey(caller.key!)
  if (key?.revokedAt === null) return undefined
  headers['WWW-Authenticate'] = 'Bearer realm="kariosae"'
  return refuse('unauthorized', 'The API key stopped working before this request was answered.')
}
