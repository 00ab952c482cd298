import type { Listening } from './http-server.ts'

/** How long what was accepted may take to be answered, in milliseconds. */
const patience = 10_000
/** A signal that follows so soon is the same one: npm passes on to its child what the terminal has already sent it. */
const sameSignal = 500

interface Ending {
  readonly listening: Listening
  /** Says that no more should come, ends streams and what happens by itself. */
  quiesce(): void
  /** Finishes what waits, once nothing can come any more, and closes all. */
  finish(): Promise<void>
  report(event: string): void
  exit(code: number): void
}

/**
 * What a signal does: no new connections, answers for all that was accepted, then the end, with 0. Whoever does not take its
 * answer in time is left without. A second signal ends the process at once, with 1.
 */
export function createShutDown({ listening, quiesce, finish, report, exit }: Ending): () => void {
  let begun = 0

  async function end(): Promise<void> {
    quiesce()
    const left = await listening.drain(patience)
    if (left > 0) report(`${left} requests were not done after ${patience / 1000} s; their connections were closed`)
    await finish()
    exit(0)
  }

  return () => {
    const now = performance.now()
    if (begun > 0) return now - begun > sameSignal ? exit(1) : undefined
    begun = now
    void end().catch((fault) => {
      report(`it did not end as it should: ${(fault as Error).message}`)
      exit(1)
    })
  }
}
