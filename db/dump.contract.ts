import { afterEach, describe, expect, test } from 'vitest'
import { keyOf, kinds, type Write } from '../api/core/change.ts'
import { issuance } from '../api/core/journal.ts'
import type { Asset, Hold, Wallet } from '../api/core/model.ts'
import { emptySource, newSandbox } from '../api/core/new-sandbox.ts'
import { isKind, type Piece, pieceRows, type RowsPiece } from '../api/core/piece.ts'
import { State } from '../api/core/state.ts'
import { type Store, stagingLifetime } from '../api/core/store.ts'
import { growJournal } from '../api/seal.ts'

/** How one engine is opened for the suite: a fresh database each time. */
interface Engine {
  open(): Promise<Store> | Store
}

const t0 = Date.parse('2026-12-01T00:00:00.000Z')
const stamp = { now: t0, by: { key: null, wallet: null } }
const yen: Asset = {
  ...{ code: 'JPY', scale: 0, kind: 'money', maxHolding: null, maxSupply: 1_000_000, rules: {}, supply: 0, createdAt: t0 },
}
const wallet = (id: string): Wallet => ({
  ...{ id, name: id, kind: 'person', custody: 'managed', key: null, attributes: { a: 1 }, status: 'active', createdAt: t0 },
})
const walletAt = (place: number) => `wal_${String(place).padStart(4, '0')}`
const leg = { from: walletAt(1), to: walletAt(2), asset: 'JPY', amount: 10, captured: 0, released: 0, remaining: 10 }
const hold: Hold = {
  ...{ id: 'hld_1', status: 'held', acceptances: [], expiresAt: t0 + 10, heldAt: t0, dueAt: t0 + 10, dispute: null, evidence: [], memo: null },
  legs: [
    { ...leg, fundedAt: t0, fundBy: null, assignments: [] },
    { ...leg, from: walletAt(2), to: walletAt(1), fundedAt: null, fundBy: t0 + 5, assignments: [{ to: walletAt(3), amount: 5, paid: 0 }] },
  ],
  terms: { parties: { controller: walletAt(4) }, outcomes: {}, rules: [], disputes: null, limits: null, fallback: 'releaseAll', template: null },
  ...{ watches: [], watchers: [], history: [], records: [1], createdAt: t0 },
}
const template = (key: string, version: number) => ({
  ...{ key, name: 'gym', version, title: { en: 'Gym', ja: 'ジム' }, parameters: {}, example: {}, terms: {}, createdAt: t0 },
})

/** One of everything, and of the journal and the wallets more than two pieces. */
function fill(state: State): void {
  state.append({ type: 'asset.created', data: {}, writes: [['asset', { ...yen, supply: 1000 }]] }, stamp)
  for (let place = 1; place <= 2 * pieceRows + 10; place++)
    state.append({ type: 'wallet.created', data: { id: walletAt(place) }, writes: [['wallet', wallet(walletAt(place))]] }, stamp)
  const moves = [
    { wallet: issuance, asset: 'JPY', posted: -1000 },
    { wallet: walletAt(1), asset: 'JPY', posted: 1000 },
  ]
  state.append({ type: 'asset.issued', data: {}, moves }, stamp)
  const transfer = { id: 'trf_1', from: walletAt(1), to: walletAt(2), asset: 'JPY', amount: 5, memo: 'a', attachments: [], refunded: 0 }
  state.put('transfer', { ...transfer, refunds: [], refundOf: null, records: [2, 3], createdAt: t0 })
  state.put('hold', hold)
  state.put('apiKey', { id: 'key_1', name: 'a', scopes: ['read'], wallet: walletAt(1), hash: '0'.repeat(64), createdAt: t0, revokedAt: null })
  for (const key of ['gym', 'gym@1']) state.put('holdTemplate', template(key, 1))
  state.put('oracle', { id: 'orc_1', name: 'Registry', publicKey: 'A'.repeat(43), createdAt: t0 })
  const times = { createdAt: t0, rotatedAt: null, claimedUntil: t0 + 1, failingSince: null }
  state.put('webhookEndpoint', {
    id: 'whk_1',
    url: 'https://a.example/',
    types: null,
    description: 'a',
    status: 'enabled',
    generation: 1,
    cursor: 1,
    ...times,
  })
  const attempts = [{ at: t0, status: 500, error: null, durationMs: 3 }]
  const event = { event: 'evt_1', seq: 1, type: 'asset.created' }
  state.put('webhookDelivery', { id: 'dlv_1', endpoint: 'whk_1', ...event, status: 'pending', attempts, tried: 1, nextAt: t0 + 5, createdAt: t0 })
  state.put('answer', { key: 'k', fingerprint: 'f', status: 201, body: '{}', storedAt: t0 })
  state.put('usedSignature', { id: 'u', validUntil: t0 + 10 })
}

