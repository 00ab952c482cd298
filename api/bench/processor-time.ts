import { readFileSync } from 'node:fs'

/** What Linux tells of a process in /proc. */
const microsecondsPerTick = 10_000

/** Processor time of a process so far, in microseconds, all threads; with `ended`, also that of its children that have ended. */
export function processorTime(pid: number, ended = false): number {
  const fields = fieldsOf(pid)
  if (!fields) return 0
  // Fields 14 to 17: user and system, its own and that of children that were waited for.
  const ticks = fields.slice(11, ended ? 15 : 13).reduce((sum, field) => sum + Number(field), 0)
  return ticks * microsecondsPerTick
}

/** Of a process and all below it, those that have ended too. */
export function processorTimeOfTree(pid: number): number {
  return processorTime(pid, true) + processorTimeBelow(pid)
}

/** Of all that a process started and that still run. */
export function processorTimeBelow(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + processorTimeOfTree(child), 0)
}

/** Resident memory in MiB. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Resident memory of a process and all below it, in MiB. */
export function memoryOfTree(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + memoryOfTree(child), memoryOf(pid))
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.split(' ').filter(Boolean).map(Number)
  } catch {
    return [] // it has ended meanwhile
  }
}

/** From the third field on, counted from behind the name, which may hold blanks. */
function fieldsOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
