import { encodeBase64url } from '../core/base64url.ts'
import { issuance, nobody } from '../core/journal.ts'
import type { Balance, Sandbox, Wallet } from '../core/model.ts'
import { emptySource } from '../core/new-sandbox.ts'
import { parseVerifierKey } from '../core/note/verifier-key.ts'
import type { RowsPiece } from '../core/piece.ts'
import type { Refusal } from '../core/refusals.ts'
import type { SigningBackend } from '../core/signing.ts'
import { State } from '../core/state.ts'
import type { Store } from '../core/store.ts'
import { sandboxNow } from '../core/time.ts'
import { refuse } from '../core/use-case.ts'
import { fingerprint } from '../credentials.ts'
import type { ServiceKeys } from '../notary.ts'
import { originOf } from '../receipts/origin.ts'
import type { Seal } from '../seal.ts'
import type { Scratch } from '../verify/scratch.ts'
import { succeeding } from '../wallets/register-key.ts'
import { presentWallet } from '../wallets/wallet.ts'
import { createPieceCheck } from './check-pieces.ts'
import { createCourses } from './courses.ts'
import { type Header, type Trailer, tables, toHead } from './file-lines.ts'
import { keyless, makeKeys } from './keys.ts'
import { alreadyHere, type Import, isPolicyMark } from './receive-part.ts'

export interface CompleteDeps {
  readonly store: Store
  readonly signing: SigningBackend
  readonly serviceKeys: Pick<ServiceKeys, 'publicKey' | 'verifierKeyOf'>
  readonly seal: Seal
  newScratch(): Scratch
  realNow(): number
  monotonicNow(): number
  /** Ends the turn of the event loop. */
  defer(task: () => void): void
  /** Milliseconds that one call may check before it answers how far it came. */
  readonly slice: number
  /** Told of a sandbox that is there now. */
  settled(head: Sandbox): void
}

export interface Completed {
  readonly done: boolean
  /** Records checked so far, and how many there are. */
  readonly checked: number
  readonly of: number
  /** The verifier key under which its journal goes on. */
  readonly verifierKey: string | null
  /** Managed wallets that got a new key. */
  readonly newKeys: number
}
type Refused = Refusal<'import_invalid' | 'sandbox_exists' | 'signing_refused' | 'unavailable'>

/** A check that is under way: it goes on where it stopped, as long as nothing more comes in. */
interface Course {
  readonly head: Sandbox
  readonly version: number
  readonly header: string
  readonly pieces: AsyncIterator<RowsPiece>
  readonly check: ReturnType<typeof createPieceCheck>
  readonly rows: Map<keyof Trailer['end']['rows'], number>
  /** Wallets that are to get a key, with their balances. */
  readonly keyless: Map<string, { readonly wallet: Wallet; readonly balances: Balance[] }>
  kept: boolean
  close(): void
}

/**
 * The end of an import: all that came in is checked, in slices, and then becomes a sandbox all at once, with a record that says
 * where its journal comes from. A check that was lost, with this process or to another import that waited, begins again.
 */