/** One commit, with a journal that is hashed and a note that nobody signed. */
async function commit(store: Store, id: string, work: (state: State) => void): Promise<void> {
  const reads = [{ wallets: [walletAt(1)], balances: [[walletAt(1), 'JPY'] as const, [issuance, 'JPY'] as const] }]
  await store.commit(new Map([[id, reads]]), (sources) => {
    const state = new State(sources.get(id) ?? emptySource(newSandbox(id, t0, { formerKeys: [{ size: 1, key: 'A'.repeat(43) }] })))
    work(state)
    const { records, nodes } = growJournal(state, () => 'A'.repeat(22))
    const { seq } = state.sandbox
    return { commits: [{ state, journal: { records, nodes, checkpoint: { size: seq, note: `note ${seq}` } } }], result: null }
  })
}

function make(id: string) {
  return (state: State): void => state.append({ type: 'wallet.created', data: { id }, writes: [['wallet', wallet(id)]] }, stamp)
}

/** Something of everything changes. */
function disturb(round: number) {
  return (state: State): void => {
    const [own, other] = [walletAt(1), walletAt(9000 + round)]
    state.append({ type: 'wallet.frozen', data: {}, writes: [['wallet', { ...wallet(own), status: 'frozen' }]] }, stamp)
    state.append({ type: 'wallet.created', data: { id: other }, writes: [['wallet', wallet(other)]] }, stamp)
    const moves = [
      { wallet: issuance, asset: 'JPY', posted: 1 },
      { wallet: own, asset: 'JPY', posted: -1 },
    ]
    state.append({ type: 'asset.redeemed', data: {}, moves, writes: [['asset', { ...yen, supply: 1000 - round }]] }, stamp)
    state.put('hold', { ...hold, status: 'released', dueAt: null })
    state.put('answer', { key: `k${round}`, fingerprint: 'f', status: 201, body: '{}', storedAt: t0 })
  }
}

interface Contents {
  readonly order: readonly string[]
  readonly rows: Readonly<Record<string, readonly object[]>>
}

/** Bytes as lists, so that two kinds of byte arrays compare. */
function plain(row: object): object {
  return JSON.parse(JSON.stringify(row, (_name, value) => (value instanceof Uint8Array ? [...value] : value?.type === 'Buffer' ? value.data : value)))
}

/** All rows, those of entities by their keys: in which order keys come is the engine's affair. */
async function contentsOf(pieces: AsyncIterable<Piece>, between?: (round: number) => Promise<void>): Promise<Contents> {
  const order: string[] = []
  const rows: Record<string, object[]> = {}
  for await (const { table, rows: found } of pieces) {
    if (order.at(-1) !== table) order.push(table)
    expect(found.length, table).toBeLessThanOrEqual(pieceRows + 2)
    rows[table] = [...(rows[table] ?? []), ...found.map(plain)]
    await between?.(order.length)
  }
  for (const kind of kinds) rows[kind]?.sort((a, b) => (keyOf([kind, a] as Write) < keyOf([kind, b] as Write) ? -1 : 1))
  return { order, rows }
}

async function stageAll(store: Store, from: string, name: string): Promise<void> {
  for await (const piece of store.dump(from)) if (piece.table !== 'sandbox') await store.stage(name, piece)
}

/** What somebody would like to have in a sandbox that is there. */
const forged: readonly RowsPiece[] = [
  { table: 'balance', rows: [{ wallet: walletAt(1), asset: 'JPY', posted: 9_000_000, held: 0, incoming: 0, lastSeq: 1 }] },
  { table: 'wallet', rows: [wallet('wal_forged')] },
  { table: 'journal', rows: [{ seq: 90_000, text: '{}', leaf: new Uint8Array(32) }] },
]

const idle = async (store: Store) => {
  let pieces = 0
  while (await store.tidy(t0)) expect(pieces++).toBeLessThan(100)
}

