import type { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { seqOfEventId } from '../core/event-id.ts'
import type { Reader } from '../core/reader.ts'
import type { Store } from '../core/store.ts'
import { type Caller, refuse } from '../core/use-case.ts'
import { refusalAnswer } from '../execute.ts'
import type { Door } from '../http/door.ts'
import { createPlaces } from '../http/places.ts'
import { stoppedKey } from '../http/stopped-key.ts'
import { placeAfter, presentEvent } from './event.ts'
import type { Subscriptions } from './subscriptions.ts'

interface StreamDeps {
  readonly door: Door
  readonly store: Store
  readonly subscriptions: Subscriptions
  /** Told of each stream that opens and ends. */
  readonly streams?: { opened(): void; ended(): void }
  schedule(task: () => void, milliseconds: number): () => void
}

const heartbeat = 15_000
/** How often to look for what other processes committed. */
const glance = 500
const mostStreams = 50

/**
 * GET /v1/events/stream: the feed as server-sent events. It starts after `Last-Event-ID`, or with what comes next. A
 * slow client is never buffered for: the next page is read only when the one before has been taken.
 */
export function mountEventStream(app: Hono, { door, store, subscriptions, streams, schedule }: StreamDeps): void {
  const places = createPlaces(mostStreams)
  const pause = store.shared ? glance : heartbeat

  app.get('/v1/events/stream', async (c) => {
    const passage = door.enter(c)
    const admitted = await door.admit({ operationId: 'streamEvents', method: 'get', scope: 'read', walletKeys: false }, passage)
    if (admitted) return door.respond(passage, refusalAnswer(admitted, passage))
    const { sandbox, caller } = passage.who!
    const stopped = await stoppedKey(store.reader(sandbox), caller)
    if (stopped) return door.respond(passage, refusalAnswer(stopped, passage))
    const start = await startOf(c.req.header('last-event-id'), sandbox)
    if (start !== null && typeof start !== 'string') return door.respond(passage, refusalAnswer(start, passage))
    if (places.isFull(sandbox))
      return door.respond(passage, refusalAnswer(refuse('rate_limited', `${mostStreams} streams of this sandbox are open.`), passage))
    // A head has no body that could end, so a stream that was opened for one would stay open for ever.
    if (c.req.method === 'HEAD') return c.body(null, 200, { ...passage.headers, 'Content-Type': 'text/event-stream' })
    places.take(sandbox)
    streams?.opened()
    for (const [name, value] of Object.entries(passage.headers)) c.header(name, value)
    return streamSSE(c, async (stream) => {
      try {
        await follow(stream, sandbox, caller, start)
      } finally {
        streams?.ended()
        places.leave(sandbox)
      }
    })
  })

  /** The event after which to begin; null for the very beginning. */
  async function startOf(lastEventId: string | undefined, sandbox: string) {
    if (lastEventId !== undefined)
      return seqOfEventId(lastEventId) === undefined
        ? refuse('invalid_request', 'The header Last-Event-ID must be an event ID.', 'Last-Event-ID')
        : lastEventId
    const newest = await store.reader(sandbox).record((await store.sandbox(sandbox))!.seq)
    return newest ? presentEvent(newest).id : null
  }

  async function follow(stream: SSEStreamingApi, sandbox: string, caller: Caller, start: string | null): Promise<void> {
    let last = start
    let quiet = 0
    let cancel = () => {}
    stream.onAbort(() => cancel())
    while (!stream.aborted && !subscriptions.closed) {
      const news = waitForNews(sandbox)
      cancel = news.cancel
      const reader = store.reader(sandbox) // anew each time: a reset begins another life
      if (await stoppedKey(reader, caller)) return news.cancel()
      const events = await pageAfter(reader, last)
      for (const { id } of events) last = id
      if (events.length === 0) {
        quiet = (await news.arrived) === 'news' ? 0 : quiet + pause
        if (quiet >= heartbeat) {
          await stream.write(': still here\n\n')
          quiet = 0
        }
        continue
      }
      news.cancel()
      await stream.write(events.map((event) => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''))
      await new Promise<void>((resolve) => schedule(resolve, 0)) // a long replay must not keep others waiting
    }
  }

  async function pageAfter(reader: Reader, last: string | null) {
    const place = last === null ? 0 : await placeAfter(reader, last)
    return (await reader.records(place ?? 0, 100)).map(presentEvent)
  }

  /** Listening begins before reading, so that nothing which happens in between is slept through. */
  function waitForNews(sandbox: string) {
    let cancel = () => {}
    const arrived = new Promise<'news' | 'nothing'>((resolve) => {
      const unsubscribe = subscriptions.once(sandbox, () => resolve('news'))
      const stopTimer = schedule(() => resolve('nothing'), pause)
      cancel = () => {
        unsubscribe()
        stopTimer()
        resolve('nothing')
      }
    })
    return { arrived: arrived.finally(() => cancel()), cancel: () => cancel() }
  }
}
