import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import Sqlite from 'better-sqlite3'

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
  return `Machine: ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${memory.toFixed(0)} GiB; Node ${process.version}; load generator on the same cores; load average before: ${loadavg()[0]!.toFixed(1)}.`
}

export function durabilityLine(): string {
  const memory = new Sqlite(':memory:')
  const version = memory.prepare('SELECT sqlite_version()').pluck().get()
  memory.close()
  return `Durable: SQLite ${version}, a file in WAL mode, synchronous=FULL; every answer was sent after its commit. Each request has an Idempotency-Key of its own.`
}

/** What is compared, with its goal where limits.md names one. */
export interface Ratio {
  readonly name: string
  readonly goal: string
  /** One value per round. */
  readonly values: readonly number[]
}

export function ratioTable(ratios: readonly Ratio[]): string {
  const rows = ratios.map(({ name, goal, values }) => [
    name,
    median(values),
    `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`,
    goal,
  ])
  return markdownTable(['ratio', 'median', 'rounds', 'goal'], rows)
}
