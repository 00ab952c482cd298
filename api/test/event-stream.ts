import { engine } from './engines.ts'
import type { TestApp } from './harness.ts'

/** Opens the stream of events and gives what has come so far when asked. */
export async function openStream(app: TestApp, key: string, headers: Record<string, string> = {}) {
  const response = await app.app.hono.request('/v1/events/stream', { headers: { Authorization: `Bearer ${key}`, ...headers } })
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let ended = false
  const pump = async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value)
    }
    ended = true
  }
  void pump()
  return {
    response,
    /** What came within a moment: long for an answer, short for a test. */
    async soFar() {
      await new Promise((resolve) => setTimeout(resolve, engine === 'sqlite' ? 50 : 400))
      return { text, ended }
    },
    close: () => reader.cancel(),
  }
}
