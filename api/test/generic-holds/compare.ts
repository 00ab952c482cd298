import assert from 'node:assert/strict'
import type { Drive } from './drive.ts'
import { capturedOf, heldOf, incomingOf, postedOf, releasedOf, remainingOf, type World } from './oracle/book.ts'
import { wallets } from './town.ts'

/** Holds the service against what the oracle foretold: each hold's status, amounts and who took its steps, and every balance. */
export function compare(drive: Drive, world: World): void {
  assert.deepEqual(seen(drive, world), foretold(world, drive))
}

function seen({ hold, state, idOf }: Drive, { holds, assets }: World) {
  return {
    holds: holds.map(({ label }) => {
      const { status, legs, expiresAt, history } = hold(label)
      const steps = history.flatMap(({ automatic, by }) => (automatic ? [] : by))
      const shown = legs.map(({ amount, captured, released, remaining }) => ({ amount, captured, released, remaining }))
      return { label, status, expiresAt, steps, legs: shown }
    }),
    balances: balances(assets, (wallet, asset) => {
      const { posted, held, incoming } = state.balance(idOf(wallet), asset)
      return [posted, held, incoming]
    }),
  }
}

function foretold(world: World, { idOf }: Drive) {
  return {
    holds: world.holds.map(({ label, status, legs, expiresAt, steps }) => {
      const shown = legs.map((leg) => ({ amount: leg.amount, captured: capturedOf(leg), released: releasedOf(leg), remaining: remainingOf(leg) }))
      return { label, status, expiresAt, steps: steps.map((by) => by && idOf(by)), legs: shown }
    }),
    balances: balances(world.assets, (wallet, asset) => [
      postedOf(world, wallet, asset),
      heldOf(world, wallet, asset),
      incomingOf(world, wallet, asset),
    ]),
  }
}

function balances(assets: World['assets'], of: (wallet: string, asset: string) => number[]): string[] {
  return wallets.flatMap((wallet) => Object.keys(assets).map((asset) => `${wallet} ${asset} ${of(wallet, asset).join(' ')}`))
}
