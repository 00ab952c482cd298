import assert from 'node:assert/strict'
import type { SeenEvent, SeenHold, Snapshot } from './view.ts'

const terminal = ['captured', 'released', 'cancelled', 'expired', 'declined']

/** Holds one look at a sandbox against the rules of money, and against the look before it. */
export function createInvariants() {
  const ended = new Map<string, SeenHold>()
  let last = { seq: 0, at: '' }

  function checkHold(hold: SeenHold): void {
    const { id, legs, status } = hold
    for (const { amount, captured, released, remaining } of legs)
      assert.equal(amount, captured + released + remaining, `${id}: amount = captured + released + remaining`)
    // Every hold of this model has one leg; those with several are in ../generic-holds.
    for (const field of ['amount', 'captured', 'released', 'remaining'] as const)
      assert.equal(hold[field], legs[0]?.[field], `${id}: ${field} is that of its one leg`)
    if (ended.has(id)) assert.deepEqual(hold, ended.get(id), `${id}: terminal states absorb`)
    if (!terminal.includes(status)) return
    assert.ok(
      legs.every(({ remaining }) => remaining === 0),
      `${id}: nothing remains of an ended hold`,
    )
    ended.set(id, hold)
  }

  function checkEvent({ seq, at, type }: SeenEvent): void {
    assert.equal(seq, last.seq + 1, `the journal has no gap before ${type}`)
    assert.ok(at >= last.at, `the journal never goes back: ${type} at ${at} after ${last.at}`)
    last = { seq, at }
  }

  return ({ assets, wallets, holds, events, clock }: Snapshot): void => {
    for (const hold of holds) checkHold(hold)
    for (const event of events) checkEvent(event)
    assert.ok(clock.now >= last.at, 'now is never before the newest event')
    const open = holds.filter(({ status }) => status === 'held').flatMap(({ legs }) => legs)
    for (const { code, supply } of assets) {
      let posted = 0n
      for (const { id, balances } of wallets) {
        const row = balances.find(({ asset }) => asset === code) ?? { posted: 0, held: 0, incoming: 0, available: 0 }
        const of = (side: 'from' | 'to') =>
          open.filter((leg) => leg[side] === id && leg.asset === code).reduce((sum, { remaining }) => sum + remaining, 0)
        assert.ok(row.posted === row.available + row.held && row.available >= 0, `${id}: posted = available + held`)
        assert.equal(row.held, of('from'), `${id}: held is what the open holds lock`)
        assert.equal(row.incoming, of('to'), `${id}: incoming is what the open holds promise`)
        posted += BigInt(row.posted)
      }
      assert.equal(posted, BigInt(supply), `${code}: what wallets own is the supply`)
    }
    for (const { expiresAt, id } of holds.filter(({ status }) => status === 'held' || status === 'proposed'))
      assert.ok(expiresAt > clock.now, `${id} is open and due`)
  }
}
