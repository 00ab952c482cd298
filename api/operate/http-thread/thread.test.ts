import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exchangeBytes } from '../../test/exchange-bytes.ts'
import { newFolder, type Service, startService } from '../test/service.ts'

/** Whoever speaks HTTP to the service must not notice in which thread it is spoken. */
async function start(HTTP_THREAD: string): Promise<{ service: Service; key: string }> {
  const service = await startService(join(newFolder(), 'k.db'), { env: { HTTP_THREAD } })
  const made = await service.send('POST', '/v1/sandboxes', { body: { fixture: 'demo' } })
  return { service, key: made.body.apiKey }
}

/** Each character of a piece is a byte. */
function exchange(origin: string, ...pieces: readonly string[]): Promise<string> {
  return exchangeBytes(Number(new URL(origin).port), ...pieces.map((piece) => Buffer.from(piece, 'latin1')))
}

/** Without what differs between any two services, and the headers of each answer in order of their names. */
function alike(answer: string): string {
  const sorted = answer.replace(
    /(HTTP\/1\.[^\n]*\n)((?:[\w-]+: [^\n]*\n)+)/gm,
    (_all, status, headers) => status + headers.split('\n').sort().join('\n'),
  )
  return sorted
    .replace(/\b([a-z]{3})_(?!0{10})[0-7][0-9a-hjkmnp-tv-z]{25}\b/g, '$1_<new>')
    .replace(/^Date: .*$/gim, 'Date: <date>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/r=\d+;t=\d+/g, 'r=<left>')
    .replace(/"(id|publicKey)":"(did:key:[\w]+|[\w-]{43})"/g, '<key>')
    .replace(/"durationMs":[\d.]+/g, '<duration>')
}

const hana = '/v1/wallets/wal_0000000000000000000000hana'
const pay = '{"from":"wal_0000000000000000000000hana","to":"wal_00000000000000000000000cab","asset":"JPY","amount":1,"memo":"\u00e9\u3042"}'
const host = 'Host: kariosae\r\n'
const json = 'Content-Type: application/json\r\n'
const length = (text: string) => `Content-Length: ${Buffer.byteLength(text, 'latin1')}\r\n`
const utf8 = (text: string) => Buffer.from(text).toString('latin1')
const large = ' '.repeat(1024 * 1024 + 1)

const requests: readonly (readonly [name: string, request: (auth: string) => string[]])[] = [
  ['a read', (auth) => [`GET ${hana} HTTP/1.1\r\n${host}${auth}\r\n`]],
  ['a read without a key', () => [`GET ${hana} HTTP/1.1\r\n${host}\r\n`]],
  ['HEAD', (auth) => [`HEAD ${hana} HTTP/1.1\r\n${host}${auth}\r\n`]],
  ['a payment', (auth) => [`POST /v1/transfers HTTP/1.1\r\n${host}${auth}${json}${length(utf8(pay))}\r\n${utf8(pay)}`]],
  ['a body in chunks', (auth) => [`POST /v1/transfers HTTP/1.1\r\n${host}${auth}${json}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`, '0\r\n\r\n']],
  ['no UTF-8', (auth) => [`POST /v1/transfers HTTP/1.1\r\n${host}${auth}${json}${length('{"memo":"\xff"}')}\r\n{"memo":"\xff"}`]],
  [
    'two keys of idempotency',
    (auth) => [`POST /v1/transfers HTTP/1.1\r\n${host}${auth}Idempotency-Key: a\r\nIdempotency-Key: b\r\n${json}Content-Length: 2\r\n\r\n{}`],
  ],
  [
    'a body of a byte too much, said beforehand, that does not come',
    (auth) => [`POST /v1/transfers HTTP/1.1\r\n${host}${auth}${json}${length(large)}Connection: close\r\n\r\n `],
  ],
  [
    'a wrong key, and a body that does not come',
    () => [`POST /v1/transfers HTTP/1.1\r\n${host}Authorization: Bearer x\r\n${json}Content-Length: 9\r\n\r\n`],
  ],
  [
    'a body in two packets',
    (auth) => [`POST /v1/transfers HTTP/1.1\r\n${host}${auth}${json}${length(large.slice(0, 200_002))}\r\n{`, `${large.slice(0, 200_000)}}`],
  ],
  ['two hosts', (auth) => [`GET ${hana} HTTP/1.1\r\n${host}${host}${auth}\r\n`]],
  ['an odd path', (auth) => [`GET //v1/%00/wallets?x=%zz HTTP/1.1\r\n${host}${auth}\r\n`]],
  ['a path in absolute form', (auth) => [`GET http://kariosae${hana} HTTP/1.1\r\n${host}${auth}\r\n`]],
  ['three requests at once', (auth) => [`${`GET /healthz HTTP/1.1\r\n${host}\r\n`.repeat(2)}GET ${hana} HTTP/1.1\r\n${host}${auth}\r\n`]],
  ['HTTP/1.0', (auth) => [`GET ${hana} HTTP/1.0\r\n${host}${auth}\r\n`]],
  ['no host', (auth) => [`GET ${hana} HTTP/1.1\r\n${auth}\r\n`]],
  ['no HTTP at all', () => ['hello\r\n\r\n']],
]

test('the same answer in a thread of its own', async () => {
  const [beside, apart] = [await start('off'), await start('on')]
  for (const [name, request] of requests) {
    const ask = async ({ service, key }: typeof beside) => alike(await exchange(service.origin, ...request(`Authorization: Bearer ${key}\r\n`)))
    const [expected, answer] = await Promise.all([ask(beside), ask(apart)])
    expect.soft(expected, name).not.toBe('')
    expect.soft(answer, name).toBe(expected)
  }
})

test.each([0, 2_000])('an export with %i transfers more is whole, whichever thread speaks', async (more) => {
  for (const { service, key } of [await start('off'), await start('on')]) {
    const operations = Array.from({ length: 1_000 }, () => ({ op: 'createTransfer', body: JSON.parse(pay) }))
    for (let sent = 0; sent < more; sent += 1_000) await service.send('POST', '/v1/batches', { key, body: { operations } })
    const exported = await fetch(`${service.origin}/v1/sandbox/export`, { headers: { Authorization: `Bearer ${key}` } })
    const lines = (await exported.text()).trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1)!).end.rows.transfer).toBeGreaterThanOrEqual(more)
  }
})