/** A sandbox goes out of a store piece by piece, and into one. */
export function dumpContract(name: string, engine: Engine): void {
  describe(`dump and stage: ${name}`, () => {
    const opened: Store[] = []
    const open = async () => {
      const store = await engine.open()
      opened.push(store)
      return store
    }
    const filled = async () => {
      const store = await open()
      await commit(store, 'sbx_1', fill)
      await commit(store, 'sbx_2', make('wal_x'))
      return store
    }
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
    })

    test('a dump has everything, the head first, then the journal with what proves it, then kind after kind', async () => {
      const store = await filled()
      await commit(store, 'sbx_1', disturb(1))
      const { order, rows } = await contentsOf(store.dump('sbx_1'))
      const reader = store.reader('sbx_1')
      expect(order[0]).toBe('sandbox')
      expect(rows['sandbox']).toEqual([plain(await reader.sandbox())])
      const firstKind = order.findIndex((table) => isKind(table as Piece['table']))
      expect(order.slice(firstKind)).toEqual(kinds)
      const { seq } = await reader.sandbox()
      expect(rows['journal']?.map((row) => (row as { seq: number }).seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1))
      expect(rows['journal']?.map(({ leaf }: { leaf?: unknown }) => leaf)).toEqual((await reader.leaves(0, seq)).map((leaf) => [...leaf]))
      expect(rows['node']).toEqual((await reader.nodes(1, 0, 2)).map((hash, index) => ({ level: 1, index, hash: [...hash] })))
      expect(rows['checkpoint']).toEqual([
        { size: seq - 3, note: `note ${seq - 3}` },
        { size: seq, note: `note ${seq}` },
      ])
      expect(rows['wallet']).toHaveLength(2 * pieceRows + 11)
      expect(rows['balance']).toMatchObject([
        { wallet: issuance, posted: -999 },
        { wallet: walletAt(1), posted: 999, lastSeq: seq },
      ])
      expect(rows['hold']).toEqual([{ ...hold, status: 'released', dueAt: null }])
      for (const kind of ['apiKey', 'transfer', 'oracle', 'usedSignature']) expect(rows[kind], kind).toHaveLength(1)
      expect(rows['answer']).toHaveLength(2)
      expect(rows['holdTemplate']).toEqual([template('gym', 1), template('gym@1', 1)])
    })

    test('checkpoints and nodes come before the records that they reach to', async () => {
      const store = await filled()
      let [last, reached] = [0, 0]
      for await (const piece of store.dump('sbx_1')) {
        const reaches =
          piece.table === 'checkpoint'
            ? piece.rows.map(({ size }) => size)
            : piece.table === 'node'
              ? piece.rows.map(({ level, index }) => (index + 1) * 256 ** level)
              : []
        for (const reach of reaches) expect(reach).toBeGreaterThan(last)
        reached = Math.max(reached, ...reaches)
        if (piece.table === 'journal') last = piece.rows.at(-1)!.seq
        if (isKind(piece.table)) expect(reached).toBeLessThanOrEqual(last)
      }
      expect(last).toBe(2 * pieceRows + 12)
    })

    test('a dump is of one instant, whatever is committed while it is read', async () => {
      const store = await filled()
      const before = await contentsOf(store.dump('sbx_1'))
      const during = await contentsOf(store.dump('sbx_1'), (round) => commit(store, 'sbx_1', disturb(round)))
      expect(during).toEqual(before)
      expect((await contentsOf(store.dump('sbx_1'))).rows).not.toEqual(before.rows)
    })

    test('what is staged is seen by nobody; settled, it is the sandbox that it was, and lives on', async () => {
      const [source, target] = [await filled(), await open()]
      await stageInto(target, source)
      expect(await target.sandbox('sbx_1')).toBeUndefined()
      const head = (await source.sandbox('sbx_1'))!
      expect(await target.settle('sbx_1/imp', head)).toBe(true)
      expect(await target.staged('sbx_1/imp')).toBeUndefined()
      const expected = await contentsOf(source.dump('sbx_1'))
      expect(await contentsOf(target.dump('sbx_1'))).toEqual(expected)
      expect(await target.nextWake()).toBe(await source.nextWake())
      await idle(target)
      for (const store of [source, target]) await commit(store, 'sbx_1', disturb(1))
      expect(await contentsOf(target.dump('sbx_1'))).toEqual(await contentsOf(source.dump('sbx_1')))
      expect((await target.reader('sbx_1').holds({ wallet: walletAt(4) }, { after: null, limit: 10 })).map(({ id }) => id)).toEqual(['hld_1'])
    })

    test.each(['sbx_1/imp', 'sbx_1/other'])('what is staged as %s when the sandbox is there changes nothing of it', async (late) => {
      const [source, target] = [await filled(), await open()]
      await stageInto(target, source)
      expect(await target.settle('sbx_1/imp', (await source.sandbox('sbx_1'))!)).toBe(true)
      for (const store of [source, target]) {
        const before = await contentsOf(store.dump('sbx_1'))
        for (const piece of forged) await store.stage(late, piece)
        expect(await contentsOf(store.dump('sbx_1'))).toEqual(before)
        expect(await store.settle(late, (await store.sandbox('sbx_1'))!)).toBe(false)
        await store.unstage(late)
        await idle(store)
        expect(await contentsOf(store.dump('sbx_1'))).toEqual(before)
      }
    })

    test('what is staged can be looked at as it would be dumped', async () => {
      const [source, target] = [await filled(), await open()]
      await stageInto(target, source)
      const { order, rows } = await contentsOf(source.dump('sbx_1'))
      const { sandbox: _head, ...others } = rows
      expect(await contentsOf((await target.staged('sbx_1/imp'))!.pieces)).toEqual({ order: order.slice(1), rows: others })
    })

    test('a piece that is staged twice is there once, and rows beyond a gap are not hidden', async () => {
      const target = await open()
      const leaf = new Uint8Array(32)
      for (let round = 0; round < 2; round++) {
        await target.stage('sbx_1/imp', { table: 'journal', rows: [{ seq: 1, text: '{}', leaf }] })
        await target.stage('sbx_1/imp', { table: 'hold', rows: [hold] })
      }
      await target.stage('sbx_1/imp', { table: 'journal', rows: [{ seq: 900, text: '{}', leaf }] })
      await target.stage('sbx_1/imp', { table: 'checkpoint', rows: [{ size: 9_000_000, note: 'far' }] })
      await target.stage('sbx_1/imp', { table: 'node', rows: [{ level: 2, index: 77, hash: leaf }] })
      const { rows } = await contentsOf((await target.staged('sbx_1/imp'))!.pieces)
      expect(rows['journal']).toMatchObject([{ seq: 1 }, { seq: 900 }])
      expect(rows['checkpoint']).toEqual([{ size: 9_000_000, note: 'far' }])
      expect(rows['node']).toMatchObject([{ level: 2, index: 77 }])
      expect(rows['hold']).toEqual([hold])
    })

    test('nothing is settled over a sandbox, from nothing, or from more than was looked at', async () => {
      const store = await filled()
      const head = newSandbox('sbx_3', t0)
      await stageAll(store, 'sbx_1', 'sbx_3/imp')
      await stageAll(store, 'sbx_1', 'sbx_2/imp')
      expect(await store.settle('sbx_2/imp', (await store.sandbox('sbx_2'))!)).toBe(false)
      expect(await store.settle('sbx_4/none', head)).toBe(false)
      const { version } = (await store.staged('sbx_3/imp'))!
      await store.stage('sbx_3/imp', { table: 'wallet', rows: [wallet('wal_late')] })
      expect(await store.settle('sbx_3/imp', head, version)).toBe(false)
      expect(await store.sandbox('sbx_3')).toBeUndefined()
      const last = [{ table: 'wallet' as const, rows: [wallet('wal_last')] }]
      expect(await store.settle('sbx_2/imp', (await store.sandbox('sbx_2'))!, undefined, last)).toBe(false)
      expect(await store.settle('sbx_3/imp', head, (await store.staged('sbx_3/imp'))!.version, last)).toBe(true)
      expect(await store.reader('sbx_3').wallet('wal_last')).toMatchObject({ id: 'wal_last' })
      expect(await store.settle('sbx_3/imp', head)).toBe(false)
      expect(await store.reader('sbx_3').wallet('wal_late')).toMatchObject({ id: 'wal_late' })
    })

    test('what nobody settles is forgotten after a day, and what is thrown away at once', async () => {
      const store = await filled()
      for (const one of ['sbx_3/imp', 'sbx_3/other']) await stageAll(store, 'sbx_1', one)
      await store.unstage('sbx_3/other')
      await store.unstage('sbx_4/none')
      expect(await store.staged('sbx_3/other')).toBeUndefined()
      await idle(store)
      while (await store.tidy(t0 + stagingLifetime)) {}
      expect(await store.staged('sbx_3/imp')).toBeDefined()
      while (await store.tidy(t0 + stagingLifetime + 1)) {}
      expect(await store.staged('sbx_3/imp')).toBeUndefined()
      expect((await contentsOf(store.dump('sbx_1'))).rows['wallet']).toHaveLength(2 * pieceRows + 10)
    })

    test('a number that was staged under is not given to a sandbox', async () => {
      const store = await filled()
      await stageAll(store, 'sbx_1', 'sbx_3/imp')
      await commit(store, 'sbx_new', make('wal_new'))
      expect((await contentsOf(store.dump('sbx_new'))).rows['wallet']).toHaveLength(1)
    })
  })
}

async function stageInto(target: Store, source: Store): Promise<void> {
  for await (const piece of source.dump('sbx_1'))
    if (piece.table !== 'sandbox') for (let round = 0; round < 2; round++) await target.stage('sbx_1/imp', piece)
}