export function createCompletion(deps: CompleteDeps) {
  const { store, signing, seal } = deps
  const courses = createCourses<Course>(deps.monotonicNow)
  const running = new Map<string, Promise<Completed | Refused>>()

  /** Calls at the same time are one. */
  function complete(into: Import, header: Header, trailer: Trailer): Promise<Completed | Refused> {
    const known = running.get(into.staging)
    if (known) return known
    const started = advance(into, header, trailer).finally(() => running.delete(into.staging))
    running.set(into.staging, started)
    return started
  }

  async function advance(into: Import, header: Header, trailer: Trailer): Promise<Completed | Refused> {
    const course = await courseOf(into, header)
    if ('code' in course || 'done' in course) return course
    let rests = false
    try {
      rests = !(await goOn(course, into))
      return rests ? notDone(course) : await finish(course, into, trailer)
    } finally {
      // What was interrupted, by whatever fault, begins again with the next call: all that came in is still there.
      if (rests) courses.rest(into.staging)
      else courses.end(into.staging)
    }
  }

  /** Checks what one call may. True if there is nothing left to check. */
  async function goOn(course: Course, into: Import): Promise<boolean> {
    const until = deps.monotonicNow() + deps.slice
    for (;;) {
      const { value: piece, done } = await course.pieces.next()
      if (done) return true
      course.check.piece(piece)
      count(piece, course.rows)
      if (course.check.isWrong) return true
      await noteKeys(course, piece, into)
      await new Promise<void>((resolve) => deps.defer(resolve))
      if (deps.monotonicNow() >= until) return false
    }
  }

  async function courseOf(into: Import, header: Header): Promise<Course | Completed | Refused> {
    if (await store.sandbox(into.sandbox)) return alreadyThere(into, header)
    const text = JSON.stringify(header)
    const key = parseVerifierKey(header.verifierKey)
    if (typeof key === 'string') return invalid(`header.verifierKey: ${key}`)
    const head = toHead(header.head)
    if (head.id !== into.sandbox) return invalid(`the file is of ${head.id}`)
    if (key.name !== originOf(head.journal)) return invalid(`header.verifierKey is not the key of the journal ${head.journal}`)
    const staged = await store.staged(into.staging)
    if (!staged) return invalid('no part of it came in under this Import-Key')
    const begin = (): Course => {
      const scratch = deps.newScratch()
      const check = createPieceCheck(head, { key: key.publicKey, scratch, real: deps.realNow() })
      const pieces = staged.pieces[Symbol.asyncIterator]()
      const close = () => {
        scratch.close()
        void pieces.return?.()
      }
      return { head, version: staged.version, header: text, pieces, check, rows: new Map(), keyless: new Map(), kept: false, close }
    }
    const course = courses.take(into.staging, (known) => known.version === staged.version && known.header === text, begin)
    return course ?? refuse('unavailable', 'Other imports are being checked. All that came in of this one is kept.')
  }

  /** Settled before, by this import, but the answer was lost; or by somebody else. */
  async function alreadyThere({ sandbox, staging }: Import, { head }: Header): Promise<Completed | Refused> {
    const record = await store.reader(sandbox).record(head.seq + 1)
    const { import: by, newKeys } = (record?.data ?? {}) as { import?: string; newKeys?: number }
    if (record?.type !== 'sandbox.imported' || by !== fingerprint(staging)) return alreadyHere(sandbox)
    return completed(await deps.serviceKeys.verifierKeyOf(head.journal), head.seq, newKeys!)
  }

  async function noteKeys(course: Course, piece: RowsPiece, into: Import): Promise<void> {
    if (piece.table === 'wallet') {
      const found = await keyless(piece.rows, into, signing)
      for (const wallet of found) course.keyless.set(wallet.id, { wallet, balances: [] })
      course.kept ||= piece.rows.some(({ id, custody, key }) => custody === 'managed' && key?.revokedAt === null && !course.keyless.has(id))
    }
    if (piece.table === 'balance')
      for (const balance of piece.rows) if (balance.wallet !== issuance) course.keyless.get(balance.wallet)?.balances.push(balance)
  }

  async function finish(course: Course, into: Import, { end }: Trailer): Promise<Completed | Refused> {
    const { findings, nextDue, used } = course.check.end()
    const [first] = findings
    if (first) return thrownAway(into, course, `${first.seq === null ? '' : `entry ${first.seq}: `}${first.text}`)
    for (const table of tables) {
      const [came, had] = [course.rows.get(table) ?? 0, end.rows[table] ?? 0]
      if (came !== had) return thrownAway(into, course, `${came} rows of ${table} came in, and the file had ${had}`)
    }
    const state = await imported(course, into, nextDue)
    if ('code' in state) return state
    const [sealed] = await seal([{ state }])
    const { records, nodes, checkpoint } = sealed!.journal
    const last: RowsPiece[] = [
      { table: 'journal', rows: records.map(({ leaf, ...record }) => ({ ...record, leaf: leaf! })) },
      { table: 'node', rows: nodes },
      { table: 'checkpoint', rows: checkpoint ? [checkpoint] : [] },
      { table: 'wallet', rows: [...state.written.wallet.values()] },
      { table: 'usedSignature', rows: used },
    ]
    if (!(await store.settle(into.staging, state.sandbox, course.version, last)))
      return (await store.sandbox(into.sandbox)) ? alreadyHere(into.sandbox) : notDone(course, 0)
    deps.settled(state.sandbox)
    return completed(await deps.serviceKeys.verifierKeyOf(course.head.journal), course.head.seq, course.keyless.size)
  }

  /** The sandbox as it goes on here: it says where it comes from, and each wallet without a key has one. */
  async function imported(course: Course, into: Import, nextDue: number | null): Promise<State | Refused> {
    const wallets = [...course.keyless.values()]
    const keys = await makeKeys(
      wallets.map(({ wallet }) => ({ wallet: wallet.id, policy: null })),
      into,
      signing,
    )
    if ('refused' in keys) return refuse('signing_refused', `The signing backend makes no such key: ${keys.refused}.`)
    const { head } = course
    const own = await deps.serviceKeys.publicKey()
    const parsed = parseVerifierKey((JSON.parse(course.header) as Header).verifierKey)
    const before = typeof parsed === 'string' ? own : encodeBase64url(parsed.publicKey)
    const formerKeys = before === own ? head.formerKeys : [...head.formerKeys, { size: head.seq, key: before }]
    const state = new State(emptySource({ ...head, formerKeys, nextDue, sharesKeys: course.kept }))
    const stamp = { now: sandboxNow(head, deps.realNow()), by: nobody }
    const data = {
      ...{ id: head.id, size: head.seq, formerKey: before === own ? null : before },
      ...{ import: fingerprint(into.staging), newKeys: wallets.length },
    }
    state.append({ type: 'sandbox.imported', data }, stamp)
    for (const [index, { wallet, balances }] of wallets.entries()) {
      const rotated = { ...wallet, key: succeeding({ ...keys[index]!, revokedAt: null, seq: 0, former: [] }, wallet.key) }
      state.append({ type: 'wallet.key_rotated', data: presentWallet(rotated, balances), writes: [['wallet', rotated]] }, stamp)
    }
    return state
  }

  /** Unless more came in meanwhile: then it is another that is wrong, and the next call checks what there is now. */
  async function thrownAway({ staging }: Import, course: Course, why: string): Promise<Completed | Refused> {
    if ((await store.staged(staging))?.version !== course.version) return notDone(course, 0)
    await store.unstage(staging)
    return invalid(why)
  }

  return complete
}

/** Rows of policies stand among the answers. */
function count(piece: RowsPiece, rows: Course['rows']): void {
  const policies = piece.table === 'answer' ? piece.rows.filter(isPolicyMark).length : 0
  rows.set('keyPolicy', (rows.get('keyPolicy') ?? 0) + policies)
  rows.set(piece.table, (rows.get(piece.table) ?? 0) + piece.rows.length - policies)
}

function notDone({ head, check }: Course, checked = check.records): Completed {
  return { done: false, checked, of: head.seq, verifierKey: null, newKeys: 0 }
}

function completed(verifierKey: string, seq: number, newKeys: number): Completed {
  return { done: true, checked: seq, of: seq, verifierKey, newKeys }
}

function invalid(detail: string): Refusal<'import_invalid'> {
  return refuse('import_invalid', `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`)
}
