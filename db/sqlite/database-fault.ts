import { accessSync, constants, existsSync } from 'node:fs'
import { DatabaseFault } from '../fault.ts'
import { isDiskFull } from './room.ts'

const restore = 'put a backup in its place'

/** SQLite would open a file that can only be read, and then fail to lock it. */
export function checkAccess(path: string): void {
  if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
}

/** What is wrong with the file at this path, where SQLite or the system say so; else the fault as it is. */
export function asDatabaseFault(path: string, fault: unknown): unknown {
  const { code = '', cause } = fault as { code?: string; cause?: { code?: string } }
  const reason = explain(path, String(cause?.code ?? code))
  return reason === undefined ? fault : new DatabaseFault(reason, { cause: fault })
}

function explain(path: string, code: string): string | undefined {
  const is = (pattern: RegExp) => pattern.test(code)
  if (is(/^SQLITE_(BUSY|LOCKED)/)) return 'the database file is in use by another process; stop it, or set DATABASE_URL to another file'
  if (is(/^SQLITE_NOTADB/)) return `${path} is no database, or its beginning is damaged (${code}); ${restore}, or set DATABASE_URL to another file`
  if (is(/^SQLITE_(CORRUPT|IOERR_SHORT_READ)/)) return `${path} is damaged (${code}); ${restore}`
  if (is(/^SQLITE_READONLY|^(EACCES|EPERM|EROFS)/))
    return `${path} cannot be written (${code}); give the user of the service the right to read and write the file and its folder`
  if (is(/^SQLITE_(CANTOPEN|PERM|AUTH)|^(ENOTDIR|EISDIR|EEXIST)/))
    return `${path} cannot be opened (${code}); it must be a file, in a folder where the user of the service may make files`
  // A full disk has more than one way to show: a rollback that fails hides what it was for.
  if (is(/^SQLITE_FULL|^(ENOSPC|EDQUOT)/) || (is(/^SQLITE_/) && isDiskFull(path))) return `the disk with ${path} is full; make room on it`
  if (is(/^SQLITE_IOERR/)) return `${path} cannot be read or written (${code}); look after the disk`
  return undefined
}
