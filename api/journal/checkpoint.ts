import { z } from '@hono/zod-openapi'
import { decodeBase64url } from '../core/base64url.ts'
import type { Sandbox } from '../core/model.ts'
import { verifierKey } from '../core/note/verifier-key.ts'
import type { Checkpoint, Reader } from '../core/reader.ts'
import type { Refusal } from '../core/refusals.ts'
import { SandboxUnavailable } from '../core/store.ts'
import { refuse } from '../core/use-case.ts'
import { originOf } from '../receipts/origin.ts'

export const recordCount = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
export const hash = z.string().openapi({ description: 'SHA-256, base64', example: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' })

/** Every commit signs one, so only a journal of before there were any has none, until its next record. */
export async function newestCheckpoint(reader: Reader): Promise<Checkpoint> {
  const found = await reader.checkpoint()
  if (!found) throw new SandboxUnavailable('this journal has no checkpoint before its next record')
  return found
}

/** The first checkpoint that covers so many records; the newest if absent. */
export async function findCheckpoint(reader: Reader, size: number | undefined): Promise<Checkpoint | Refusal<'record_not_found'>> {
  const newest = await newestCheckpoint(reader)
  if (size === undefined) return newest
  if (size > newest.size) return refuse('record_not_found', `The journal has ${newest.size} records, not ${size}.`, 'size')
  return (await reader.checkpoint(size))!
}

/** The keys that signed the checkpoints of a journal before its sandbox moved here. */
export function formerKeysOf({ journal, formerKeys }: Pick<Sandbox, 'journal' | 'formerKeys'>): { size: number; verifierKey: string }[] {
  return formerKeys.map(({ size, key }) => ({ size, verifierKey: verifierKey(originOf(journal), decodeBase64url(key)!) }))
}
