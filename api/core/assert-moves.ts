import { maxAmount } from './amounts.ts'
import type { Move } from './change.ts'
import type { Amounts } from './model.ts'

/** Per asset: what one side loses another gains, and all that is held is promised to somebody (design.md 3). */
export function assertBalanced(moves: readonly Move[]): void {
  for (const asset of new Set(moves.map((move) => move.asset))) {
    const sum = (field: 'posted' | 'held' | 'incoming') => moves.reduce((total, move) => total + (move.asset === asset ? (move[field] ?? 0) : 0), 0)
    if (sum('posted') !== 0 || sum('held') !== sum('incoming')) throw new Error(`unbalanced moves of ${asset}: ${JSON.stringify(moves)}`)
  }
}

export function assertBounds(move: Move, { posted, held, incoming }: Amounts): void {
  const whole = Number.isSafeInteger(posted) && Number.isSafeInteger(held) && Number.isSafeInteger(incoming)
  if (whole && held >= 0 && incoming >= 0 && held <= posted && posted + incoming <= maxAmount) return
  throw new Error(`balance out of bounds after ${JSON.stringify(move)}: ${JSON.stringify({ posted, held, incoming })}`)
}
