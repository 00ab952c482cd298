import { setTimeout as sleep } from 'node:timers/promises'
import type { Completed } from '../complete-import.ts'
import type { House } from './house.ts'
import { Failure } from './usage.ts'

const attempts = 30
/** One that never answered is perhaps not there at all. */
const firstAttempts = 5

/** A service that runs. */
export function serviceHouse(url: string, key: string | undefined): House {
  let isThere = false

  async function ask(path: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(url + path, init).catch((fault: Error & { cause?: Error }) => {
        if (attempt < (isThere ? attempts : firstAttempts)) return undefined
        throw new Failure(`${url} does not answer: ${fault.cause?.message ?? fault.message}`)
      })
      isThere ||= answer !== undefined
      if (answer?.ok) return answer
      const pause = answer ? Number(answer.headers.get('retry-after')) : 1
      if ((answer && answer.status !== 429 && answer.status !== 503) || attempt >= attempts) throw await refusalOf(answer!, url)
      await sleep(Math.min(60, pause || 1) * 1_000)
    }
  }

  const post = (path: string, importKey: string, type: string, body: string) =>
    ask(path, { method: 'POST', headers: { 'Import-Key': importKey, 'Content-Type': type }, body })

  return {
    async *export() {
      const { body } = await ask('/v1/sandbox/export', { headers: { Authorization: `Bearer ${key}` } })
      try {
        for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) yield chunk
      } catch (fault) {
        throw new Failure(`The service broke off: ${(fault as Error).message}. Export it again.`)
      }
    },
    add: async (sandbox, importKey, part) => void (await post(`/v1/imports/${sandbox}/parts`, importKey, 'application/x-ndjson', part)),
    async complete(sandbox, importKey, ends) {
      const answer = await post(`/v1/imports/${sandbox}/complete`, importKey, 'application/json', JSON.stringify(ends))
      return (await answer.json()) as Completed
    },
    async close() {},
  }
}

async function refusalOf(answer: Response, url: string): Promise<Failure> {
  const { code, title, detail, advice } = (await answer.json().catch(() => ({}))) as Partial<Record<'code' | 'title' | 'detail' | 'advice', string>>
  if (code === undefined) return new Failure(`${url} answered ${answer.status}, which is no answer of Kariosae.`)
  return new Failure(`${title}. ${detail}\n${advice}`, code)
}
