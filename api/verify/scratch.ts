import type { Amounts } from '../core/model.ts'

export interface LastEntry {
  readonly amounts: Amounts
  /** The record that left it so. */
  readonly seq: number
}

export interface KnownKey {
  readonly id: string
  readonly seq: number
  readonly revoked: boolean
}

/** What was last said of something: the record, and its content as a text. */
export interface Told {
  readonly seq: number
  readonly text: string | null
}

interface Note {
  readonly seq: number
  readonly value: string | null
}

/** Where notes are kept, by kind and ID. */
export interface Memory {
  get(kind: string, id: string): Note | undefined
  put(kind: string, id: string, seq: number, value: string | null): void
  mark(kind: string, id: string): void
  /** One that was not marked. */
  unmarked(kind: string): { readonly id: string; readonly seq: number } | undefined
  all(kind: string): Iterable<Note & { readonly id: string }>
  clear(): void
  close(): void
}

/** What must be remembered of a journal while it is read. */
export function createScratch(memory: Memory = createMemory()) {
  return {
    entry(wallet: string, asset: string): LastEntry | undefined {
      const row = memory.get('entry', `${wallet}/${asset}`)
      return row && { seq: row.seq, amounts: JSON.parse(row.value!) }
    },
    setEntry: (wallet: string, asset: string, { seq, amounts }: LastEntry) => memory.put('entry', `${wallet}/${asset}`, seq, JSON.stringify(amounts)),
    key(wallet: string): KnownKey | undefined {
      const row = memory.get('key', wallet)
      return row && { seq: row.seq, ...JSON.parse(row.value!) }
    },
    setKey: (wallet: string, { seq, ...key }: KnownKey) => memory.put('key', wallet, seq, JSON.stringify(key)),
    /** The commit and record in which a signature was first seen. */
    signature(sig: string): { commit: number; seq: number } | undefined {
      const row = memory.get('signature', sig)
      return row && { seq: row.seq, commit: Number(row.value) }
    },
    setSignature: (sig: string, commit: number, seq: number) => memory.put('signature', sig, seq, String(commit)),
    told(kind: string, id: string): Told | undefined {
      const row = memory.get(kind, id)
      return row && { seq: row.seq, text: row.value }
    },
    tell: (kind: string, id: string, { seq, text }: Told) => memory.put(kind, id, seq, text),
    allTold: memory.all,
    /** A row of the table was found for what was told. */
    find: memory.mark,
    /** Something that was told and for which no row was found. */
    unfound: memory.unmarked,
    clear: memory.clear,
    close: memory.close,
  }
}
export type Scratch = ReturnType<typeof createScratch>

/** In this process's own memory. */
function createMemory(): Memory {
  const kinds = new Map<string, Map<string, Note & { id: string; found: boolean }>>()
  const of = (kind: string) => kinds.get(kind) ?? kinds.set(kind, new Map()).get(kind)!
  return {
    get: (kind, id) => of(kind).get(id),
    put: (kind, id, seq, value) => void of(kind).set(id, { id, seq, value, found: of(kind).get(id)?.found ?? false }),
    mark(kind, id) {
      const note = of(kind).get(id)
      if (note) note.found = true
    },
    unmarked: (kind) => [...of(kind).values()].find(({ found }) => !found),
    all: (kind) => of(kind).values(),
    clear: () => kinds.clear(),
    close: () => kinds.clear(),
  }
}
