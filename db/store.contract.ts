import { afterEach, describe, expect, test } from 'vitest'
import { issuance } from '../api/core/journal.ts'
import type { Asset, Hold, HoldTemplate, Leg, Terms, Wallet, WebhookDelivery, WebhookEndpoint } from '../api/core/model.ts'
import { emptySource, newSandbox } from '../api/core/new-sandbox.ts'
import type { LoggedRequest } from '../api/core/reader.ts'
import { type Reads, State } from '../api/core/state.ts'
import { answerLifetime, type SandboxCommit, type Store } from '../api/core/store.ts'
import { growJournal, type OpenCommit } from '../api/seal.ts'

/** How one engine is opened for the suite: a fresh database each time, and the same one again after `reopen`. */
export interface Engine {
  open(): Promise<Store> | Store
  /** Closes and opens the same database again. Absent where a database ends with its process. */
  reopen?(store: Store): Promise<Store> | Store
}

const t0 = Date.parse('2026-12-01T00:00:00.000Z')
const by = { key: null, wallet: null }
const yen: Asset = {
  code: 'JPY',
  scale: 0,
  kind: 'money',
  maxHolding: null,
  maxSupply: 1_000_000,
  rules: { maxAmount: 500 },
  supply: 0,
  createdAt: t0,
}
const wallet = (id: string): Wallet => ({
  id,
  name: id,
  kind: 'person',
  custody: 'managed',
  key: null,
  attributes: { a: 1 },
  status: 'active',
  createdAt: t0,
})
const terms: Terms = {
  parties: {},
  outcomes: {},
  rules: [{ name: 'capture', action: 'capture', by: ['payee'], when: null, outcome: 'pay', amount: null, final: true, partial: true, repeat: false }],
  disputes: null,
  limits: null,
  fallback: 'releaseAll',
  template: null,
}
const leg = (amount: number): Leg => ({
  ...{ from: 'wal_a', to: 'wal_b', asset: 'JPY', amount, captured: 0, released: 0, remaining: amount },
  ...{ fundedAt: t0, fundBy: null, assignments: [] },
})
const hold = (id: string, expiresAt: number, amount = 100): Hold => ({
  id,
  status: 'held',
  legs: [leg(amount)],
  acceptances: [{ party: 'payee', wallet: 'wal_b', acceptedAt: null }],
  terms,
  expiresAt,
  heldAt: t0,
  dueAt: expiresAt,
  dispute: null,
  evidence: [],
  watches: [],
  watchers: [],
  records: [],
  memo: null,
  history: [
    {
      action: 'hold',
      at: t0,
      by: null,
      automatic: false,
      amount,
      rule: null,
      outcome: null,
      evidence: [],
      locked: [],
      payments: [],
      returned: [],
      memo: null,
    },
  ],
  createdAt: t0,
})
const rich: Hold = {
  ...hold('hld_2', t0 + 10),
  legs: [
    { ...leg(30), assignments: [{ to: 'wal_d', amount: 20, paid: 5 }] },
    { ...leg(70), from: 'wal_b', to: 'wal_a', fundedAt: null, fundBy: t0 + 5 },
  ],
  terms: { ...terms, parties: { controller: 'wal_c' }, outcomes: { half: [{ to: 'wal_e', share: '50%' }] } },
  status: 'disputed',
  dispute: { by: 'wal_a', at: t0, resolveBy: t0 + 10 },
  evidence: [{ kind: 'signal', name: 'delivered', by: 'wal_b', at: t0, fits: true, firstAt: t0, data: { km: 3 } }],
  watches: ['hld_1'],
  watchers: [],
}
const endpoint = (id: string): WebhookEndpoint => ({
  ...{ id, url: 'https://receiver.example/', types: null, description: null, status: 'enabled', generation: 1, rotatedAt: null },
  ...{ createdAt: t0, cursor: 0, claimedUntil: null, failingSince: null },
})
const delivery = (id: string, seq: number, nextAt: number | null): WebhookDelivery => ({
  ...{ id, endpoint: 'whk_1', event: `evt_${seq}`, seq, type: 'hold.held', status: nextAt === null ? 'delivered' : 'pending' },
  ...{ attempts: [], tried: 0, nextAt, createdAt: t0 },
})
const logged = (number: number): LoggedRequest => ({
  id: `req_${String(number).padStart(26, '0')}`,
  at: t0,
  method: 'GET',
  path: '/v1/clock',
  operation: 'getClock',
  key: null,
  actAs: null,
  idempotencyKey: null,
  status: 200,
  code: null,
  durationMs: 1,
  request: null,
  answer: null,
})

