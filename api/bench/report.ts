import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'

export type Cell = string | number

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function markdownTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.map(format).join(' | ')} |`
  return [line(head), `|${head.map((_, index) => (index === 0 ? '---|' : '---:|')).join('')}`, ...rows.map(line)].join('\n')
}

function format(cell: Cell): string {
  if (typeof cell === 'string') return cell
  return cell >= 100 ? Math.round(cell).toLocaleString('en-US') : cell.toFixed(2)
}

export function machineLine(): string {
  const memory = Number(/MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) / 1024 / 1024
  return `Machine: ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${memory.toFixed(0)} GiB; Node ${process.version}; load generator and databases on the same cores; load average before: ${loadavg()[0]!.toFixed(1)}.`
}

/** What is compared, with its goal where one is set. */
export interface Ratio {
  readonly name: string
  /** `≥` or `≤` and a number, and what else there is to say. */
  readonly goal: string
  /** One value per round. */
  readonly values: readonly number[]
}

/** The ratios of each section; those that miss their goal are marked. */
export function ratioTable(sections: readonly (readonly [section: string, ratios: readonly Ratio[]])[]): string {
  const rows = sections.flatMap(([section, ratios]) =>
    ratios.map(({ name, goal, values }, index) => [
      index === 0 ? section : '',
      name,
      median(values),
      `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`,
      goal,
      isMissed({ goal, values }) ? 'missed' : '',
    ]),
  )
  return markdownTable(['section', 'ratio', 'median', 'rounds', 'goal', ''], rows)
}

export function isMissed({ goal, values }: Pick<Ratio, 'goal' | 'values'>): boolean {
  const [, side, bound] = /^([≥≤]) ([\d.]+)/.exec(goal) ?? []
  if (side === undefined) return false
  return side === '≥' ? median(values) < Number(bound) : median(values) > Number(bound)
}