test('an export that breaks off does so for its client alone', async () => {
  const { service, key } = await start('on')
  const operations = Array.from({ length: 1_000 }, () => ({ op: 'createTransfer', body: { ...JSON.parse(pay), memo: 'x'.repeat(200) } }))
  for (let batch = 0; batch < 10; batch++) await service.send('POST', '/v1/batches', { key, body: { operations } })
  const exported = await fetch(`${service.origin}/v1/sandbox/export`, { headers: { Authorization: `Bearer ${key}` } })
  const reader = exported.body!.getReader()
  await reader.read()
  expect(await service.send('POST', '/v1/sandbox/reset', { key, body: {} })).toMatchObject({ status: 200 })
  await expect(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  ).rejects.toThrow()
  expect(await service.send('GET', '/v1/sandbox', { key })).toMatchObject({ status: 200 })
  expect(await service.stop()).toMatchObject({ code: 0 })
})

test('events stream out of the thread as they happen, and a reader that goes away is noticed', async () => {
  const { service, key } = await start('on')
  const stopped = new AbortController()
  const stream = await fetch(`${service.origin}/v1/events/stream`, { headers: { Authorization: `Bearer ${key}` }, signal: stopped.signal })
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  expect(await service.send('POST', '/v1/transfers', { key, body: JSON.parse(pay) })).toMatchObject({ status: 201 })
  expect((await reader.read()).value).toContain('event: transfer.completed')
  const streams = async () => /^kariosae_open_streams (\d+)$/m.exec(await (await fetch(`${service.origin}/metrics`)).text())?.[1]
  expect(await streams()).toBe('1')
  stopped.abort()
  await expect.poll(streams).toBe('0')
})
