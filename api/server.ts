import { existsSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import pino from 'pino'
import { openSqlite } from '../db/sqlite/open.ts'
import { isLoopback } from '../web-docs/console.ts'
import { readAsset } from '../web-docs/read-asset.ts'
import { createApp } from './app.ts'
import { ensureDemo } from './ensure-demo.ts'
import { nodeRuntime } from './node-runtime.ts'
import { readSettings, SettingError } from './settings.ts'
import { KeystoreFault } from './signing/faults.ts'
import { startSigningProcess } from './signing/process/client.ts'

/** The Node entry: reads the settings, opens the database, listens, and on a signal finishes what it accepted. */
async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const logger = pino({ level: settings.logLevel, base: null }, pino.destination({ dest: 2, sync: true }))
  const store = openSqlite(settings.sqlitePath)
  const signing = await startSigningProcess(settings.signing, (event) => logger.warn(event))
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  let demoKey: string | undefined
  const app = createApp({
    store,
    signingKey: settings.signingKey,
    signing,
    version,
    rateLimit: settings.rateLimit,
    ...nodeRuntime,
    clientOf: (c) => (c.env as { incoming?: { socket: { remoteAddress?: string } } } | undefined)?.incoming?.socket.remoteAddress ?? 'unknown',
    reportFault: (fault, requestId) => logger.error({ err: fault, requestId }, 'internal fault'),
    console: { readAsset, demoKey: () => (isLoopback(settings.host) ? demoKey : undefined) },
  })
  demoKey = await ensureDemo(app, store)
  await keepJournalKey(settings.sqlitePath, await app.serviceKeys.publicKey())
  app.start()

  const server = serve({ fetch: app.hono.fetch, port: settings.port, hostname: settings.host }, ({ address, port, family }: AddressInfo) => {
    const origin = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
    process.stdout.write(`Kariosae is ready.\n  console   ${origin}/docs\n  demo key  ${demoKey}\n`)
  })
  server.on('error', (fault: NodeJS.ErrnoException) =>
    fail(fault.code === 'EADDRINUSE' ? `port ${settings.port} is in use; set PORT to another` : fault.message),
  )

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    server.close()
    await app.stop()
    await store.close()
    // The signing process ends by itself with this one: waiting for it would leave time for requests that nobody can serve.
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** Whoever checks the database needs to know whose signatures to trust: the key lies beside it. */
async function keepJournalKey(sqlitePath: string, publicKey: string): Promise<void> {
  if (sqlitePath === ':memory:') return
  const path = sqlitePath.replace(/\.[^./]*$/, '.log.vkey')
  const known = existsSync(path) ? (await readFile(path, 'utf8')).trim() : publicKey
  if (known !== publicKey)
    fail(`the keystore has another key than signed the journal (${path}); put its keystore back, or delete that file to go on with new keys`)
  await writeFile(path, `${publicKey}\n`)
}

function fail(message: string): never {
  process.stderr.write(`kariosae: ${message}\n`)
  process.exit(1)
}

main().catch((fault: Error & { code?: string }) => {
  if (fault instanceof SettingError || fault instanceof KeystoreFault) fail(fault.message)
  if (fault.code === 'SQLITE_BUSY') fail('the database file is in use by another process; stop it, or set DATABASE_URL to another file')
  fail(fault.stack ?? fault.message)
})
