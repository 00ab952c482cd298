import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { DatabaseFault } from '../fault.ts'

const headerSize = 32
const frameHeaderSize = 24

/**
 * Looks through the write-ahead log that a process which was killed left behind. SQLite reads it up to the first frame that is
 * not whole and forgets the rest without a word: right for a commit that was being written, which nobody was told of, but not for
 * commits that lie behind damage. Two commits behind it cannot both have been under way, so one of them was answered. Throws
 * DatabaseFault then. (SQLite file format, 4: the write-ahead log.)
 */
export function checkLog(database: string): void {
  const path = `${database}-wal`
  if (!existsSync(path)) return
  const file = openSync(path, 'r')
  try {
    const damage = findDamage(file)
    if (damage === undefined) return
    const { whole, lost } = damage
    throw new DatabaseFault(
      `${path} is damaged, and ${lost} commits that lie behind it would be lost; put a backup in place, or go on with what lies before it: truncate -s ${whole} ${path}`,
    )
  } finally {
    closeSync(file)
  }
}

/** Up to where the log is whole, and how many commits lie behind. */
function findDamage(file: number): { whole: number; lost: number } | undefined {
  const header = Buffer.alloc(headerSize)
  if (readSync(file, header, 0, headerSize, 0) < headerSize || header.every((byte) => byte === 0)) return undefined
  const littleEndian = (header.readUInt32BE(0) & 1) === 0
  const pageSize = header.readUInt32BE(8)
  const salt = header.subarray(16, 24)
  const sums: [number, number] = [0, 0]
  addUp(sums, header.subarray(0, 24), littleEndian)
  const known = header.readUInt32BE(24) === sums[0] && header.readUInt32BE(28) === sums[1] && pageSize >= 512 && pageSize <= 65_536
  if (!known) return { whole: 0, lost: 1 }
  const frame = Buffer.alloc(frameHeaderSize + pageSize)
  let [broken, whole, lost] = [false, headerSize, 0]
  for (let at = headerSize; readSync(file, frame, 0, frame.length, at) === frame.length; at += frame.length) {
    const isCommit = frame.readUInt32BE(4) !== 0
    if (!frame.subarray(8, 16).equals(salt)) {
      // Left from an earlier round of the log, or the damage itself.
      broken = true
      continue
    }
    if (!broken) {
      addUp(sums, frame.subarray(0, 8), littleEndian)
      addUp(sums, frame.subarray(frameHeaderSize), littleEndian)
      broken = frame.readUInt32BE(16) !== sums[0] || frame.readUInt32BE(20) !== sums[1]
    }
    if (!isCommit) continue
    if (broken) lost++
    else whole = at + frame.length
  }
  return lost > 1 ? { whole, lost } : undefined
}

function addUp(sums: [number, number], bytes: Buffer, littleEndian: boolean): void {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let [first, second] = sums
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + words.getUint32(at, littleEndian) + second) >>> 0
    second = (second + words.getUint32(at + 4, littleEndian) + first) >>> 0
  }
  sums[0] = first
  sums[1] = second
}
