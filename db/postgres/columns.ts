import { bigint, customType, integer, json as jsonColumn, text } from 'drizzle-orm/pg-core'

/** The kinds of columns that the tables are made of. */

export const integer53 = (name?: string) => (name === undefined ? bigint({ mode: 'number' }) : bigint(name, { mode: 'number' }))
/** json and not jsonb: what was written comes back as it was. */
export const json = <T>(name?: string) => (name === undefined ? jsonColumn() : jsonColumn(name)).$type<T>()
/** What users write freely: PostgreSQL's own texts cannot hold U+0000 and half a surrogate pair, JSON's can. */
export const freeText = () => jsonColumn().$type<string>()
export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
export const owner = () => ({ sandbox: text().notNull(), life: integer().notNull() })
