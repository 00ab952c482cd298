import { presentAsset } from '../../assets/asset.ts'
import { useCases } from '../../catalogue.ts'
import { presentClock } from '../../clock/clock.ts'
import { kinds } from '../../core/change.ts'
import { idempotencyOf } from '../../core/idempotency.ts'
import type { Sandbox } from '../../core/model.ts'
import { emptySource, newSandbox } from '../../core/new-sandbox.ts'
import type { Reader } from '../../core/reader.ts'
import { type Source, State } from '../../core/state.ts'
import { sandboxNow } from '../../core/time.ts'
import { type AnyCommand, type Context, checkAllowed } from '../../core/use-case.ts'
import { fingerprint } from '../../credentials.ts'
import { presentEvent } from '../../events/event.ts'
import { type Answer, actOnDue, execute, refusalAnswer } from '../../execute.ts'
import { presentHold } from '../../holds/hold-schema.ts'
import { audit } from '../../inspect/audit.ts'
import { presentTransfer } from '../../transfers/transfer.ts'
import { presentWallet } from '../../wallets/wallet.ts'
import { unsigned } from '../contexts.ts'
import type { Driver } from './driver.ts'
import type { Request } from './requests.ts'

const commands = new Map(useCases.flatMap((useCase) => (useCase.method === 'get' ? [] : [[useCase.operationId, useCase as AnyCommand]])))
const unused = () => {
  throw new Error('no command of the model needs this')
}

/** The core alone: one `State` after another over tables in memory. No HTTP, no engine, no queue. */
export function createPureDriver(start: number): Driver {
  const memory = createMemory(newSandbox('sbx_model', start))
  let state = new State(memory.source())
  let ids = 0
  let looked = 0
  const newId = (prefix: string) => `${prefix}_${String(++ids).padStart(26, '0')}`

  function commit(): void {
    memory.absorb(state)
    state = new State(memory.source())
  }

  function decide(request: Request, command: AnyCommand, real: number): Answer {
    const { id, body, as, key } = request
    const input = { id, body: command.body!.parse(body) }
    const caller = { key: 'key_model', scopes: ['read', 'write', 'admin'] as const, wallet: as }
    const secrets = { deriveId: unused, credential: unused, webhookSecret: unused }
    const world = { ...unsigned, ...secrets, newId, fingerprint, requestId: newId('req'), language: 'en' as const }
    const context: Omit<Context, 'now'> = { real, sandbox: 'sbx_model', caller, ...world }
    const forbidden = checkAllowed(caller, command)
    if (forbidden) return refusalAnswer(forbidden, context)
    const now = sandboxNow(state.sandbox, real)
    actOnDue(state, now)
    const idempotency = key === null ? null : idempotencyOf(key, command, input, context)
    return execute(state, { command, input, context: { ...context, now }, idempotency }).answer
  }

  return {
    send(request, real) {
      const command = commands.get(request.op)!
      if (command.commit === 'alone') commit()
      const { status, body, replayed } = decide(request, command, real)
      if (command.commit === 'alone') commit()
      return { status, text: body, replayed }
    },
    look(real) {
      const now = sandboxNow(state.sandbox, real)
      actOnDue(state, now)
      const all = memory.with(state)
      const from = looked
      looked = all.records.length
      return {
        clock: presentClock(state.sandbox.clock, now),
        assets: all.asset.map(presentAsset),
        wallets: all.wallet.map((wallet) => presentWallet(wallet, state.balancesOf(wallet.id))),
        transfers: all.transfer.map(presentTransfer),
        holds: all.hold.map(presentHold),
        events: all.records.slice(from).map(presentEvent),
      }
    },
    looksEvery: 1,
    commit,
    async audit() {
      commit()
      return (await audit(memory.reader())).differences
    },
  }
}

/** Tables that take what a state decided, as a store does. */
function createMemory(sandbox: Sandbox) {
  const { written: tables, records } = new State(emptySource(sandbox))
  let head = sandbox
  const dueTimes = () => [...tables.hold.values()].flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]))

  return {
    source: (): Source => ({
      sandbox: head,
      find: (kind, key) => tables[kind].get(key),
      balancesOf: (wallet) => [...tables.balance.values()].filter((balance) => balance.wallet === wallet),
      due: (until) => [...tables.hold.values()].filter(({ dueAt }) => dueAt !== null && dueAt <= until),
      nextDue: (until) => dueTimes().reduce<number | null>((next, at) => (at > until ? Math.min(next ?? at, at) : next), null),
    }),
    absorb(state: State): void {
      for (const kind of kinds) for (const [key, value] of state.written[kind]) tables[kind].set(key, value as never)
      records.push(...state.records)
      head = state.sandbox
    },
    with(state: State) {
      const both = <K extends 'asset' | 'wallet' | 'transfer' | 'hold'>(kind: K) => [...new Map([...tables[kind], ...state.written[kind]]).values()]
      return { asset: both('asset'), wallet: both('wallet'), transfer: both('transfer'), hold: both('hold'), records: [...records, ...state.records] }
    },
    /** As much of a reader as an audit needs. */
    reader(): Reader {
      const part: Partial<Reader> = {
        sandbox: () => head,
        allBalances: () => [...tables.balance.values()],
        lockedLegs: () =>
          [...tables.hold.values()].flatMap(({ legs }) => legs).filter(({ fundedAt, remaining }) => fundedAt !== null && remaining > 0),
        assets: () => [...tables.asset.values()],
        records: (after) => records.slice(after),
      }
      return part as Reader
    },
  }
}
