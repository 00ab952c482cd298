import { DatabaseFault } from '../../db/fault.ts'
import { isUnavailable } from '../core/unavailable.ts'
import { SettingError } from '../settings.ts'
import { KeystoreFault } from '../signing/faults.ts'

/** Why the service cannot start, in one line for whoever started it; undefined for what is a fault of ours. */
export function explainStart(fault: unknown): string | undefined {
  if (fault instanceof SettingError || fault instanceof KeystoreFault || fault instanceof DatabaseFault) return fault.message
  if (isUnavailable(fault)) return `the database cannot be reached (${fault.message}); start it, or set DATABASE_URL to where it is`
  const { code = '', message, path, port } = fault as { code?: string; message: string; path?: string; port?: number }
  if (/^(ENOSPC|EDQUOT)$/.test(code)) return `the disk is full (${message}); make room on it`
  if (/^(EACCES|EPERM|EROFS|ENOTDIR|EISDIR|ENOENT)$/.test(code))
    return `${path ?? 'a file'} cannot be used (${code}); the user of the service must be able to write it and its folder`
  if (/^(3D000|28000|28P01|42501)$/.test(code))
    return `PostgreSQL refuses: ${message}; correct DATABASE_URL, or make the role or database that it names`
  if (code === '3F000') return `PostgreSQL refuses: ${message}; name a schema in search_path in which the role may make tables`
  if (/SSL|CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) || /SSL connection/.test(message))
    return `PostgreSQL and TLS: ${message}; README.md says under DATABASE_URL how to ask for it`
  if (/^(EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN)$/.test(code)) return `HOST is not an address of this machine (${message})`
  if (code === 'EADDRINUSE') return `port ${port} is in use; set PORT to another`
  return undefined
}
