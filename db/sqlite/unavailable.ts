import { StoreUnavailable } from '../../api/core/store.ts'

const passing = /SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB)/

/**
 * Faults of the disk, of a file and its locks pass, or can be mended: they are none of ours. Gives StoreUnavailable in their
 * place, and others as they are. `said` is what names the fault: a code, or where an engine has none its message.
 */
export function asUnavailable(fault: unknown, said = codeOf(fault)): unknown {
  return !(fault instanceof StoreUnavailable) && passing.test(said) ? new StoreUnavailable(said, { cause: fault }) : fault
}

function codeOf(fault: unknown): string {
  const { code, cause } = fault as { code?: string; cause?: { code?: string } }
  return String(cause?.code ?? code)
}
