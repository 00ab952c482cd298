import { realpathSync, statSync } from 'node:fs'

/**
 * Says whether a database that is open is no longer the one that the next start would find: on most systems a file that was
 * deleted or replaced can still be written, and what is written there is gone with the process.
 */
export function watchFiles(path: string): () => boolean {
  const real = realpathSync(path) // where a link leads: SQLite keeps the log beside that
  const files = [real, `${real}-wal`].map((name) => ({ name, inode: inodeOf(name) }))
  return () =>
    files.some((file) => {
      const inode = inodeOf(file.name)
      file.inode ??= inode // made with the first commit
      return inode !== file.inode
    })
}

/** What to do about it. */
export const whenLost = 'was deleted or replaced while the service runs; back up what it still holds (npm run backup), then put that in place'

function inodeOf(name: string): number | undefined {
  return statSync(name, { throwIfNoEntry: false })?.ino
}
