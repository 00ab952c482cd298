import assert from 'node:assert/strict'
import type { Drive } from './drive.ts'
import { assets, issued, wallets } from './town.ts'

const ended = ['captured', 'released', 'cancelled', 'expired', 'declined']

/** What must be true of the service after every step, whatever any oracle says. */
export function createInvariants(drive: Drive) {
  /** Holds that have ended, as they were then: nothing of them changes ever. */
  const closed = new Map<string, string>()
  let supply = new Map(
    Object.keys(assets).map((code) => [code, issued.filter(({ asset }) => asset === code).reduce((sum, { amount }) => sum + amount, 0)]),
  )

  return {
    issued(asset: string, amount: number): void {
      supply = new Map(supply).set(asset, supply.get(asset)! + amount)
    },
    check(labels: readonly string[], now: number): void {
      for (const label of labels) checkHold(label, now)
      for (const [asset, total] of supply) {
        const all = wallets.map((wallet) => drive.state.balance(drive.idOf(wallet), asset))
        const sum = (field: 'posted' | 'held' | 'incoming') => all.reduce((part, balance) => part + balance[field], 0)
        assert.equal(sum('posted'), total, `${asset} is conserved`)
        assert.equal(sum('held'), sum('incoming'), `all ${asset} that is held is somebody's incoming`)
        for (const { posted, held, incoming } of all) assert.ok(posted >= held && held >= 0 && incoming >= 0, 'no balance is below zero')
      }
    },
  }

  function checkHold(label: string, now: number): void {
    const hold = drive.hold(label)
    for (const { amount, captured, released, remaining } of hold.legs) {
      assert.equal(amount, captured + released + remaining, `${label}: amount = captured + released + remaining`)
      assert.ok(captured >= 0 && released >= 0 && remaining >= 0, `${label}: no part is below zero`)
    }
    const isEnded = ended.includes(hold.status)
    assert.equal(hold.dueAt === null, isEnded, `${label}: what is open has an instant at which time acts`)
    assert.ok(isEnded || hold.dueAt! > now, `${label}: whatever was due has been done`)
    assert.ok(hold.status !== 'held' || hold.expiresAt > now, `${label}: at its expiry nothing is held any more`)
    if (isEnded) checkEnded(label)
    checkHistory(label)
  }

  function checkEnded(label: string): void {
    const { watchers: _, ...hold } = drive.hold(label)
    for (const leg of hold.legs) assert.equal(leg.remaining, 0, `${label}: nothing of what has ended remains`)
    const text = JSON.stringify(hold)
    assert.equal(text, closed.get(label) ?? text, `${label} has ended: nothing of it changes`)
    closed.set(label, text)
  }

  /** The story of a hold adds up to what became of it, and pays nobody whom its terms do not name. */
  function checkHistory(label: string): void {
    const { history, legs, terms } = drive.hold(label)
    const named = Object.values(terms.outcomes).flatMap((portions) => portions.map(({ to }) => terms.parties[to] ?? to))
    const receivers = new Set([...legs.flatMap(({ to, assignments }) => [to, ...assignments.map((one) => one.to)]), ...named])
    for (const { payments } of history)
      for (const { to, amount } of payments) assert.ok(receivers.has(to) && amount > 0, `${label}: ${to} may be paid`)
    for (const code of Object.keys(assets)) {
      const of = legs.filter(({ asset, fundedAt }) => asset === code && fundedAt !== null)
      const told = (what: 'locked' | 'payments' | 'returned') =>
        sum(history.flatMap((step) => step[what].flatMap(({ asset, amount }) => (asset === code ? amount : []))))
      assert.equal(told('payments'), sum(of.map(({ captured }) => captured)), `${label}: the history's payments are what was captured`)
      const left = told('locked') - told('payments') - told('returned')
      assert.equal(left, sum(of.map(({ remaining }) => remaining)), `${label}: what was locked was paid, went back, or remains`)
    }
  }
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
