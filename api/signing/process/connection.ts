import { type ChildProcess, fork } from 'node:child_process'
import { SigningUnavailable } from '../../core/signing.ts'
import { inTurns } from '../../in-turns.ts'
import { KeystoreFault } from '../faults.ts'
import type { Answer, CallName, Fault, Message, Request } from './messages.ts'
import type { Secrets, SigningSettings } from './settings.ts'

/** One signing process, from its start to its end. */
export interface Connection {
  call(name: CallName, values: readonly unknown[]): Promise<unknown>
  /** Resolves when all that was asked is answered and the process has ended. */
  close(): Promise<void>
}

/** What the signing process has no use for: keys of the API, where its ledger is, and options that would open a debugger in it. */
const withheld = ['SIGNING_KEY', 'DATABASE_URL', 'NODE_OPTIONS', 'NODE_INSPECT_RESUME_ON_START']

/**
 * Starts a signing process and waits until it is ready. `onGone` is told once if it ends afterwards. Rejects with KeystoreFault if
 * it says why it cannot begin, else with SigningUnavailable. `secrets` go into its environment, which it clears. It holds up the end of this process only while something is asked.
 */
export function connect(settings: SigningSettings, secrets: Secrets, onGone: () => void, patience = longPatience): Promise<Connection> {
  const child = fork(new URL('./child.ts', import.meta.url), [JSON.stringify(settings)], {
    execArgv: ['--disable-sigusr1'],
    env: { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !withheld.includes(name))), ...secrets },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = createWaiting(child, patience)
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
    const hear = (message: Message) => {
      if ('failed' in message) return reject(faultOf(message.failed))
      if ('id' in message) return waiting.settle(message)
      ready = true
      waiting.idle()
      resolve({ call: waiting.call, close: () => waiting.answered().then(() => close(child, ended)) })
    }
    child.on('message', (messages: readonly Message[]) => messages.forEach(hear))
  })
}

function close(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref()
  if (child.connected) child.disconnect()
  return ended
}

/**
 * How long a call may take, in milliseconds: a process that does not answer by then is ended, so that another can begin. It is
 * counted in beats, of which one at most passes while the event loop stands still: an answer that nobody could read is not late.
 */
const [longPatience, patienceForEach, beats] = [10_000, 250, 20]

interface Asked {
  readonly resolve: (answer: unknown) => void
  readonly reject: (fault: Error) => void
  readonly deadline: number
}

/** Calls under way, by number. */
function createWaiting(child: ChildProcess, patience: number) {
  const pending = new Map<number, Asked>()
  const calm: (() => void)[] = []
  const beat = patience / beats
  let [last, time] = [0, 0]
  const beating = setInterval(() => {
    time += beat
    if ([...pending.values()].some(({ deadline }) => deadline < time)) child.kill('SIGKILL')
  }, beat).unref()
  const say = inTurns<Request>((requests) => {
    const fail = (fault: Error) => {
      for (const { id } of requests) take(id)?.reject(fault)
      idle()
    }
    try {
      child.send(requests, (fault) => fault && fail(new SigningUnavailable('the signing process is gone', { cause: fault })))
    } catch (fault) {
      fail(fault as Error) // no JSON
    }
  })
  function idle(): void {
    if (pending.size > 0) return
    child.unref()
    child.channel?.unref()
    for (const done of calm.splice(0)) done()
  }
  function take(id: number): Asked | undefined {
    const asked = pending.get(id)
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
        pending.set(id, { resolve, reject, deadline: time + most })
        say({ id, call, arguments: values })
      }),
    settle({ id, answer, fault }: Answer): void {
      const asked = take(id)
      idle()
      if (fault) asked?.reject(faultOf(fault))
      else asked?.resolve(answer)
    },
    fail(fault: Error): void {
      clearInterval(beating)
      for (const id of [...pending.keys()]) take(id)!.reject(fault)
      idle()
    },
  }
}

function faultOf({ kind, message }: Fault): Error {
  if (kind === 'unavailable') return new SigningUnavailable(message)
  return kind === 'keystore' ? new KeystoreFault(message) : new Error(`the signing process: ${message}`)
}
