import { readFileSync } from 'node:fs'
import pino from 'pino'
import { isLoopback } from '../web-docs/console.ts'
import { readAsset } from '../web-docs/read-asset.ts'
import { createApp } from './app.ts'
import { ensureDemo } from './ensure-demo.ts'
import { nodeRuntime } from './node-runtime.ts'
import { openDatabase } from './open-database.ts'
import { openControl } from './operate/control.ts'
import { createFaultLog } from './operate/fault-log.ts'
import type { Listening } from './operate/http-server.ts'
import { listen } from './operate/listen.ts'
import { processMetrics } from './operate/process-metrics.ts'
import { createShutDown } from './operate/shut-down.ts'
import { explainStart } from './operate/start-fault.ts'
import { writeBackup } from './operate/write-backup.ts'
import { readSettings } from './settings.ts'
import { startSigningProcess } from './signing/process/client.ts'
import { createScratchFile } from './verify/scratch-file.ts'
import { createSend } from './webhooks/send.ts'

/** The Node entry: reads the settings, opens the database, listens, and on a signal finishes what it accepted. */
async function main(): Promise<void> {
  if (process.argv.length > 2)
    fail(`${process.argv[2]} is not understood: settings are in the environment, such as PORT=8788 npm start; README.md lists them`)
  const settings = readSettings(process.env)
  const logger = pino({ level: settings.logLevel, base: null }, pino.destination({ dest: 2, sync: true }))
  const database = await openDatabase(settings)
  const { store, inFiles } = database
  const signing = await startSigningProcess(database.signing, (event) => logger.warn(event), database.secrets)
  if (database.warning) logger.warn(database.warning)
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  let demoKey: string | undefined
  let listening: Listening | undefined
  const app = createApp({
    store,
    signingKey: database.signingKey(),
    signing,
    webhooks: createSend(settings.webhooks),
    newScratch: createScratchFile,
    version,
    rateLimit: settings.rateLimit,
    ...nodeRuntime,
    ...(inFiles ? { probe: inFiles.store.probe } : {}),
    processMetrics: processMetrics({ files: inFiles?.files, connections: () => listening?.connections() ?? 0 }),
    clientOf: (c) => (c.env as { incoming?: { socket: { remoteAddress?: string } } } | undefined)?.incoming?.socket.remoteAddress ?? 'unknown',
    reportFault: createFaultLog(logger, nodeRuntime.monotonicNow),
    console: { readAsset, demoKey: () => (isLoopback(settings.host) ? demoKey : undefined) },
  })
  demoKey = await ensureDemo(app, store)
  await database.keepJournalKey(await app.serviceKeys.publicKey())
  app.start()

  const control =
    inFiles &&
    openControl(
      inFiles.files.control,
      (request) => writeBackup(request, { ...inFiles, signing }),
      (event) => logger.info(event),
    )
  listening = await listen(app.hono.fetch, { port: settings.port, hostname: settings.host }, settings.httpThread)
  const { address, port, family } = listening.address
  const origin = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  process.stdout.write(`Kariosae is ready.\n  console   ${origin}/docs\n  demo key  ${demoKey}\n`)

  const stop = createShutDown({
    listening,
    quiesce: app.quiesce,
    async finish() {
      control?.close()
      await app.stop()
      // The signing process ends by itself with this one: waiting for it would leave time for requests that nobody can serve.
      await store.close()
    },
    report: (event) => logger.warn(event),
    exit: process.exit,
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function fail(message: string): never {
  process.stderr.write(`kariosae: ${message}\n`)
  process.exit(1)
}

main().catch((fault: Error) => fail(explainStart(fault) ?? fault.stack ?? fault.message))
