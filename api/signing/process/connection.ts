import { type ChildProcess, fork } from 'node:child_process'
import { SigningUnavailable } from '../../core/signing.ts'
import { KeystoreFault } from '../faults.ts'
import type { Answer, CallName, Fault, Message } from './messages.ts'
import type { SigningSettings } from './settings.ts'

/** One signing process, from its start to its end. */
export interface Connection {
  call(name: CallName, values: readonly unknown[]): Promise<unknown>
  /** Resolves when all that was asked is answered and the process has ended. */
  close(): Promise<void>
}

/** What the signing process has no use for: keys of the API, and options that would open a debugger in it. */
const withheld = ['SIGNING_KEY', 'DATABASE_URL', 'NODE_OPTIONS', 'NODE_INSPECT_RESUME_ON_START']

/**
 * Starts a signing process and waits until it is ready. `onGone` is told once if it ends afterwards. Rejects with KeystoreFault if
 * it says why it cannot begin, else with SigningUnavailable. It holds up the end of this process only while something is asked.
 */
export function connect(settings: SigningSettings, onGone: () => void): Promise<Connection> {
  const child = fork(new URL('./child.ts', import.meta.url), [JSON.stringify(settings)], {
    execArgv: ['--disable-sigusr1'],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !withheld.includes(name))),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = createWaiting(child)
  return new Promise((resolve, reject) => {
    let ready = false
    const ended = new Promise<void>((end) => {
      const gone = () => {
        end()
        waiting.fail(new SigningUnavailable('the signing process ended'))
        reject(new SigningUnavailable('the signing process ended before it was ready'))
        if (ready) onGone()
        ready = false
      }
      child.once('exit', gone)
      child.once('error', gone)
    })
    child.on('message', (message: Message) => {
      if ('failed' in message) return reject(faultOf(message.failed))
      if ('id' in message) return waiting.settle(message)
      ready = true
      waiting.idle()
      resolve({ call: waiting.call, close: () => waiting.answered().then(() => close(child, ended)) })
    })
  })
}

function close(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref()
  if (child.connected) child.disconnect()
  return ended
}

/** How long a call may take, in milliseconds: a process that does not answer by then is ended, so that another can begin. */
const [patience, patienceForEach] = [10_000, 250]

interface Asked {
  readonly resolve: (answer: unknown) => void
  readonly reject: (fault: Error) => void
  readonly deadline: NodeJS.Timeout
}

/** Calls under way, by number. */
function createWaiting(child: ChildProcess) {
  const pending = new Map<number, Asked>()
  const calm: (() => void)[] = []
  let last = 0
  function idle(): void {
    if (pending.size > 0) return
    child.unref()
    child.channel?.unref()
    for (const done of calm.splice(0)) done()
  }
  function take(id: number): Asked | undefined {
    const asked = pending.get(id)
    clearTimeout(asked?.deadline)
    pending.delete(id)
    return asked
  }
  function busy(): void {
    child.ref()
    child.channel?.ref()
  }
  return {
    idle,
    async answered(): Promise<void> {
      if (pending.size > 0) await new Promise<void>((done) => calm.push(done))
    },
    call: (call: CallName, values: readonly unknown[]) =>
      new Promise<unknown>((resolve, reject) => {
        const id = ++last
        if (!child.connected) return reject(new SigningUnavailable('the signing process is gone'))
        busy()
        const most = patience + patienceForEach * (Array.isArray(values[0]) ? values[0].length : 0)
        pending.set(id, { resolve, reject, deadline: setTimeout(() => child.kill('SIGKILL'), most).unref() })
        child.send({ id, call, arguments: values }, (fault) => {
          if (!fault || !take(id)) return
          idle()
          reject(new SigningUnavailable('the signing process is gone', { cause: fault }))
        })
      }),
    settle({ id, answer, fault }: Answer): void {
      const asked = take(id)
      idle()
      if (fault) asked?.reject(faultOf(fault))
      else asked?.resolve(answer)
    },
    fail(fault: Error): void {
      for (const id of [...pending.keys()]) take(id)!.reject(fault)
      idle()
    },
  }
}

function faultOf({ kind, message }: Fault): Error {
  return kind === 'keystore' ? new KeystoreFault(message) : new Error(`the signing process: ${message}`)
}
