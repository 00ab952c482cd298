import { capturedOf, type Hold, lentOf, releasedOf, remainingOf } from './oracle/book.ts'
import { conditionsOf } from './oracle/conditions.ts'
import type { Deed, Piece, Step } from './spec.ts'
import type { Tape } from './tape.ts'
import { hour, secrets, wallets } from './town.ts'
import { optional, signals, statements, topics } from './wish-condition.ts'

/** Something random that somebody does to a hold: mostly what makes sense, by whom it belongs to. */
export function someDeedTo(tape: Tape, hold: Hold): Extract<Step, { deed: Deed }> {
  const parties = [...hold.legs.flatMap(({ from, to }) => [from, to]), ...Object.values(hold.spec.parties)]
  const as = tape.nat(3) < 2 ? null : tape.one(...parties, ...parties, ...parties, tape.one(...wallets))
  return { deed: someDeed(tape, hold), hold: hold.label, as }
}

function someDeed(tape: Tape, hold: Hold): Deed {
  const leg = hold.legs[0]!
  const { perCapture = 10, perPeriod = { amount: 10 }, overcapture = 0 } = hold.spec.limits ?? {}
  const edges = [perCapture, perCapture + 1, perPeriod.amount, remainingOf(leg) + overcapture]
  const amount = () => tape.one(remainingOf(leg), 1 + tape.nat(Math.max(1, remainingOf(leg))), lentOf(leg), remainingOf(leg) + 1, ...edges) || 1
  const kind = tape.nat(5) === 4 ? tape.one(...everything) : tape.one(...fitting(hold))
  const isPartial = hold.rules.some(({ action, partial }) => action === kind && partial)
  const isAll = hold.legs.length > 1 || !isPartial ? tape.nat(8) < 7 : tape.nat(3) === 0
  switch (kind) {
    case 'capture':
      return isAll ? { do: kind } : { do: kind, amount: amount(), final: tape.one(false, false, true) }
    case 'release':
      return isAll ? { do: kind } : { do: kind, amount: amount() }
    case 'adjust':
      return {
        do: kind,
        amount: Math.max(
          1,
          tape.one(leg.amount + 1 + tape.nat(30), leg.amount - tape.nat(10), capturedOf(leg) + releasedOf(leg) + lentOf(leg) + tape.nat(2)),
        ),
      }
    case 'extend':
      return { do: kind, expiresAt: hold.expiresAt + (tape.nat(4) - 1) * hour }
    case 'assign':
      return { do: kind, to: tape.one('len', ...wallets), amount: amount() }
    case 'resolve':
      return someResolution(tape, hold)
    case 'signal':
      return { do: kind, piece: somePiece(tape, hold) }
    default:
      return { do: kind }
  }
}

const everything: readonly Deed['do'][] = [
  ...(['capture', 'release', 'cancel', 'dispute', 'withdraw', 'resolve'] as const),
  ...(['assign', 'adjust', 'extend', 'accept', 'decline', 'signal'] as const),
]

/** What makes sense in its state, the likelier the more often. */
function fitting({ status, spec, rules }: Hold): readonly Deed['do'][] {
  if (status === 'disputed') return ['resolve', 'withdraw', 'resolve', 'signal']
  if (status === 'proposed') return ['accept', 'accept', 'accept', 'signal', 'decline']
  const asked = rules.some(({ when }) => when !== null) ? (['signal', 'signal', 'signal', 'signal'] as const) : []
  const disputable = spec.disputes ? (['dispute', 'dispute'] as const) : []
  return ['capture', 'capture', ...asked, ...disputable, 'assign', 'adjust', 'extend', 'release', 'cancel']
}

function someResolution(tape: Tape, hold: Hold): Deed {
  const outcomes = hold.spec.disputes?.outcomes ?? ['split']
  const outcome = tape.nat(6) === 5 ? tape.one('refund', 'split', 'pay') : tape.one(...outcomes)
  if (outcome !== 'split' || tape.nat(10) === 9) return { do: 'resolve', outcome }
  return { do: 'resolve', split: hold.legs.map((leg) => tape.nat(remainingOf(leg) + 1 + (tape.nat(8) === 7 ? 1 : 0))) }
}

/** Mostly something that is waited for. */
function somePiece(tape: Tape, hold: Hold): Piece {
  const n = optional('n', tape.nat(8) === 7 ? undefined : tape.one(tape.nat(21), tape.nat(21), hold.spec.limits?.perCapture ?? 3))
  const pieces = conditionsOf(hold).flatMap((part): Piece[] => {
    if ('signal' in part)
      return [
        { signal: part.signal.name, ...n },
        { signal: part.signal.name, ...n },
      ]
    if ('approvedBy' in part) return [{ approval: part.approvedBy.topic ?? '' }]
    if ('attestedBy' in part)
      return [{ attestation: part.attestedBy.statement, ...n, ...optional('wrong', tape.nat(8) === 7 ? (true as const) : undefined) }]
    return 'preimage' in part ? [{ preimage: part.preimage }] : []
  })
  const any: Piece[] = [
    { signal: tape.one(...signals), ...n },
    { approval: tape.one(...topics) },
    { preimage: tape.nat(secrets.length) },
    { attestation: tape.one(...statements), ...n },
  ]
  return pieces.length > 0 && tape.nat(10) < 9 ? tape.one(...pieces) : tape.one(...any)
}
