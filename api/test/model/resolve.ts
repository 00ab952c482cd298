import { choose } from './choices.ts'
import type { Intent } from './intents.ts'
import { hostSpan } from './limits.ts'
import type { BatchOperation, Operation, Request } from './requests.ts'
import { operationOf } from './wish-ledger.ts'
import type { World } from './world.ts'

export type Step = { readonly request: Request } | { readonly pass: number }

/** What a wish is made concrete with. */
export interface Scene {
  readonly world: World
  readonly real: number
  /** Requests sent so far, for repeating them. */
  readonly sent: readonly Request[]
  nextKey(): string
}

/** Makes a wish concrete: a request, or host time that passes. */
export function resolve(wish: Intent, scene: Scene): Step {
  const { world, real, sent } = scene
  if (wish.op === 'host') return { pass: hostSpan(wish, world, real) }
  if (wish.op === 'repeat' && sent.length > 0) return { request: sent.at(-1 - (wish.pick % sent.length))! }
  const request = fresh(wish, scene)
  if (wish.op !== 'reuseKey') return { request }
  const keyed = sent.filter(({ key }) => key !== null)
  return { request: { ...request, key: keyed.at(-1 - (wish.pick % Math.max(1, keyed.length)))?.key ?? null } }
}

function fresh(wish: Intent, scene: Scene): Request {
  const key = wish.keyed ? scene.nextKey() : null
  const operation = wish.op === 'batch' ? batchOf(wish, scene) : operationOf(wish, scene.world, scene.real)
  return { ...operation, as: actingAs(wish, operation, scene.world), key }
}

function batchOf({ flag, inner }: Intent, scene: Scene): BatchOperation {
  const operations = inner.map((one) => {
    const known = scene.sent.filter(({ key, op }) => key !== null && op !== 'createBatch' && !op.endsWith('Clock'))
    const again = one.beside === 1 ? known.at(-1 - (one.time % Math.max(1, known.length))) : undefined
    if (again) return { op: again.op, id: again.id, body: again.body, idempotencyKey: again.key! } as Operation
    return { ...operationOf(one, scene.world, scene.real), ...(one.keyed ? { idempotencyKey: scene.nextKey() } : {}) }
  })
  // The same operation twice under one key is one payment.
  const twice = flag || operations.length > 2 ? operations : [...operations, operations[0]!]
  return { op: 'createBatch', id: '', body: { atomic: flag, operations: twice } }
}

function actingAs({ as, pick }: Intent, { op, id, body }: Operation | BatchOperation, world: World): string | null {
  if (as === 'none') return null
  if (as === 'stranger') return choose(world.wallets, 'w', pick, () => true)
  const party = world.holds.get(id) ?? world.transfers.get(id) ?? (op === 'createTransfer' || op === 'createHold' ? body : undefined)
  if (!party) return op === 'createBatch' ? choose(world.wallets, 'w', pick, () => true) : null
  return as === 'payer' ? party.from : party.to
}
