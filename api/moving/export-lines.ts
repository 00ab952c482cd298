import { createHash } from 'node:crypto'
import type { SigningBackend } from '../core/signing.ts'
import type { Store } from '../core/store.ts'
import { formatTime } from '../core/time.ts'
import { type Header, headOf, linesOf, type Trailer } from './file-lines.ts'
import { policiesOf } from './keys.ts'

interface ExportDeps {
  readonly store: Store
  readonly signing: SigningBackend
  verifierKeyOf(journal: string): Promise<string>
  realNow(): number
}

/** A sandbox as the lines of a file, each read when it is asked for, all as of the instant of the first. */
export async function* exportLines(sandbox: string, { store, signing, verifierKeyOf, realNow }: ExportDeps): AsyncGenerator<string> {
  const sum = createHash('sha256')
  const rows: Trailer['end']['rows'] = {}
  function line(text: string): string {
    const whole = `${text}\n`
    sum.update(whole)
    return whole
  }

  for await (const piece of store.dump(sandbox)) {
    if (piece.table === 'sandbox') {
      const [head] = piece.rows
      const header: Header = {
        kariosae: 'sandbox',
        version: 1,
        exportedAt: formatTime(realNow()),
        verifierKey: await verifierKeyOf(head.journal),
        head: headOf(head),
      }
      yield line(JSON.stringify(header))
      continue
    }
    const policies = piece.table === 'wallet' ? await policiesOf(piece.rows, signing) : []
    for (const part of [piece, ...(policies.length > 0 ? [{ table: 'keyPolicy', rows: policies } as const] : [])]) {
      rows[part.table] = (rows[part.table] ?? 0) + part.rows.length
      for (const text of linesOf(part)) yield line(text)
    }
  }
  yield `${JSON.stringify({ end: { rows, sha256: sum.digest('hex') } } satisfies Trailer)}\n`
}
