import type { Evidence, Hold, HoldStep, Rule } from '../../core/model.ts'
import type { State } from '../../core/state.ts'
import { everyCondition, isMet } from '../conditions/index.ts'
import { conditionsOf } from '../terms/conditions-of.ts'
import { factsOf } from './facts.ts'

/** The hold's evidence with one more piece: of each kind, name and giver the newest counts. */
export function withEvidence(hold: Hold, piece: Pick<Evidence, 'kind' | 'name' | 'by' | 'data'>, at: number): readonly Evidence[] {
  const same = (one: Evidence) => one.kind === piece.kind && one.name === piece.name && one.by === piece.by
  const fits = isWanted(hold, { ...piece, at, fits: true, firstAt: null })
  const firstAt = hold.evidence.find(same)?.firstAt ?? (fits ? at : null)
  return [...hold.evidence.filter((one) => !same(one)), { ...piece, at, fits, firstAt }]
}

/** Is it, by itself, as a condition that asks for it wants it, its data too? */
function isWanted(hold: Hold, piece: Evidence): boolean {
  const asking = { signal: 'signal', attestation: 'attestedBy', approval: null, preimage: null }[piece.kind]
  if (asking === null) return true
  const facts = { ...factsOf({ ...hold, evidence: [piece] }, piece.at, () => undefined), met: () => false }
  return conditionsOf(hold.terms)
    .flatMap(({ condition }) => everyCondition(condition))
    .some(({ type, value }) => type.name === asking && type.met(value, facts))
}

/** What a rule's condition was met by: the pieces it would not be true without; all where none alone decides. */
export function evidenceFor(state: State, hold: Hold, { when }: Rule, at: number): HoldStep['evidence'] {
  if (when === null || hold.evidence.length === 0) return []
  const facts = factsOf(hold, at, (id) => state.find('hold', id)?.status)
  const metWith = (evidence: readonly Evidence[]) => isMet(when, { ...facts, hold: { ...hold, evidence } })
  if (metWith([])) return []
  const deciding = hold.evidence.filter((piece) => !metWith(hold.evidence.filter((one) => one !== piece)))
  const pieces = deciding.length > 0 ? deciding : hold.evidence
  return pieces.map(({ kind, name, by }) => ({ kind, name, by, data: null }))
}
