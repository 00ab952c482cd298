import { type Connection, openConnection } from './connection.ts'
import { createRequests, type Plan } from './requests.ts'

/** The load generator, a process of its own: told what to send, it answers with what came back. */
export interface Run {
  /** Several: connections take turns. */
  readonly ports: readonly number[]
  readonly connections: number
  readonly seconds: number
  readonly plan: Plan
}

export interface Measured {
  readonly answered: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** How many answers had which status, other than 2xx. */
  readonly odd: Readonly<Record<number, number>>
}

/** Each connection sends its next request when its last was answered, until the time is over or nothing is left to send. */
async function measure({ ports, connections, seconds, plan }: Run): Promise<Measured> {
  const next = createRequests(plan)
  const latencies: number[] = []
  const odd: Record<number, number> = {}
  const opened: Connection[] = []
  let started = 0

  const finished = Array.from({ length: connections }, async (_, index) => {
    const done = Promise.withResolvers<void>()
    let sent = 0
    const send = () => {
      const request = performance.now() - started < seconds * 1000 ? next() : undefined
      sent = performance.now()
      if (request === undefined) done.resolve()
      else opened[index]!.send(request)
    }
    const answered = (status: number) => {
      latencies.push(performance.now() - sent)
      if (status < 200 || status > 299) odd[status] = (odd[status] ?? 0) + 1
      send()
    }
    opened[index] = await openConnection(ports[index % ports.length]!, answered, done.reject)
    return { send, done: done.promise }
  })
  const ready = await Promise.all(finished)
  started = performance.now()
  for (const { send } of ready) send()
  await Promise.all(ready.map(({ done }) => done))
  const elapsed = (performance.now() - started) / 1000
  for (const connection of opened) connection.close()

  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { answered: sorted.length, perSecond: sorted.length / elapsed, p50: at(0.5), p99: at(0.99), odd }
}

process.on('message', (run: Run) => {
  measure(run).then(
    (measured) => process.send!(measured),
    (fault: Error) => process.send!({ fault: fault.message }),
  )
})
