import { type FileHandle, open } from 'node:fs/promises'
import type { Database } from 'better-sqlite3'

/** A copy that keeps up with its original until it is finished. */
export interface RunningCopy {
  /** All but a little is copied and on the disk: what is left is quickly done. Rejects if it cannot be. */
  readonly nearlyDone: Promise<void>
  /** Resolves when the copy is durable. It is the database as it was at that moment. */
  finish(): Promise<void>
  /** Breaks it off. The file that was begun is left to whoever named it. */
  cancel(): Promise<void>
}

/** Pages copied in one turn of the event loop, which commits share with it. */
const pagesInATurn = 250
/** So few pages are left for the moment in which commits stand still. */
const pagesAtTheEnd = 200
/** Pages after which the copy is flushed, so that its last flush, which nothing can overlap, has little to do. */
const pagesToFlush = 2_000

/**
 * Copies a database that stays in use by this connection (SQLite, "Online Backup API"): what it writes meanwhile to pages that
 * were copied goes to the copy as well, so the copy never begins anew. `target` must not be there yet.
 */
export function copyDatabase(database: Database, target: string): RunningCopy {
  const reached = Promise.withResolvers<void>()
  let phase: 'copying' | 'flushing' | 'waiting' | 'finishing' | 'cancelled' = 'copying'
  const flusher = createFlusher(target)

  const copied = database.backup(target, {
    progress({ totalPages, remainingPages }) {
      if (phase === 'cancelled') throw new Error('the copy was broken off')
      if (phase === 'finishing') return totalPages
      if (remainingPages > pagesAtTheEnd) {
        flusher.copied(totalPages - remainingPages)
        // Never the last ones: the copy would be over, and would not be of the moment at which it is finished.
        return Math.min(pagesInATurn, remainingPages - pagesAtTheEnd)
      }
      if (phase === 'copying') {
        phase = 'flushing'
        void flusher.flush().then(() => {
          if (phase === 'flushing') phase = 'waiting'
          reached.resolve()
        }, reached.reject)
      }
      return 0
    },
  })
  copied.catch(reached.reject)
  reached.promise.catch(() => undefined)

  return {
    nearlyDone: reached.promise,
    async finish() {
      await reached.promise
      phase = 'finishing'
      await copied
      await flusher.close()
    },
    async cancel() {
      phase = 'cancelled'
      await copied.catch(() => undefined)
      await flusher.close()
    },
  }
}

function createFlusher(path: string) {
  let file: Promise<FileHandle> | undefined
  let flushing: Promise<void> | undefined
  let flushed = 0
  const flush = async () => {
    file ??= open(path, 'r+')
    await (await file).datasync()
  }
  return {
    flush,
    copied(pages: number): void {
      if (flushing || pages - flushed < pagesToFlush) return
      flushed = pages
      flushing = flush()
        .catch(() => undefined) // the copy itself will say so
        .finally(() => (flushing = undefined))
    },
    async close(): Promise<void> {
      await flushing
      await (await file?.catch(() => undefined))?.close()
    },
  }
}
