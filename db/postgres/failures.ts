import { SandboxUnavailable, StoreUnavailable } from '../../api/core/store.ts'

/** "cached plan must not change result type", and a prepared statement that is not there. */
const stalePlan = ['0A000', '26000']

/** Classes and codes of what passes by itself, or with an operator's help, and is nobody's fault here (PostgreSQL, appendix A). */
const passing = [
  '08', // the connection
  '53', // resources: disk full, too many connections
  '58', // the system beneath it
  '57014', // statement_timeout, or somebody cancelled it
  '57P', // shutting down, crashed, starting up
  '55P03', // lock_timeout
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout
  '25006', // a standby, or a primary that has become one
  '40', // serialization failure, deadlock
  ...stalePlan, // of a statement that was prepared before the tables were changed
]
const socketCodes = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN|ENOENT|EADDR)/
/** What the driver itself says has no code. */
const driverWords =
  /^(Connection terminated|timeout e|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after|read-only server)/

function codeOf(fault: unknown): string {
  return String((fault as { code?: unknown } | null)?.code ?? '')
}

export function isConnectionLoss(fault: unknown): boolean {
  const code = codeOf(fault)
  if (/^(08|57P|25P03|25P04)/.test(code) || socketCodes.test(code)) return true
  return code === '' && fault instanceof Error && driverWords.test(fault.message)
}

/** Nothing came back, and nobody said that nothing will. */
export function isSilence(fault: unknown): boolean {
  return codeOf(fault) === 'ETIMEDOUT' || /^Connection terminated due to connection timeout/.test((fault as Error | undefined)?.message ?? '')
}

/** What one sandbox alone can cause: its lock, a statement about it, a deadlock over it. */
const ofOneSandbox = /^(55P03|57014|40)/

/** May the same be tried again at once? */
export function isConflict(fault: unknown): boolean {
  return /^40(001|P01)$/.test(codeOf(fault)) || isStalePlan(fault)
}

export function isStalePlan(fault: unknown): boolean {
  return stalePlan.includes(codeOf(fault))
}

export function isReadOnly(fault: unknown): boolean {
  return codeOf(fault) === '25006' || (fault instanceof Error && fault.message.startsWith('read-only server'))
}

/** Tells faults of the server and the way to it, which pass, from faults of ours, which do not. */
export function available(fault: unknown): unknown {
  if (fault instanceof StoreUnavailable) return fault
  const code = codeOf(fault)
  const passes = isConnectionLoss(fault) || passing.some((start) => code.startsWith(start))
  if (!passes) return fault
  const Unavailable = ofOneSandbox.test(code) ? SandboxUnavailable : StoreUnavailable
  return new Unavailable(`PostgreSQL: ${code || (fault as Error).message}`, { cause: fault })
}
