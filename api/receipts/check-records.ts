import { leafHash } from '../core/merkle/tree.ts'
import { verifyInclusion } from '../core/merkle/verify.ts'
import { decodeBase64 } from '../core/note/base64.ts'
import type { Checkpoint } from '../core/note/checkpoint.ts'
import type { ProvenRecord, Receipt } from '../core/receipt.ts'
import { leafOf, type PartialRecord } from '../core/seal-record.ts'
import { disclosed, unbalancedIn } from './record-spends.ts'
import { type Check, failed, passed, unknown } from './verdict.ts'

/** Each record is in the journal, at its place. */
export function checkInclusion({ record, proof }: ProvenRecord, { size, root }: Pick<Checkpoint, 'size' | 'root'>): Check {
  const hashes = proof.map(decodeBase64)
  const known = hashes.filter((hash) => hash !== undefined)
  const is = known.length === hashes.length && verifyInclusion(leafHash(leafOf(record)), record.seq - 1, size, known, root)
  const { seq, type } = record
  return is
    ? passed('inclusion', `Record ${seq}, ${type}, is in the journal.`, `記録${seq}（${type}）はジャーナルにあります。`)
    : failed('inclusion', `Record ${seq} is not what the journal has at its place.`, `記録${seq}は、ジャーナルのその位置の記録と一致しません。`)
}

/** All records are about the one thing that the receipt is about, in order, each once. */
export function checkSubject({ subject, entries }: Receipt): Check {
  const kind = subject.startsWith('trf_') ? 'transfer.' : 'hold.'
  const stranger = entries.find(
    ({ record: { type, data } }) => !type.startsWith(kind) || typeof data === 'string' || (data as { id?: unknown }).id !== subject,
  )
  if (stranger)
    return failed(
      'subject',
      `Record ${stranger.record.seq} is not about ${subject}.`,
      `記録${stranger.record.seq}は ${subject} についてのものではありません。`,
    )
  if (!isAscending(entries)) return failed('subject', 'The records are not in the order of the journal.', '記録がジャーナルの順序になっていません。')
  return passed('subject', `All is about ${subject}.`, `すべて ${subject} についての記録です。`)
}

/** A transfer is one record; of a hold each step is one, and none may be left out. What came after the last cannot be seen. */
export function checkHistory({ subject, entries }: Receipt): Check {
  if (subject.startsWith('trf_')) {
    return entries.length === 1
      ? passed('history', 'A transfer is one record.', '送金は1件の記録です。')
      : failed('history', `A transfer is one record, not ${entries.length}.`, `送金の記録は1件のはずですが、${entries.length}件あります。`)
  }
  const gap = entries.findIndex(({ record }, index) => stepsOf(record) !== index + 1)
  const last = entries.at(-1)!.record.seq
  return gap === -1
    ? passed(
        'history',
        `Each of its ${entries.length} steps up to record ${last} is there.`,
        `記録${last}までの${entries.length}段階がすべてあります。`,
      )
    : failed(
        'history',
        `A step before record ${entries[gap]!.record.seq} is missing, or told twice.`,
        `記録${entries[gap]!.record.seq}より前の段階が欠けているか、重複しています。`,
      )
}

function stepsOf({ data }: PartialRecord): number | undefined {
  const { history } = data as { history?: unknown }
  return Array.isArray(history) ? history.length : undefined
}

/** What one side loses another gains. */
export function checkBalance({ seq, entries }: PartialRecord): Check {
  if (entries.some((entry) => typeof entry === 'string'))
    return unknown('balance', `Record ${seq}: not all entries are shown to this reader.`, `記録${seq}: 一部の増減が開示されていません。`)
  const [asset] = unbalancedIn(disclosed(entries))
  return asset === undefined
    ? passed('balance', `Record ${seq}: its ${entries.length} entries balance.`, `記録${seq}: ${entries.length}件の増減が釣り合っています。`)
    : failed('balance', `Record ${seq}: the entries of ${asset} do not balance.`, `記録${seq}: ${asset} の増減が釣り合っていません。`)
}

/** Does a transfer say what its entries did? */
export function checkAmounts({ seq, type, data, entries }: PartialRecord): Check | undefined {
  if (!type.startsWith('transfer.')) return undefined
  const { from, to, asset, ...told } = data as { from?: string; to?: string; asset?: string; amount?: unknown }
  const amount = typeof told.amount === 'number' ? told.amount : Number.NaN
  const strange = disclosed(entries).find(({ wallet, asset: moved, before, after }) => {
    const by = after.posted - before.posted
    return moved !== asset || !((wallet === from && by === -amount) || (wallet === to && by === amount))
  })
  return strange
    ? failed(
        'amounts',
        `Record ${seq} tells of another amount than it moved for ${strange.wallet}.`,
        `記録${seq}の内容と ${strange.wallet} の増減が一致しません。`,
      )
    : passed('amounts', `Record ${seq} moved what it tells.`, `記録${seq}の内容と増減は一致します。`)
}

function isAscending(entries: readonly ProvenRecord[]): boolean {
  return entries.every(({ record }, index) => index === 0 || record.seq > entries[index - 1]!.record.seq)
}
