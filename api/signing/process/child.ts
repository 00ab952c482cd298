import type { SigningBackend } from '../../core/signing.ts'
import { KeystoreFault } from '../faults.ts'
import { TokenFault } from '../providers/pkcs11-library.ts'
import type { CallName, Fault, Message, Request } from './messages.ts'
import { openBackend } from './open-backend.ts'
import { type Secrets, type SigningSettings, secretVariables } from './settings.ts'

/**
 * The signing process: started by `client.ts` with its settings as JSON in the first argument. It ends when the channel to its
 * parent does, however that came about, and not before: what the API still finishes after a signal to both has to be signed.
 */
const calls: readonly CallName[] = ['createKeys', 'publicKey', 'sign', 'rotate', 'revoke', 'uses']

async function main(settings: SigningSettings): Promise<void> {
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  const backend = await openBackend(settings, takeSecrets())
  process.on('message', (request: Request) => void answer(backend, request).then(tell))
  process.on('disconnect', () => void backend.close().finally(() => process.exit(0)))
  tell({ ready: true })
}

/** Out of the environment, so that nothing started from here and no report has them. */
function takeSecrets(): Secrets {
  const secrets = Object.fromEntries(secretVariables.map((name) => [name, process.env[name]]))
  for (const name of secretVariables) delete process.env[name]
  return secrets
}

async function answer(backend: SigningBackend, { id, call, arguments: values }: Request): Promise<Message> {
  try {
    if (!calls.includes(call)) throw new TypeError(`no call ${call}`)
    return { id, answer: await (backend[call] as (...values: readonly unknown[]) => Promise<unknown>)(...values) }
  } catch (fault) {
    if (fault instanceof TokenFault && fault.isLost) setImmediate(() => process.disconnect())
    return { id, fault: describe(fault) }
  }
}

function tell(message: Message): void {
  if (process.connected) process.send!(message, undefined, undefined, () => {})
}

function describe(fault: unknown): Fault {
  return { kind: fault instanceof KeystoreFault ? 'keystore' : 'defect', message: fault instanceof Error ? fault.message : String(fault) }
}

main(JSON.parse(process.argv[2] ?? '') as SigningSettings).catch((fault) => {
  process.send?.({ failed: describe(fault) } satisfies Message, undefined, undefined, () => process.exit(1))
})
