import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { expectVerified, openTown } from '../../operate/test/payments.ts'
import { eventually, newFolder, type Service, startService } from '../../operate/test/service.ts'
import { sandboxOf } from '../../test/sign.ts'

/** A service that is killed while a sandbox moves into it. */

function kariosae(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const entry = fileURLToPath(new URL('../kariosae.ts', import.meta.url))
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [entry, ...args], { env: { ...process.env, ...env } }, (_fault, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

async function freePort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}

async function growTown({ send }: Service, batches: number) {
  const town = await openTown(send)
  const pay = { op: 'createTransfer', body: { from: town.payer, to: town.payee, asset: 'JPY', amount: 1, memo: 'x'.repeat(200) } }
  for (let batch = 0; batch < batches; batch++) {
    const { status } = await send('POST', '/v1/batches', { key: town.key, body: { operations: Array(1_000).fill(pay) } })
    expect(status).toBe(200)
  }
  return town
}

test('a service that is killed in the midst of an import, and comes back: the import goes on, and nothing is there twice or missing', async () => {
  const [old, fresh] = [newFolder(), newFolder()]
  const source = await startService(join(old, 'k.db'))
  const town = await growTown(source, 4)
  const box = join(old, 'box.ndjson')
  expect(await kariosae(['export', '--url', source.origin, '-o', box], { KARIOSAE_KEY: town.key })).toMatchObject({ code: 0 })
  const journal = async ({ send }: Service) => (await send('GET', '/v1/events?limit=100', { key: town.key })).body

  const database = join(fresh, 'k.db')
  const env = { PORT: await freePort() }
  let target = await startService(database, { env })
  const importing = kariosae(['import', '--url', target.origin, box])
  for (const megabytes of [2, 5]) {
    // What came in so far is in the log, or on its way into the database.
    const written = () => [database, `${database}-wal`].reduce((sum, path) => sum + statSync(path).size, 0)
    await eventually(written, (bytes) => bytes > megabytes * 1e6)
    target.signal('SIGKILL')
    await target.ended
    target = await startService(database, { env })
    expect((await target.send('GET', '/v1/sandbox', { key: town.key })).status, 'not there yet').toBe(401)
  }
  expect(await importing).toMatchObject({ code: 0, out: expect.stringContaining(`${sandboxOf(town.key)} is there`) })
  expect((await target.send('GET', `/v1/wallets/${town.payee}`, { key: town.key })).body.balances[0].posted).toBe(4_000)
  expect((await target.send('GET', '/v1/audit', { key: town.key })).body).toMatchObject({ ok: true, differences: [] })
  expect(await journal(target)).toEqual(await journal(source))
  await source.stop()
  await target.stop()
  await expectVerified(database)
})
