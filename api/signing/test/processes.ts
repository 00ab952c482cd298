import { readdirSync, readFileSync } from 'node:fs'

/** Processes that a process started and that run, by Linux's /proc. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const [state, of] = statusOf(Number(name))
      return of === String(parent) && state !== 'Z'
    })
    .map(Number)
}

export function isRunning(pid: number): boolean {
  const [state] = statusOf(pid)
  return state !== undefined && state !== 'Z'
}

/** State and parent. The name before them may itself hold parentheses (proc(5)). */
function statusOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await new Promise((resolve) => setTimeout(resolve, 20))
}
