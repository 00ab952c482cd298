import type { Kind } from '../../api/core/change.ts'
import type { JournalRecord } from '../../api/core/journal.ts'
import type { Sandbox } from '../../api/core/model.ts'
import type { LoggedRequest, Page, Reader } from '../../api/core/reader.ts'
import { findHead, readHead } from './heads.ts'
import { holdLegs } from './schema.ts'
import { columnList, presentLife, type Query, query, type Row, readRow, statement } from './statements.ts'
import { readEntity, selectFrom } from './tables.ts'

/** How a view asks: each query by itself, or all in one snapshot. */
export interface Asking {
  readonly sandbox: string
  run(query: Query): Promise<readonly Row[]>
  load: Reader['load']
}

const ofLife = `sandbox = $1 AND life = ${presentLife}`
const entities = (kind: Kind, rest: string) => statement(`${selectFrom(kind, presentLife)} AND ${rest}`)
const holds = (rest: string) => entities('hold', `hold.id < $2 ${rest} ORDER BY hold.id DESC LIMIT $3`)
const withStatus = (place: number) => `AND hold.status = $${place}`
const withWallet = (place: number) => `AND hold.id IN (
  SELECT hold FROM hold_legs WHERE ${ofLife} AND from_wallet = $${place}
  UNION ALL SELECT hold FROM hold_legs WHERE ${ofLife} AND to_wallet = $${place}
  UNION ALL SELECT hold FROM hold_parties WHERE ${ofLife} AND wallet = $${place})`

const statements = {
  apiKey: entities('apiKey', 'id = $2'),
  apiKeys: entities('apiKey', 'id < $2 ORDER BY id DESC LIMIT $3'),
  asset: entities('asset', 'code = $2'),
  assets: entities('asset', 'code > $2 ORDER BY code LIMIT $3'),
  wallet: entities('wallet', 'id = $2'),
  wallets: entities('wallet', 'id < $2 ORDER BY id DESC LIMIT $3'),
  balancesOf: entities('balance', 'wallet = $2 ORDER BY asset'),
  allBalances: statement(`${selectFrom('balance', presentLife)} ORDER BY wallet, asset`),
  transfer: entities('transfer', 'id = $2'),
  transfers: entities('transfer', 'id < $2 ORDER BY id DESC LIMIT $3'),
  hold: entities('hold', 'hold.id = $2'),
  holds: holds(''),
  holdsWithStatus: holds(withStatus(4)),
  holdsOfWallet: holds(withWallet(4)),
  holdsOfWalletWithStatus: holds(`${withStatus(5)} ${withWallet(4)}`),
  oracle: entities('oracle', 'id = $2'),
  oracles: entities('oracle', 'id < $2 ORDER BY id DESC LIMIT $3'),
  holdTemplate: entities('holdTemplate', 'key = $2'),
  holdTemplates: entities('holdTemplate', 'key = name AND key > $2 ORDER BY key LIMIT $3'),
  webhookEndpoint: entities('webhookEndpoint', 'id = $2'),
  webhookEndpoints: entities('webhookEndpoint', "id < $2 AND status <> 'deleted' ORDER BY id DESC LIMIT $3"),
  enabledWebhookEndpoints: entities('webhookEndpoint', "id < $2 AND status = 'enabled' ORDER BY id DESC LIMIT $3"),
  webhookDelivery: entities('webhookDelivery', 'id = $2'),
  webhookDeliveries: entities('webhookDelivery', 'id < $2 AND endpoint = $4 ORDER BY id DESC LIMIT $3'),
  waitingDeliveries: entities('webhookDelivery', 'endpoint = $2 AND next_at IS NOT NULL ORDER BY next_at, seq LIMIT $3'),
  record: statement(`SELECT record FROM journal WHERE ${ofLife} AND seq = $2`),
  records: statement(`SELECT record FROM journal WHERE ${ofLife} AND seq > $2 ORDER BY seq LIMIT $3`),
  leaves: statement(`SELECT leaf FROM journal WHERE ${ofLife} AND seq > $2 AND seq <= $3 ORDER BY seq`),
  nodes: statement(`SELECT hash FROM journal_nodes WHERE ${ofLife} AND level = $2 AND place >= $3 AND place < $4 ORDER BY place`),
  newestCheckpoint: statement(`SELECT size, note FROM checkpoints WHERE ${ofLife} ORDER BY size DESC LIMIT 1`),
  checkpoint: statement(`SELECT size, note FROM checkpoints WHERE ${ofLife} AND size >= $2 ORDER BY size LIMIT 1`),
  lockedLegs: statement(
    `SELECT ${columnList(holdLegs, 'leg')} FROM holds hold JOIN hold_legs leg ON leg.sandbox = $1 AND leg.life = hold.life AND leg.hold = hold.id
     WHERE hold.sandbox = $1 AND hold.life = ${presentLife} AND hold.due_at IS NOT NULL AND leg.funded_at IS NOT NULL`,
  ),
  requests: statement(`SELECT request FROM requests WHERE ${ofLife} AND id < $2 ORDER BY id DESC LIMIT $3`),
}

