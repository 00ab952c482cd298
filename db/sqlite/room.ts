import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'

/** With less than this free on its disk, a database cannot go on for long. */
const least = 1024 * 1024

/** Is the disk with this file as good as full? */
export function isDiskFull(path: string): boolean {
  const { bavail, bsize } = statfsSync(dirname(path))
  return bavail * bsize < least
}