/** With a journal that is hashed, and a note that nobody signed. */
function sealed(commit: OpenCommit): SandboxCommit {
  const journal = growJournal(commit.state, () => 'A'.repeat(22))
  const { seq } = commit.state.sandbox
  return { ...commit, journal: { ...journal, checkpoint: journal.records.length === 0 ? null : { size: seq, note: `note ${seq}` } } }
}

/** One commit for one sandbox, which is made if it is not there. */
async function commit(
  store: Store,
  id: string,
  work: (state: State) => void,
  reads: readonly Reads[] = [everything],
  more: Partial<OpenCommit> = {},
): Promise<State> {
  return store.commit(new Map([[id, reads]]), (sources) => {
    const state = new State(sources.get(id) ?? emptySource(newSandbox(id, t0)))
    work(state)
    return { commits: [sealed({ state, ...more })], result: state }
  })
}

const everything: Reads = {
  assets: ['JPY'],
  wallets: ['wal_a', 'wal_b'],
  holds: ['hld_1', 'hld_2', 'hld_3'],
  transfers: ['trf_1'],
  apiKeys: ['key_1'],
  answers: ['k'],
  balances: [
    ['wal_a', 'JPY'],
    ['wal_b', 'JPY'],
    [issuance, 'JPY'],
  ],
  balancesOf: ['wal_a'],
}

/** An asset, two wallets, 1,000 JPY for wal_a. */
function found(state: State): void {
  state.append({ type: 'asset.created', data: {}, writes: [['asset', yen]] }, { now: t0, by })
  for (const id of ['wal_a', 'wal_b']) state.append({ type: 'wallet.created', data: { id }, writes: [['wallet', wallet(id)]] }, { now: t0, by })
  const moves = [
    { wallet: issuance, asset: 'JPY', posted: -1000 },
    { wallet: 'wal_a', asset: 'JPY', posted: 1000 },
  ]
  state.append({ type: 'asset.issued', data: {}, writes: [['asset', { ...yen, supply: 1000 }]], moves }, { now: t0, by })
}

function place(state: State, one: Hold): void {
  const { amount } = one.legs[0]!
  const moves = [
    { wallet: 'wal_a', asset: 'JPY', held: amount },
    { wallet: 'wal_b', asset: 'JPY', incoming: amount },
  ]
  state.append({ type: 'hold.held', data: { id: one.id }, writes: [['hold', one]], moves }, { now: t0, by })
}