export function createReader({ sandbox, run, load }: Asking): Reader {
  async function ask(name: keyof typeof statements, ...values: unknown[]): Promise<readonly Row[]> {
    // What PostgreSQL cannot hold is not there.
    if (values.some((value) => typeof value === 'string' && value.includes('\0'))) return []
    return run(query(statements[name], [sandbox, ...values]))
  }
  const texts = (rows: readonly Row[]) => rows.map(([record]) => JSON.parse(record as string) as JournalRecord)
  async function one<K extends Kind>(kind: K, name: keyof typeof statements, key: string) {
    const [row] = await ask(name, key)
    return row && readEntity(kind, row)
  }
  async function list<K extends Kind>(kind: K, name: keyof typeof statements, ...values: unknown[]) {
    return (await ask(name, ...values)).map((row) => readEntity(kind, row))
  }
  const newestFirst = ({ after, limit }: Page) => [after ?? '~', limit]
  const inOrder = ({ after, limit }: Page) => [after ?? '', limit]

  return {
    sandbox: async () => readThere(await run(findHead(sandbox)), sandbox),
    load,
    apiKey: (id) => one('apiKey', 'apiKey', id),
    apiKeys: (page) => list('apiKey', 'apiKeys', ...newestFirst(page)),
    asset: (code) => one('asset', 'asset', code),
    assets: (page) => list('asset', 'assets', ...inOrder(page)),
    wallet: (id) => one('wallet', 'wallet', id),
    wallets: (page) => list('wallet', 'wallets', ...newestFirst(page)),
    balancesOf: (wallet) => list('balance', 'balancesOf', wallet),
    transfer: (id) => one('transfer', 'transfer', id),
    transfers: (page) => list('transfer', 'transfers', ...newestFirst(page)),
    hold: (id) => one('hold', 'hold', id),
    holds({ status, wallet }, page) {
      const name = wallet ? (status ? 'holdsOfWalletWithStatus' : 'holdsOfWallet') : status ? 'holdsWithStatus' : 'holds'
      return list('hold', name, ...newestFirst(page), ...[wallet, status].filter((value) => value !== undefined))
    },
    record: async (seq) => texts(await ask('record', seq))[0],
    records: async (after, limit) => texts(await ask('records', after, limit)),
    leaves: async (from, to) => (await ask('leaves', from, to)).map(([leaf]) => leaf as Uint8Array),
    nodes: async (level, from, to) => (await ask('nodes', level, from, to)).map(([hash]) => hash as Uint8Array),
    async checkpoint(size) {
      const [row] = size === undefined ? await ask('newestCheckpoint') : await ask('checkpoint', size)
      return row && { size: row[0] as number, note: row[1] as string }
    },
    allBalances: () => list('balance', 'allBalances'),
    lockedLegs: async () => (await ask('lockedLegs')).map((row) => readRow(holdLegs, row)),
    oracle: (id) => one('oracle', 'oracle', id),
    oracles: (page) => list('oracle', 'oracles', ...newestFirst(page)),
    holdTemplate: (key) => one('holdTemplate', 'holdTemplate', key),
    holdTemplates: (page) => list('holdTemplate', 'holdTemplates', ...inOrder(page)),
    webhookEndpoint: (id) => one('webhookEndpoint', 'webhookEndpoint', id),
    webhookEndpoints: ({ enabled = false }, page) =>
      list('webhookEndpoint', enabled ? 'enabledWebhookEndpoints' : 'webhookEndpoints', ...newestFirst(page)),
    webhookDelivery: (id) => one('webhookDelivery', 'webhookDelivery', id),
    webhookDeliveries: (endpoint, page) => list('webhookDelivery', 'webhookDeliveries', ...newestFirst(page), endpoint),
    waitingDeliveries: (endpoint, limit) => list('webhookDelivery', 'waitingDeliveries', endpoint, limit),
    requests: async (page) => (await ask('requests', ...newestFirst(page))).map(([request]) => request as LoggedRequest),
  }
}

export function readThere(rows: readonly Row[], sandbox: string): Sandbox {
  const head = readHead(rows)
  if (!head) throw new Error(`sandbox ${sandbox} is not there`)
  return head.sandbox
}
