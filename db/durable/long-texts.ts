import type { DurableObjectStorage, SqlStorage } from '@cloudflare/workers-types'

/**
 * A row of a Durable Object holds 2 MB (platform limits), but the answer to a batch, or a hold with a long history, may be
 * longer. So a long text is kept in parts in a table of its own, and its column says where. No client can send
 * U+0000 (http/read-body.ts), so nobody can make another text look like that.
 */
const mark = '\0long:'
const reference = /^\0long:\d+$/
/** The longest text that stays in its row, in UTF-16 units: the few texts of one row are then no more than 2 MB. */
const longest = 100_000
/** A unit is at most three bytes of UTF-8. */
const partSize = 600_000

/** Which columns may be long. When one of them is changed or goes, so do its parts. */
const columns = {
  answers: ['body'],
  holds: ['terms', 'evidence', 'history'],
  hold_templates: ['terms'],
  journal: ['record'],
} as const

/** The statements of an object's SQLite that are needed here. Rows come all at once. */
export interface LongSql {
  exec(text: string, ...values: readonly unknown[]): { toArray(): object[]; raw(): { toArray(): unknown[][] }; next(): { value: object | undefined } }
}

export function makeLongTexts({ sql }: DurableObjectStorage): void {
  sql.exec('CREATE TABLE IF NOT EXISTS long_texts (id INTEGER NOT NULL, part INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id, part)) STRICT')
  for (const [table, names] of Object.entries(columns)) for (const name of names) makeTriggers(sql, table, name)
}

function makeTriggers(sql: SqlStorage, table: string, name: string): void {
  // As bytes: a text ends at U+0000 for most functions.
  const id = `CAST(CAST(substr(CAST(OLD.${name} AS BLOB), ${mark.length + 1}) AS TEXT) AS INTEGER)`
  const forget = `BEGIN DELETE FROM long_texts WHERE id = ${id}; END`
  sql.exec(`CREATE TRIGGER IF NOT EXISTS ${table}_${name}_gone AFTER DELETE ON ${table} WHEN OLD.${name} < char(1) ${forget}`)
  const changed = `AFTER UPDATE OF ${name} ON ${table} WHEN OLD.${name} < char(1) AND OLD.${name} <> NEW.${name}`
  sql.exec(`CREATE TRIGGER IF NOT EXISTS ${table}_${name}_changed ${changed} ${forget}`)
}

/** The same SQL, with texts of any length. */
export function withLongTexts({ sql }: DurableObjectStorage): LongSql {
  const short = (value: unknown) => (typeof value === 'string' && value.length > longest ? put(sql, value) : value)
  const whole = (value: unknown) => (typeof value === 'string' && value.charCodeAt(0) === 0 && reference.test(value) ? get(sql, value) : value)
  return {
    exec(text, ...values) {
      const cursor = sql.exec(text, ...values.map(short))
      const objects = () => cursor.toArray().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, whole(value)])))
      return {
        toArray: objects,
        next: () => ({ value: objects()[0] }),
        raw: () => ({ toArray: () => Array.from(cursor.raw(), (row) => row.map(whole)) }),
      }
    },
  }
}

function put(sql: SqlStorage, text: string): string {
  const { id } = sql.exec<{ id: number }>('SELECT coalesce(max(id), 0) + 1 AS id FROM long_texts').one()
  for (let [from, part] = [0, 0]; from < text.length; part++) {
    const to = endOfPart(text, from)
    sql.exec('INSERT INTO long_texts (id, part, text) VALUES (?, ?, ?)', id, part, text.slice(from, to))
    from = to
  }
  return `${mark}${id}`
}

/** Not between the two halves of one character. */
function endOfPart(text: string, from: number): number {
  const to = Math.min(from + partSize, text.length)
  const last = text.charCodeAt(to - 1)
  return to < text.length && last >= 0xd800 && last < 0xdc00 ? to - 1 : to
}

function get(sql: SqlStorage, place: string): string {
  const parts = sql.exec<{ text: string }>('SELECT text FROM long_texts WHERE id = ? ORDER BY part', Number(place.slice(mark.length))).toArray()
  if (parts.length === 0) throw new Error(`a long text is gone: ${place.slice(1)}`)
  return parts.map(({ text }) => text).join('')
}
