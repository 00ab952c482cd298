import type { Condition, Evidence, Hold, HoldStep, Rule } from '../../core/model.ts'
import type { State } from '../../core/state.ts'
import { takes } from '../conditions/awaited.ts'
import { isMet } from '../conditions/index.ts'
import { conditionsOf } from '../terms/conditions-of.ts'
import { factsOf } from './facts.ts'

/** The hold's evidence with one more piece: of each kind, name and giver the newest counts. */
export function withEvidence(hold: Hold, piece: Pick<Evidence, 'kind' | 'name' | 'by' | 'data'>, at: number): readonly Evidence[] {
  const same = (one: Evidence) => one.kind === piece.kind && one.name === piece.name && one.by === piece.by
  const alone = { ...piece, at, fits: true, firstAt: null }
  const fits = conditionsOf(hold.terms).some(({ condition }) => isTaken(hold, condition, alone))
  const firstAt = hold.evidence.find(same)?.firstAt ?? (fits ? at : null)
  return [...hold.evidence.filter((one) => !same(one)), { ...piece, at, fits, firstAt }]
}

/** Is the piece, by itself, what the condition or one inside it asks for, its data too? */
export function isTaken(hold: Hold, condition: Condition | null, piece: Evidence): boolean {
  return takes(
    condition,
    factsOf({ ...hold, evidence: [piece] }, piece.at, () => undefined),
  )
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
