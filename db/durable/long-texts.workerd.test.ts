import type { DurableObjectStorage } from '@cloudflare/workers-types'
import { expect, test } from 'vitest'
import { emptySource, newSandbox } from '../../api/core/new-sandbox.ts'
import { State } from '../../api/core/state.ts'
import { answerLifetime, type Store } from '../../api/core/store.ts'
import { openDurable } from './open.ts'
import { inside } from './test/inside.ts'

/** What is longer than a row may be, in the SQLite of a real Durable Object. */

const parts = ({ sql }: DurableObjectStorage) => sql.exec('SELECT count(*) AS count FROM long_texts').one()['count']
/** workerd on this machine takes longer rows than the platform does. */
const largest = ({ sql }: DurableObjectStorage) =>
  Number(
    sql.exec('SELECT max(length(CAST(text AS BLOB))) AS size FROM (SELECT text FROM long_texts UNION ALL SELECT body FROM answers)').one()['size'],
  )
const journal = { records: [], nodes: [], checkpoint: null }

async function write(store: Store, work: (state: State) => void): Promise<void> {
  await store.commit(new Map([['sbx_1', [{ answers: ['k'] }]]]), (sources) => {
    const state = new State(sources.get('sbx_1') ?? emptySource(newSandbox('sbx_1', 0)))
    work(state)
    return { commits: [{ state, journal }], result: null }
  })
}

async function read(store: Store): Promise<string | undefined> {
  let body: string | undefined
  await store.commit(new Map([['sbx_1', [{ answers: ['k'] }]]]), (sources) => {
    body = sources.get('sbx_1')!.find('answer', 'k')?.body
    return { commits: [], result: null }
  })
  return body
}

const put = (store: Store, body: string, storedAt = 0) =>
  write(store, (state) => state.put('answer', { key: 'k', fingerprint: 'f', status: 201, body, storedAt }))

test.each([
  ['short', 'x'.repeat(100_000), 0],
  ['a little long', 'x'.repeat(100_001), 1],
  ['of many bytes', '押'.repeat(2_000_000), 4],
  ['of pairs that a part must not divide', `x${'😀'.repeat(1_000_000)}`, 4],
  ['very long', `{"data":"${'x"\\n'.repeat(5_000_000)}"}`, 34],
])('a text that is %s is read as it was written, and its parts go with it', (name, body, expected) =>
  inside(name, async (storage) => {
    const store = await openDurable(storage)
    await put(store, body)
    expect(parts(storage)).toBe(expected)
    expect(largest(storage)).toBeLessThan(2_000_000)
    expect((await read(store)) === body).toBe(true)
    await put(store, `${body}!`)
    expect(parts(storage)).toBe(Math.max(expected, body.length === 100_000 ? 1 : 0))
    expect((await read(await openDurable(storage))) === `${body}!`).toBe(true)
    while (await store.tidy(answerLifetime + 1)) {}
    expect(await read(store)).toBeUndefined()
    expect(parts(storage)).toBe(0)
  }),
)
