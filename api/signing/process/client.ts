import { SigningUnavailable } from '../../core/signing.ts'
import { type Connection, connect } from './connection.ts'
import type { CallName, SigningProcess } from './messages.ts'
import type { Secrets, SigningSettings } from './settings.ts'

/** How long until a signing process that ended is started again, in milliseconds: at first, doubled each time until one lasted, at most. */
const [firstDelay, longestDelay] = [100, 10_000]

/**
 * Starts the signing process and starts it again whenever it ends; meanwhile calls reject with SigningUnavailable. A keystore in
 * memory ends with its process for good. `secrets` are what the environment does not have, or not for this process: DATABASE_URL.
 * Rejects with KeystoreFault if it cannot begin, with SigningUnavailable if it cannot yet.
 */
export async function startSigningProcess(
  settings: SigningSettings,
  report: (event: string) => void = () => {},
  secrets: Secrets = {},
): Promise<SigningProcess> {
  let connection: Connection | undefined
  let restart: NodeJS.Timeout | undefined
  let starting: Promise<void> | undefined
  let closed = false
  let delay = firstDelay
  let begun = 0
  let gone = 'the signing process is not there yet'

  async function start(): Promise<void> {
    connection = await connect(settings, secrets, lost)
    begun = performance.now()
  }

  function lost(): void {
    connection = undefined
    if (closed) return
    if (settings.keystore === ':memory:') gone = 'the signing process ended and its keys were in memory; start the service anew'
    else {
      if (performance.now() - begun > longestDelay) delay = firstDelay
      startLater()
    }
    report(gone)
  }

  function startLater(): void {
    gone = 'the signing process ended; it is started again'
    restart = setTimeout(async () => {
      try {
        starting = start()
        await starting
        report('the signing process is back')
      } catch (fault) {
        report(`the signing process cannot start: ${(fault as Error).message}`)
        if (!closed) startLater()
      }
    }, delay).unref()
    delay = Math.min(delay * 2, longestDelay)
  }

  await start()
  const ask =
    <N extends CallName>(name: N) =>
    (...values: Parameters<SigningProcess[N]>): ReturnType<SigningProcess[N]> =>
      (connection ? connection.call(name, values) : Promise.reject(new SigningUnavailable(gone))) as ReturnType<SigningProcess[N]>
  return {
    createKeys: ask('createKeys'),
    publicKey: ask('publicKey'),
    sign: ask('sign'),
    rotate: ask('rotate'),
    revoke: ask('revoke'),
    uses: ask('uses'),
    copy: ask('copy'),
    async close() {
      closed = true
      gone = 'the signing process was closed'
      clearTimeout(restart)
      await starting?.catch(() => {})
      const last = connection
      connection = undefined
      await last?.close()
    },
  }
}
