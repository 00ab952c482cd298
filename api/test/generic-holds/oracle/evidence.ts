import type { Piece } from '../spec.ts'
import { actorIn, type Fact, type Hold, remainingOf, type World, walletsOf } from './book.ts'
import { closed, worn } from './checks.ts'
import { conditionsOf, partsOf } from './conditions.ts'

/** Everyone with a part in a hold. */
export function isInvolved({ legs, spec }: Hold, as: string | null): boolean {
  const sides = legs.flatMap(({ from, to, lent }) => [from, to, ...lent.map((one) => one.to)])
  const receivers = Object.values(spec.outcomes).flatMap((portions) => portions.map(({ to }) => to))
  return as === null || [...sides, ...Object.values(spec.parties), ...receivers].includes(as)
}

/** Takes what is handed in, if a condition waits for it: gives it as a fact, nothing where it is no news, or the code of the refusal. */
export function take(world: World, hold: Hold, as: string | null, piece: Piece): Fact | string | undefined {
  if (!isInvolved(hold, as)) return 'not_permitted'
  const refused = closed(hold, 'proposed', 'held', 'disputed')
  if (refused) return refused
  const fact = judge(world, hold, as, piece)
  if (typeof fact === 'string') return fact
  const isRepeated = hold.rules.some(({ repeat, when }) => repeat && partsOf(when).some((part) => asks(part, fact)))
  const early = isRepeated ? closed(hold, 'held') : undefined
  if (early) return early
  for (const { amount } of hold.rules) {
    if (fact.kind !== 'signal' || amount === null || typeof amount === 'number' || amount.signal !== fact.name) continue
    if (fact.n === undefined || fact.n < 1) return 'evidence_invalid'
    if (fact.n > remainingOf(hold.legs[0]!)) return 'exceeds_hold'
  }
  const before = hold.facts.findLast(({ kind, name, by }) => kind === fact.kind && name === fact.name && by === fact.by)
  if (before && before.n === fact.n && !isRepeated) return undefined
  const by = fact.by ?? as
  const tired = before && worn(hold, by)
  if (tired) return tired
  hold.steps.push(by)
  hold.facts.push(fact)
  return fact
}

const asks = (part: ReturnType<typeof partsOf>[number], { kind, name }: Fact): boolean =>
  kind === 'signal' && 'signal' in part && part.signal.name === name

function judge(world: World, hold: Hold, as: string | null, piece: Piece): Fact | string {
  const parts = conditionsOf(hold)
  const made = (kind: Fact['kind'], name: string, by: string | null): Fact => ({
    kind,
    name,
    by,
    at: world.now,
    n: 'n' in piece ? piece.n : undefined,
  })
  if ('preimage' in piece) {
    const asked = parts.flatMap((part) => ('preimage' in part ? part.preimage : []))
    if (asked.includes(piece.preimage)) return made('preimage', String(piece.preimage), null)
    return asked.length > 0 ? 'evidence_invalid' : 'evidence_not_expected'
  }
  if ('attestation' in piece) {
    const asked = parts.some((part) => 'attestedBy' in part && part.attestedBy.statement === piece.attestation)
    if (!asked) return 'evidence_not_expected'
    return piece.wrong ? 'evidence_invalid' : made('attestation', piece.attestation, null)
  }
  const groups =
    'signal' in piece
      ? parts.flatMap((part) => ('signal' in part && part.signal.name === piece.signal ? [part.signal.from] : []))
      : parts.flatMap((part) => ('approvedBy' in part && (part.approvedBy.topic ?? '') === piece.approval ? [part.approvedBy.parties] : []))
  if (groups.length === 0) return 'evidence_not_expected'
  const group = groups.find((roles) => actorIn(hold, as, roles) !== undefined)
  if (!group) return 'not_permitted'
  if ('signal' in piece) return made('signal', piece.signal, actorIn(hold, as, group)!)
  return made('approval', piece.approval, approver(hold, as, group, piece.approval))
}

/** Who may act for several parties approves for one after the other. */
function approver(hold: Hold, as: string | null, roles: readonly string[], topic: string): string {
  const able = roles.flatMap((role) => walletsOf(hold, role).find((wallet) => as === null || wallet === as) ?? [])
  const done = hold.facts.filter(({ kind, name }) => kind === 'approval' && name === topic).map(({ by }) => by)
  return able.find((wallet) => !done.includes(wallet)) ?? able[0]!
}
