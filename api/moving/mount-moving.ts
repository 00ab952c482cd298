import type { Hono, Context as HonoContext } from 'hono'
import type { Refusal } from '../core/refusals.ts'
import { sandboxId } from '../core/schemas.ts'
import type { SigningBackend } from '../core/signing.ts'
import type { Store } from '../core/store.ts'
import { isRefusal, refuse } from '../core/use-case.ts'
import type { BodyRoom } from '../http/body-room.ts'
import type { Door, Passage } from '../http/door.ts'
import { createPlaces } from '../http/places.ts'
import { largestBody, parseJson, readText } from '../http/read-body.ts'
import { stoppedKey } from '../http/stopped-key.ts'
import { validate } from '../http/validate.ts'
import { type CompleteDeps, createCompletion } from './complete-import.ts'
import { exportLines } from './export-lines.ts'
import { alreadyHere, type Import, receivePart, stagingOf } from './receive-part.ts'
import { completeBody } from './service-routes.ts'
import { streamLines } from './stream-lines.ts'

interface MovingDeps extends Omit<CompleteDeps, 'slice'> {
  readonly store: Store
  readonly signing: SigningBackend
  readonly door: Door
  readonly bodies: BodyRoom
}

const mostExports = 4
/** Parts that are put aside at once. */
const mostParts = 4
const slice = 5_000

/** A sandbox goes out as a file, and comes in from one: `GET /v1/sandbox/export`, `POST /v1/imports/{sandbox}/parts` and `/complete`. */
export function mountMoving(app: Hono, deps: MovingDeps): void {
  const { door, store, signing } = deps
  const complete = createCompletion({ ...deps, slice })
  const places = createPlaces(mostExports)
  let parts = 0

  app.get('/v1/sandbox/export', async (c) => {
    const passage = door.enter(c)
    let body: ReadableStream<Uint8Array> | null = null
    const answer = await door.guarded(passage, async () => {
      const refused = await mayExport(passage)
      if (refused) return refused
      if (c.req.method !== 'HEAD') body = await begin(passage.who!.sandbox)
      return { status: 200, body: '', code: null, replayed: false }
    })
    if (answer.status !== 200) return door.respond(passage, answer)
    const name = `${passage.who!.sandbox}.ndjson`
    const headers = { 'Content-Type': 'application/x-ndjson', 'Content-Disposition': `attachment; filename="${name}"` }
    return new Response(body, { headers: { ...passage.headers, ...headers } })
  })
  app.post('/v1/imports/:sandbox/parts', (c) =>
    answered(c, async (into, passage) => {
      const text = await readText(c, largestBody, (bytes) => deps.bodies.enter(passage, bytes))
      if (typeof text !== 'string') return text
      if (await store.sandbox(into.sandbox)) return alreadyHere(into.sandbox)
      if (parts >= mostParts) return refuse('unavailable', `${mostParts} parts of imports are being taken in.`)
      parts++
      return receivePart(text, into, deps).finally(() => parts--)
    }),
  )
  app.post('/v1/imports/:sandbox/complete', (c) =>
    answered(c, async (into) => {
      const text = await readText(c)
      if (typeof text !== 'string') return text
      const json = parseJson(text, c.req.header('content-type'))
      if (isRefusal(json)) return json
      const body = validate(completeBody, json.value)
      if (isRefusal(body)) return body
      return complete(into, body.value.header, body.value.trailer)
    }),
  )
  for (const [path, method] of [
    ['/v1/sandbox/export', 'GET'],
    ['/v1/imports/:sandbox/parts', 'POST'],
    ['/v1/imports/:sandbox/complete', 'POST'],
  ] as const)
    app.all(path, (c) => door.refuseWith(c, refuse('method_not_allowed', `${c.req.path} takes ${method}.`), { Allow: method }))

  async function mayExport(passage: Passage): Promise<Refusal | undefined> {
    const refused = await door.admit({ operationId: 'exportSandbox', method: 'get', scope: 'admin', walletKeys: false }, passage)
    if (refused) return refused
    const { sandbox, caller } = passage.who!
    const stopped = await stoppedKey(store.reader(sandbox), caller)
    if (stopped) return stopped
    return places.isFull(sandbox) ? refuse('rate_limited', `${mostExports} exports of this sandbox are under way.`) : undefined
  }

  /** Reads the first line before the answer begins: a store that cannot serve is told of as such. */
  async function begin(sandbox: string): Promise<ReadableStream<Uint8Array>> {
    const lines = exportLines(sandbox, { store, signing, verifierKeyOf: deps.serviceKeys.verifierKeyOf, realNow: deps.realNow })
    places.take(sandbox)
    try {
      return streamLines(await lines.next(), lines, () => places.leave(sandbox))
    } catch (fault) {
      places.leave(sandbox)
      throw fault
    }
  }

  async function answered(c: HonoContext, work: (into: Import, passage: Passage) => Promise<object | Refusal>): Promise<Response> {
    const passage = door.enter(c)
    const answer = await door.guarded(passage, async () => {
      const refused = await door.admit({ operationId: 'importSandbox', method: 'post', scope: null, walletKeys: false }, passage)
      const into = refused ?? importOf(c)
      if (isRefusal(into)) return into
      const result = await work(into, passage).finally(() => deps.bodies.leave(passage))
      return isRefusal(result) ? result : { status: 200, body: JSON.stringify(result), code: null, replayed: false }
    })
    return door.respond(passage, answer)
  }
}

/** Whoever has the Import-Key adds to the import, and nobody else: its rows wait under a name that only it gives. */
function importOf(c: HonoContext): Import | Refusal<'invalid_request'> {
  const sandbox = c.req.param('sandbox') ?? ''
  const key = c.req.header('import-key') ?? ''
  if (!sandboxId.safeParse(sandbox).success) return refuse('invalid_request', 'The path must name the sandbox: /v1/imports/sbx_…/parts.')
  if (key.length < 32 || key.length > 255)
    return refuse('invalid_request', 'The header Import-Key must be 32 to 255 characters of your own.', 'Import-Key')
  return { sandbox, staging: stagingOf(sandbox, key) }
}
