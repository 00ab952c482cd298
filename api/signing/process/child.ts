import { SigningUnavailable } from '../../core/signing.ts'
import { inTurns } from '../../in-turns.ts'
import { KeystoreFault } from '../faults.ts'
import { TokenFault } from '../providers/pkcs11-library.ts'
import type { CallName, Fault, Message, Request, SigningProcess } from './messages.ts'
import { openBackend } from './open-backend.ts'
import { type Secrets, type SigningSettings, secretVariables } from './settings.ts'

/**
 * The signing process: started by `client.ts` with its settings as JSON in the first argument. It ends when the channel to its
 * parent does, however that came about, and not before: what the API still finishes after a signal to both has to be signed.
 */
const calls: readonly CallName[] = ['createKeys', 'publicKey', 'sign', 'rotate', 'revoke', 'uses', 'copy']

async function main(settings: SigningSettings): Promise<void> {
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  const backend = await openBackend(settings, takeSecrets())
  process.on('message', (requests: readonly Request[]) => {
    for (const request of requests) void answer(backend, request).then(tell)
  })
  process.on('disconnect', () => void backend.close().finally(() => process.exit(0)))
  tell({ ready: true })
}

/** Out of the environment, so that nothing started from here and no report has them. */
function takeSecrets(): Secrets {
  const secrets = Object.fromEntries(secretVariables.map((name) => [name, process.env[name]]))
  for (const name of secretVariables) delete process.env[name]
  return secrets
}

async function answer(backend: SigningProcess, { id, call, arguments: values }: Request): Promise<Message> {
  try {
    if (!calls.includes(call)) throw new TypeError(`no call ${call}`)
    return { id, answer: await (backend[call] as (...values: readonly unknown[]) => Promise<unknown>)(...values) }
  } catch (fault) {
    tokenIsLost ||= fault instanceof TokenFault && fault.isLost
    return { id, fault: describe(fault) }
  }
}

let tokenIsLost = false
const tell = inTurns<Message>((messages) => {
  if (!process.connected) return
  process.send!(messages, undefined, undefined, () => {})
  if (tokenIsLost) process.disconnect()
})

function describe(fault: unknown): Fault {
  const kind = fault instanceof KeystoreFault ? 'keystore' : fault instanceof SigningUnavailable ? 'unavailable' : 'defect'
  return { kind, message: fault instanceof Error ? fault.message : String(fault) }
}

main(JSON.parse(process.argv[2] ?? '') as SigningSettings).catch((fault) => {
  process.send?.([{ failed: describe(fault) }] satisfies Message[], undefined, undefined, () => process.exit(1))
})
