import type { Completed } from '../complete-import.ts'
import type { Header, Trailer } from '../file-lines.ts'

/** Where sandboxes live: a running service, or a database. What it refuses is a Failure. */
export interface House {
  /** The lines of the file of a sandbox, in pieces of any size. */
  export(): AsyncIterable<string | Uint8Array>
  /** `importKey` names the import. */
  add(sandbox: string, importKey: string, part: string): Promise<void>
  complete(sandbox: string, importKey: string, ends: { readonly header: Header; readonly trailer: Trailer }): Promise<Completed>
  close(): Promise<void>
}
