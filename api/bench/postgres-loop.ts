import pg from 'pg'
import { withClient } from '../../db/postgres/test/server.ts'

/** A row as the texts that PostgreSQL gives and takes, by the names of its columns. */
type Row = Readonly<Record<string, string | null>>
/** What one commit wrote, by table. */
type Group = Readonly<Record<string, readonly Row[]>>

interface Written {
  readonly sandbox: string
  /** For each table the names and types of its columns, without those of the owner. */
  readonly columns: ReadonlyMap<string, readonly Column[]>
  readonly groups: readonly Group[]
}
interface Column {
  readonly name: string
  readonly type: string
}

export interface PostgresLoop {
  /** Writes what the service's commits wrote, each in one transaction; gives transfers per second. */
  run(seconds: number): Promise<number>
  close(): Promise<void>
}

const tables = ['transfers', 'journal', 'answers', 'balances', 'checkpoints']
const upsertBalance =
  ' ON CONFLICT (sandbox, life, wallet, asset) DO UPDATE SET posted = excluded.posted, held = excluded.held, incoming = excluded.incoming, last_seq = excluded.last_seq'
const owned = 'sandbox = $1 AND life = (SELECT life FROM sandboxes WHERE id = $1)'

/**
 * Takes what a service wrote, to write the same rows again into another database as fast as one connection can: one prepared
 * statement for each table, sent together with BEGIN and COMMIT, and no look at an answer in between.
 */
export async function createPostgresLoop(source: string, target: string): Promise<PostgresLoop> {
  const { sandbox, columns, groups } = await withClient(source, readWritten)
  if (groups.length === 0) throw new Error('the service wrote no transfers')
  await copyHead(source, target, sandbox)
  const client = new pg.Client({ connectionString: target, pipeline: true } as pg.ClientConfig)
  await client.connect()
  const commits = groups.map((group) => statementsOf(group, columns))
  let written = 0

  /** The rows are fewer than the time: once all are written, the same go to another life of the sandbox. */
  async function write(statements: readonly { name: string; text: string; values: unknown[] }[]): Promise<void> {
    const life = 1 + Math.floor(written++ / commits.length)
    const inserts = statements.map(({ values, ...statement }) => client.query({ ...statement, values: [sandbox, life, ...values] }))
    await Promise.all([client.query('BEGIN'), ...inserts, client.query(head, [sandbox]), client.query('COMMIT')])
  }

  return {
    async run(seconds) {
      const started = performance.now()
      let done = 0
      while (performance.now() - started < seconds * 1000) {
        const index = written % commits.length
        await write(commits[index]!)
        done += groups[index]!['transfers']!.length
      }
      return (done * 1000) / (performance.now() - started)
    },
    close: () => client.end(),
  }
}

const head = { name: 'head', text: 'UPDATE sandboxes SET seq = seq + 1, version = version + 1, last_at = last_at + 1 WHERE id = $1' }

function statementsOf(group: Group, columns: Written['columns']) {
  return tables.map((table) => {
    const all = columns.get(table)!
    const arrays = all.map(({ type }, index) => `$${index + 3}::${type}[]`).join(', ')
    const names = all.map(({ name }) => name).join(', ')
    const conflict = table === 'balances' ? upsertBalance : ''
    const text = `INSERT INTO ${table} (sandbox, life, ${names}) SELECT $1::text, $2::int, row.* FROM unnest(${arrays}) AS row${conflict}`
    return { name: table, text, values: all.map(({ name }) => group[table]!.map((row) => row[name])) }
  })
}

async function readWritten(client: pg.Client): Promise<Written> {
  const { rows } = await client.query<{ sandbox: string }>('SELECT sandbox FROM transfers GROUP BY sandbox ORDER BY count(*) DESC LIMIT 1')
  const { sandbox } = rows[0]!
  const columns = new Map<string, readonly Column[]>()
  const found: Record<string, readonly Row[]> = {}
  for (const table of tables) {
    const all = await columnsOf(client, table)
    columns.set(table, all)
    const texts = all.map(({ name }) => `${name}::text`).join(', ')
    found[table] = (await client.query<Row>(`SELECT ${texts} FROM ${table} WHERE ${owned}`, [sandbox])).rows
  }
  return { sandbox, columns, groups: groupsOf(found) }
}

async function columnsOf(client: pg.Client, table: string): Promise<Column[]> {
  const text = `
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('sandbox', 'life') ORDER BY attnum`
  return (await client.query<Column>(text, [table])).rows
}

/** Each checkpoint closes one commit. Answers are all of one kind and one size: any will do. */
function groupsOf(found: Readonly<Record<string, readonly Row[]>>): Group[] {
  const bySeq = (rows: readonly Row[], seq: (row: Row) => number) => new Map(rows.map((row) => [seq(row), row]))
  const transfers = bySeq(found['transfers']!, (row) => (JSON.parse(row['records']!) as number[])[0]!)
  const records = bySeq(found['journal']!, (row) => Number(row['seq']))
  const balances = new Map(found['balances']!.map((row) => [row['wallet'], row]))
  const answers = found['answers']!.filter(({ body }) => body!.startsWith('{"id":"trf'))
  const sizes = found['checkpoints']!.map((row) => ({ row, size: Number(row['size']) })).sort((a, b) => a.size - b.size)
  const groups: Group[] = []
  let answered = 0
  let last = 0
  for (const { row, size } of sizes) {
    const seqs = Array.from({ length: size - last }, (_, index) => last + 1 + index)
    last = size
    const paid = seqs.map((seq) => transfers.get(seq)).filter((row) => row !== undefined)
    if (paid.length < seqs.length) continue
    const touched = new Set(paid.flatMap((one) => [one['from_wallet'], one['to_wallet']]))
    const journal = seqs.map((seq) => records.get(seq)!)
    const given = answers.slice(answered, answered + paid.length)
    answered += paid.length
    groups.push({ transfers: paid, journal, answers: given, balances: [...touched].map((wallet) => balances.get(wallet)!), checkpoints: [row] })
  }
  return groups
}

/** The row of the sandbox, which every commit writes anew. */
async function copyHead(source: string, target: string, sandbox: string): Promise<void> {
  const { rows } = await withClient(source, (client) =>
    client.query<{ row: string }>('SELECT to_json(s)::text AS row FROM sandboxes s WHERE id = $1', [sandbox]),
  )
  const text = 'INSERT INTO sandboxes SELECT * FROM json_populate_record(NULL::sandboxes, $1::json)'
  await withClient(target, (client) => client.query(text, [rows[0]!.row]))
}