/** The behaviour every store must show. An engine that cannot do a part must say so, with a reason, where it calls this. */
export function storeContract(name: string, engine: Engine): void {
  describe(`store: ${name}`, () => {
    const opened: Store[] = []
    const open = async () => {
      const store = await engine.open()
      opened.push(store)
      return store
    }
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
    })

    test('what is committed is read back, by key and in lists', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      await commit(store, 'sbx_1', (state) => place(state, hold('hld_1', t0 + 10)))
      const reader = store.reader('sbx_1')
      expect(await reader.wallet('wal_a')).toEqual(wallet('wal_a'))
      expect(await reader.asset('JPY')).toEqual({ ...yen, supply: 1000 })
      expect(await reader.hold('hld_1')).toEqual({ ...hold('hld_1', t0 + 10), records: [5] })
      expect(await reader.balancesOf('wal_a')).toEqual([{ wallet: 'wal_a', asset: 'JPY', posted: 1000, held: 100, incoming: 0, lastSeq: 5 }])
      expect((await reader.wallets({ after: null, limit: 10 })).map(({ id }) => id)).toEqual(['wal_b', 'wal_a'])
      expect((await reader.wallets({ after: 'wal_b', limit: 10 })).map(({ id }) => id)).toEqual(['wal_a'])
      expect((await reader.wallets({ after: null, limit: 1 })).map(({ id }) => id)).toEqual(['wal_b'])
      expect((await reader.holds({ status: 'held', wallet: 'wal_b' }, { after: null, limit: 10 })).map(({ id }) => id)).toEqual(['hld_1'])
      expect(await reader.holds({ status: 'captured' }, { after: null, limit: 10 })).toEqual([])
      expect(await reader.lockedLegs()).toMatchObject([{ from: 'wal_a', to: 'wal_b', asset: 'JPY', remaining: 100, assignments: [] }])
      expect(await reader.sandbox()).toMatchObject({ id: 'sbx_1', seq: 5, nextDue: t0 + 10 })
    })

    test('all balances come in the order of wallet and asset, whatever was written last', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      const put = (wallet: string, posted: number) => (state: State) =>
        state.put('balance', { wallet, asset: 'JPY', posted, held: 0, incoming: 0, lastSeq: null })
      for (const wallet of ['wal_z', 'wal_c', 'wal_m']) await commit(store, 'sbx_1', put(wallet, 1))
      for (let posted = 2; posted < 60; posted++) await commit(store, 'sbx_1', put('wal_c', posted))
      const names = (await store.reader('sbx_1').allBalances()).map(({ wallet }) => wallet)
      expect(names).toEqual(names.toSorted())
      expect(names).toEqual(expect.arrayContaining(['wal_a', 'wal_c', 'wal_m', 'wal_z', 'issuance']))
    })

    test('the journal keeps every record in order, with balances before and after', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      await commit(store, 'sbx_1', (state) => place(state, hold('hld_1', t0 + 10)))
      const records = await store.reader('sbx_1').records(3, 10)
      expect(records.map(({ seq, type }) => [seq, type])).toEqual([
        [4, 'asset.issued'],
        [5, 'hold.held'],
      ])
      expect(records[1]!.entries[0]).toMatchObject({
        wallet: 'wal_a',
        asset: 'JPY',
        before: { posted: 1000, held: 0, incoming: 0 },
        after: { posted: 1000, held: 100, incoming: 0 },
        previous: 4,
      })
      expect((await store.reader('sbx_1').record(5))?.type).toBe('hold.held')
      expect(await store.reader('sbx_1').record(6)).toBeUndefined()
    })

    test('a commit that breaks a rule of the database writes nothing and is not remembered', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      const broken = (state: State) => {
        place(state, hold('hld_1', t0 + 10))
        state.put('balance', { wallet: 'wal_a', asset: 'JPY', posted: 1000, held: 1001, incoming: 0, lastSeq: 5 })
      }
      await expect((async () => commit(store, 'sbx_1', broken))()).rejects.toThrow()
      const reader = store.reader('sbx_1')
      expect(await reader.sandbox()).toMatchObject({ seq: 4 })
      expect(await reader.hold('hld_1')).toBeUndefined()
      expect(await reader.balancesOf('wal_a')).toMatchObject([{ posted: 1000, held: 0 }])
      await commit(store, 'sbx_1', (state) => expect(state.balance('wal_a', 'JPY')).toMatchObject({ held: 0 }))
    })

    test.each<[what: string, value: Partial<Hold['legs'][0]>]>([
      ['parts that do not add up', { remaining: 99 }],
      ['a negative part', { captured: -1, released: 1 }],
      ['an amount of zero', { amount: 0, remaining: 0 }],
      ['a fraction', { amount: 100.5, remaining: 100.5 }],
      ['the same wallet twice', { to: 'wal_a' }],
    ])('a hold with %s is stopped by the database', async (_what, value) => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      const one = hold('hld_1', t0 + 10)
      const bad = { ...one, legs: [{ ...leg(100), ...value }] }
      await expect((async () => commit(store, 'sbx_1', (state) => state.put('hold', bad)))()).rejects.toThrow()
    })

    test('a decision sees only what its use case declared', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      await commit(store, 'sbx_1', (state) => expect(() => state.find('wallet', 'wal_b')).toThrow('not declared'), [{ wallets: ['wal_a'] }])
    })

    test('naming a hold brings its wallets, balances and asset', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      await commit(store, 'sbx_1', (state) => place(state, hold('hld_1', t0 + 10)))
      await commit(
        store,
        'sbx_1',
        (state) => {
          expect(state.find('wallet', 'wal_b')).toMatchObject({ id: 'wal_b' })
          expect(state.find('asset', 'JPY')).toMatchObject({ code: 'JPY' })
          expect(state.balance('wal_a', 'JPY')).toMatchObject({ held: 100 })
        },
        [{ holds: ['hld_1'] }],
      )
    })

    test('a hold of several legs is read back whole, and listed for everyone with a part in it', async () => {
      const store = await open()
      await commit(store, 'sbx_1', (state) => state.put('hold', rich))
      const reader = store.reader('sbx_1')
      expect(await reader.hold('hld_2')).toEqual(rich)
      for (const wallet of ['wal_a', 'wal_b', 'wal_c', 'wal_d', 'wal_e'])
        expect((await reader.holds({ wallet }, { after: null, limit: 10 })).map(({ id }) => id)).toEqual(['hld_2'])
      expect(await reader.holds({ wallet: 'wal_f' }, { after: null, limit: 10 })).toEqual([])
    })

    test('naming a hold brings its parties, lenders and receivers, and the holds it is linked with', async () => {
      const store = await open()
      await commit(store, 'sbx_1', (state) => {
        for (const id of ['wal_a', 'wal_b', 'wal_c', 'wal_d', 'wal_e']) state.put('wallet', wallet(id))
        state.put('hold', { ...hold('hld_1', t0 + 10), watchers: ['hld_2'] })
        state.put('hold', rich)
      })
      await commit(
        store,
        'sbx_1',
        (state) => {
          expect(state.find('hold', 'hld_2')).toEqual(rich)
          for (const id of ['wal_c', 'wal_d', 'wal_e']) {
            expect(state.find('wallet', id)).toMatchObject({ id })
            expect(state.balance(id, 'JPY')).toMatchObject({ posted: 0 })
          }
        },
        [{ holds: ['hld_1'] }],
      )
      await commit(store, 'sbx_1', (state) => expect(state.find('wallet', 'wal_f')).toBeUndefined(), [{ newToHolds: [['hld_1', 'wal_f']] }])
    })

    test('templates and oracles: the newest version under the name, and a template brings what it and its parameters name', async () => {
      const store = await open()
      const id = 'wal_00000000000000000000000000'
      const other = 'wal_00000000000000000000000001'
      const template = (version: number, key: string): HoldTemplate => ({
        ...{ key, name: 'gym', version, title: { en: 'Gym', ja: 'ジム' }, parameters: { guest: { type: 'wallet' } }, example: {}, createdAt: t0 },
        terms: { from: { $: 'guest' }, to: id, asset: 'JPY', amount: 1 },
      })
      const oracle = { id: 'orc_1', name: 'Registry', publicKey: 'A'.repeat(43), createdAt: t0 }
      await commit(store, 'sbx_1', (state) => {
        found(state)
        for (const one of [id, other]) state.put('wallet', wallet(one))
        for (const key of ['gym', 'gym@1']) state.put('holdTemplate', template(1, key))
        state.put('oracle', oracle)
      })
      await commit(store, 'sbx_1', (state) => {
        for (const key of ['gym', 'gym@2']) state.put('holdTemplate', template(2, key))
      })
      const reader = store.reader('sbx_1')
      expect(await reader.holdTemplate('gym')).toEqual(template(2, 'gym'))
      expect(await reader.holdTemplate('gym@1')).toEqual(template(1, 'gym@1'))
      expect(await reader.holdTemplates({ after: null, limit: 10 })).toEqual([template(2, 'gym')])
      expect(await reader.oracle('orc_1')).toEqual(oracle)
      expect(await reader.oracles({ after: null, limit: 10 })).toEqual([oracle])
      await commit(
        store,
        'sbx_1',
        (state) => {
          for (const one of [id, other]) expect(state.find('wallet', one)).toMatchObject({ id: one })
          expect(state.balance(other, 'JPY')).toMatchObject({ posted: 0 })
        },
        [{ holdTemplates: [{ key: 'gym', parameters: { guest: other } }] }],
      )
    })

    test('what is due comes in order of its instant, then ID, and only what is open', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      await commit(store, 'sbx_1', (state) => {
        place(state, hold('hld_3', t0 + 10))
        place(state, hold('hld_2', t0 + 20))
        place(state, hold('hld_1', t0 + 20))
        place(state, hold('hld_4', t0 + 21))
        place(state, hold('hld_0', t0 + 5))
        state.put('hold', { ...hold('hld_0', t0 + 5), status: 'released', dueAt: null, legs: [{ ...leg(100), released: 100, remaining: 0 }] })
      })
      await commit(
        store,
        'sbx_1',
        (state) => {
          expect(state.due(t0 + 20).map(({ id }) => id)).toEqual(['hld_3', 'hld_1', 'hld_2'])
          expect(state.nextDue(t0 + 20)).toBe(t0 + 21)
          expect(state.nextDue(t0 + 10)).toBe(t0 + 20)
        },
        [{ dueUntil: () => t0 + 20 }],
      )
      await commit(store, 'sbx_1', (state) => expect(state.nextDue(t0 + 21)).toBeNull(), [{ dueUntil: () => t0 + 21 }])
    })

    test('sandboxes that are due are found by host time, and frozen ones are not', async () => {
      const store = await open()
      for (const [id, expiresAt] of [
        ['sbx_1', t0 + 30],
        ['sbx_2', t0 + 10],
      ] as const) {
        await commit(store, id, found)
        await commit(store, id, (state) => place(state, hold('hld_1', expiresAt)))
      }
      expect(await store.nextWake()).toBe(t0 + 10)
      expect(await store.dueSandboxes(t0 + 9, 10)).toEqual([])
      expect(await store.dueSandboxes(t0 + 30, 10)).toEqual(['sbx_2', 'sbx_1'])
      expect(await store.dueSandboxes(t0 + 30, 1)).toEqual(['sbx_2'])
      await commit(store, 'sbx_2', (state) =>
        state.append({ type: 'clock.frozen', data: {}, head: { clock: { frozenAt: t0, offset: 0 } } }, { now: t0, by }),
      )
      expect(await store.dueSandboxes(t0 + 30, 10)).toEqual(['sbx_1'])
    })

    test('sandboxes do not see each other', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      await commit(store, 'sbx_2', (state) => expect(state.find('wallet', 'wal_a')).toBeUndefined(), [{ wallets: ['wal_a'] }])
      expect(await store.reader('sbx_2').wallets({ after: null, limit: 10 })).toEqual([])
      expect(await store.sandbox('sbx_3')).toBeUndefined()
      expect(await store.apiKey('sbx_3', 'key_1')).toBeUndefined()
    })

    test('a fork has everything of its source but keys, and a life of its own', async () => {
      const store = await open()
      const key = { id: 'key_1', name: null, scopes: ['read'] as const, wallet: null, hash: '0'.repeat(64), createdAt: t0, revokedAt: null }
      await commit(store, 'sbx_1', (state) => {
        found(state)
        state.put('apiKey', key)
      })
      await store.commit(new Map([['sbx_1', [everything]]]), (sources) => {
        const source = new State(sources.get('sbx_1')!)
        const fork = new State(source, { ...source.sandbox, id: 'sbx_2', forkedFrom: 'sbx_1' })
        fork.append({ type: 'sandbox.forked', data: {} }, { now: t0, by })
        return { commits: [sealed({ state: fork, copyOf: 'sbx_1' })], result: null }
      })
      await commit(store, 'sbx_1', (state) =>
        state.append({ type: 'wallet.frozen', data: {}, writes: [['wallet', { ...wallet('wal_a'), status: 'frozen' }]] }, { now: t0, by }),
      )
      const fork = store.reader('sbx_2')
      expect(await fork.wallet('wal_a')).toMatchObject({ status: 'active' })
      expect(await fork.balancesOf('wal_a')).toMatchObject([{ posted: 1000 }])
      expect((await fork.records(0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
      expect(await store.apiKey('sbx_2', 'key_1')).toBeUndefined()
      expect(await store.reader('sbx_1').wallet('wal_a')).toMatchObject({ status: 'frozen' })
    })

    test('a reset leaves only the unbound keys, and the rest is cleared away piece by piece', async () => {
      const store = await open()
      const key = (id: string, bound: string | null) => ({
        id,
        name: null,
        scopes: ['read'] as const,
        wallet: bound,
        hash: '0'.repeat(64),
        createdAt: t0,
        revokedAt: null,
      })
      await commit(store, 'sbx_1', (state) => {
        found(state)
        state.put('apiKey', key('key_1', null))
        state.put('apiKey', key('key_2', 'wal_a'))
        state.put('usedSignature', { id: 'u', validUntil: t0 + 10 })
      })
      const reset = new State(emptySource(newSandbox('sbx_1', t0)))
      reset.append({ type: 'sandbox.reset', data: {} }, { now: t0, by })
      await store.commit(new Map([['sbx_1', []]]), () => ({ commits: [sealed({ state: reset, reset: true })], result: null }))
      const reader = store.reader('sbx_1')
      expect(await reader.wallets({ after: null, limit: 10 })).toEqual([])
      expect(await reader.wallet('wal_a')).toBeUndefined()
      expect((await reader.records(0, 10)).map(({ type }) => type)).toEqual(['sandbox.reset'])
      expect(await store.apiKey('sbx_1', 'key_1')).toMatchObject({ id: 'key_1' })
      expect(await store.apiKey('sbx_1', 'key_2')).toBeUndefined()
      await commit(store, 'sbx_1', (state) => expect(state.find('usedSignature', 'u')).toEqual({ id: 'u', validUntil: t0 + 10 }), [
        { usedSignatures: ['u'] },
      ])
      let pieces = 0
      while (await store.tidy(t0)) expect(pieces++).toBeLessThan(10)
      expect((await reader.records(0, 10)).length).toBe(1)
    })

    test('answers are found until their time is over, then cleared', async () => {
      const store = await open()
      const answer = { key: 'k', fingerprint: 'f', status: 201, body: '{}', storedAt: t0 }
      await commit(store, 'sbx_1', (state) => state.put('answer', answer))
      await commit(store, 'sbx_1', (state) => expect(state.find('answer', 'k')).toEqual(answer))
      while (await store.tidy(t0 + answerLifetime)) {}
      await commit(store, 'sbx_1', (state) => expect(state.find('answer', 'k')).toEqual(answer))
      while (await store.tidy(t0 + answerLifetime + 1)) {}
      await commit(store, 'sbx_1', (state) => expect(state.find('answer', 'k')).toBeUndefined())
      await commit(store, 'sbx_1', (state) => state.put('answer', { ...answer, status: 409, storedAt: t0 + 1 }))
      await commit(store, 'sbx_1', (state) => expect(state.find('answer', 'k')).toMatchObject({ status: 409 }))
    })

    test('webhooks: endpoints that are not deleted, their deliveries, and those that wait in the order of their time', async () => {
      const store = await open()
      const attempts = [{ at: t0, status: null, error: 'Nothing listens there.', durationMs: 3 }]
      const more = { types: ['hold.held'], description: '\u0000 日本', rotatedAt: t0, claimedUntil: t0 + 1, failingSince: t0 - 1 }
      await commit(store, 'sbx_1', (state) => {
        for (const id of ['whk_1', 'whk_2', 'whk_3']) state.put('webhookEndpoint', endpoint(id))
        state.put('webhookEndpoint', { ...endpoint('whk_4'), ...more, status: 'disabled' })
        for (const [id, seq, nextAt] of [
          ['dlv_1', 1, t0 + 9],
          ['dlv_2', 2, t0 + 5],
          ['dlv_3', 4, t0],
          ['dlv_4', 3, t0],
          ['dlv_5', 5, null],
        ] as const)
          state.put('webhookDelivery', delivery(id, seq, nextAt))
        state.put('webhookDelivery', { ...delivery('dlv_6', 5, t0), endpoint: 'whk_2' })
      })
      await commit(
        store,
        'sbx_1',
        (state) => {
          expect(state.find('webhookEndpoint', 'whk_1')).toEqual(endpoint('whk_1'))
          expect(state.find('webhookDelivery', 'dlv_3')).toEqual(delivery('dlv_3', 4, t0))
          state.put('webhookEndpoint', { ...endpoint('whk_3'), status: 'deleted', cursor: 7 })
          state.put('webhookDelivery', { ...delivery('dlv_3', 4, t0 + 2), attempts, tried: 1 })
        },
        [{ webhookEndpoints: ['whk_3'], webhookDeliveries: ['dlv_3'] }],
      )
      const reader = store.reader('sbx_1')
      const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)
      expect(await reader.webhookEndpoint('whk_4')).toEqual({ ...endpoint('whk_4'), ...more, status: 'disabled' })
      expect(await reader.webhookEndpoint('whk_3')).toMatchObject({ status: 'deleted', cursor: 7 })
      expect(ids(await reader.webhookEndpoints({}, { after: null, limit: 10 }))).toEqual(['whk_4', 'whk_2', 'whk_1'])
      expect(ids(await reader.webhookEndpoints({ enabled: true }, { after: null, limit: 10 }))).toEqual(['whk_2', 'whk_1'])
      expect(ids(await reader.webhookEndpoints({}, { after: 'whk_4', limit: 1 }))).toEqual(['whk_2'])
      expect(await reader.webhookDelivery('dlv_3')).toEqual({ ...delivery('dlv_3', 4, t0 + 2), attempts, tried: 1 })
      expect(ids(await reader.webhookDeliveries('whk_1', { after: 'dlv_5', limit: 2 }))).toEqual(['dlv_4', 'dlv_3'])
      expect(ids(await reader.waitingDeliveries('whk_1', 10))).toEqual(['dlv_4', 'dlv_3', 'dlv_2', 'dlv_1'])
      expect(ids(await reader.waitingDeliveries('whk_1', 1))).toEqual(['dlv_4'])
    })

    test.each<[what: string, value: Partial<WebhookDelivery>]>([
      ['is pending but never sent', { nextAt: null, status: 'pending' }],
      ['is delivered but sent again', { nextAt: t0, status: 'delivered' }],
      ['is of an event that has one', { seq: 2 }],
    ])('a delivery that %s is stopped by the database', async (_what, value) => {
      const store = await open()
      await commit(store, 'sbx_1', (state) => state.put('webhookDelivery', delivery('dlv_1', 2, t0)))
      const bad = { ...delivery('dlv_2', 1, t0), ...value }
      await expect((async () => commit(store, 'sbx_1', (state) => state.put('webhookDelivery', bad)))()).rejects.toThrow()
    })

    test('a sandbox that has webhooks to send is due, whatever its clock, and both a fork and a reset forget them', async () => {
      const store = await open()
      const webhooks = { enabled: 1, due: t0 + 5, version: 3 }
      await commit(store, 'sbx_1', (state) => {
        found(state)
        place(state, hold('hld_1', t0 + 10))
        state.put('webhookEndpoint', endpoint('whk_1'))
        state.put('webhookDelivery', delivery('dlv_1', 1, t0))
        state.append({ type: 'clock.frozen', data: {}, head: { clock: { frozenAt: t0, offset: 0 }, webhooks } }, { now: t0, by })
      })
      expect(await store.nextWake()).toBe(t0 + 5)
      expect(await store.dueSandboxes(t0 + 4, 10)).toEqual([])
      expect(await store.dueSandboxes(t0 + 5, 10)).toEqual(['sbx_1'])
      expect((await store.sandbox('sbx_1'))?.webhooks).toEqual(webhooks)
      await store.commit(new Map([['sbx_1', [everything]]]), (sources) => {
        const source = new State(sources.get('sbx_1')!)
        const fork = new State(source, { ...source.sandbox, id: 'sbx_2', forkedFrom: 'sbx_1', webhooks: null })
        fork.append({ type: 'sandbox.forked', data: {} }, { now: t0, by })
        return { commits: [sealed({ state: fork, copyOf: 'sbx_1' })], result: null }
      })
      const reset = new State(emptySource(newSandbox('sbx_1', t0)))
      reset.append({ type: 'sandbox.reset', data: {} }, { now: t0, by })
      await store.commit(new Map([['sbx_1', []]]), () => ({ commits: [sealed({ state: reset, reset: true })], result: null }))
      expect(await store.nextWake()).toBeNull()
      for (const id of ['sbx_1', 'sbx_2']) {
        expect((await store.sandbox(id))?.webhooks).toBeNull()
        expect(await store.reader(id).webhookEndpoints({}, { after: null, limit: 10 })).toEqual([])
        expect(await store.reader(id).webhookDelivery('dlv_1')).toBeUndefined()
      }
    })

    test('the request log keeps the newest thousand', async () => {
      const store = await open()
      await commit(store, 'sbx_1', found)
      await store.logRequests(Array.from({ length: 1_005 }, (_, number) => ({ sandbox: 'sbx_1', request: logged(number) })))
      const newest = await store.reader('sbx_1').requests({ after: null, limit: 3 })
      expect(newest).toEqual([logged(1_004), logged(1_003), logged(1_002)])
      expect(await store.reader('sbx_1').requests({ after: logged(6).id, limit: 3 })).toEqual([logged(5)])
      await store.logRequests([{ sandbox: 'sbx_gone', request: logged(1) }])
    })

    test.skipIf(!engine.reopen)(
      `everything is there after a restart${engine.reopen ? '' : ' (skipped: this database ends with its process)'}`,
      async () => {
        const store = await open()
        await commit(store, 'sbx_1', found)
        await commit(store, 'sbx_1', (state) => place(state, hold('hld_1', t0 + 10)))
        const again = await engine.reopen!(opened.pop() ?? store)
        opened.push(again)
        expect(await again.reader('sbx_1').hold('hld_1')).toEqual({ ...hold('hld_1', t0 + 10), records: [5] })
        expect(await again.sandbox('sbx_1')).toMatchObject({ seq: 5, nextDue: t0 + 10 })
        expect(await again.nextWake()).toBe(t0 + 10)
      },
    )
  })
}
