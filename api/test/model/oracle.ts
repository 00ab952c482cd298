import { holdRules, letTimeAct } from './oracle-holds.ts'
import { ledgerRules, type Rule } from './oracle-ledger.ts'
import type { BatchOperation, Name, Operation, Outcome, Request } from './requests.ts'
import { nowOf, Refused, type World } from './world.ts'

/**
 * A second, naive ledger, written from design.md 3 to 5 and sharing no code with the service: it foretells the answer to
 * every request and what the sandbox then looks like. Where the two differ, one of them is wrong.
 */
export interface Oracle {
  /** Foretells what comes of the request when host time is `real`, and makes it so. */
  apply(request: Request, real: number): Outcome
  /** Lets time act and shows the world. */
  look(real: number): World
  /** Tells it the IDs of what was made: the one thing it cannot foretell. */
  learn(idOf: (label: string) => string): void
  /** Another oracle that knows the same and goes its own way. */
  copy(): Oracle
}

const rules = { ...ledgerRules, ...holdRules } as { [O in Name]: Rule<Name> }
const day = 24 * 3_600_000
/** These are for the whole sandbox, not for one wallet. */
const forSandbox: readonly string[] = [
  ...['createWallet', 'freezeWallet', 'unfreezeWallet', 'closeWallet'],
  ...['createAsset', 'issueAsset', 'redeemAsset', 'freezeClock', 'resumeClock', 'advanceClock'],
]
const creates: readonly string[] = ['createWallet', 'createAsset', 'createTransfer', 'createHold']
const statuses: Readonly<Record<string, number>> = {
  not_permitted: 403,
  wallet_not_found: 404,
  asset_not_found: 404,
  transfer_not_found: 404,
  hold_not_found: 404,
  asset_exists: 409,
  wallet_frozen: 409,
  wallet_closed: 409,
  hold_not_open: 409,
  already_captured: 409,
  already_released: 409,
  hold_expired: 409,
}

export function createOracle(begin: World): Oracle {
  let world = begin

  /** Decides one operation, or gives the answer it had before under the same key. */
  function once(operation: Operation | BatchOperation, { key, as, real }: Sent): Outcome {
    const request = JSON.stringify([operation.op, operation.id, operation.body, as])
    const known = key === null ? undefined : world.answers.get(key)
    if (known && real < known.at + day) return known.request === request ? { ...known.outcome, replayed: true } : refused('idempotency_key_reused')
    if (!admitted(operation.op, as)) return refused('not_permitted')
    const outcome = operation.op === 'createBatch' ? batch(operation, as, real) : one(operation, as, real)
    if (key !== null) world.answers.set(key, { request, outcome, at: real })
    return outcome
  }

  function one(operation: Operation, as: string | null, real: number): Outcome {
    try {
      const label = (rules[operation.op] as Rule<never>)(world, operation as never, nowOf(world, real), as, real)
      return { status: creates.includes(operation.op) ? 201 : 200, code: null, replayed: false, created: label ?? null, results: [] }
    } catch (refusal) {
      if (refusal instanceof Refused) return refused(refusal.code)
      throw refusal
    }
  }

  function batch({ body }: BatchOperation, as: string | null, real: number): Outcome {
    const before = structuredClone(world)
    const results: Outcome[] = []
    for (const { idempotencyKey = null, ...operation } of body.operations) {
      const result = once(operation as Operation, { key: idempotencyKey, as, real })
      results.push(result)
      if (!body.atomic || result.code === null) continue
      world = before
      return { ...refused('batch_rejected'), results }
    }
    return { status: 200, code: null, replayed: false, created: null, results }
  }

  function apply({ as, key, ...operation }: Request, real: number): Outcome {
    letTimeAct(world, nowOf(world, real))
    if (!admitted(operation.op, as)) return refused('not_permitted')
    return once(operation as Operation | BatchOperation, { key, as, real })
  }

  return {
    apply,
    learn(idOf) {
      for (const [label, hold] of world.holds) hold.id ||= idOf(label)
    },
    copy: () => createOracle(structuredClone(world)),
    look(real) {
      letTimeAct(world, nowOf(world, real))
      return world
    },
  }
}

interface Sent {
  key: string | null
  as: string | null
  real: number
}

function admitted(op: string, as: string | null): boolean {
  return as === null || !forSandbox.includes(op)
}

function refused(code: string): Outcome {
  return { status: statuses[code] ?? 422, code, replayed: false, created: null, results: [] }
}
