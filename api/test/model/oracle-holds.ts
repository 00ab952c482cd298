import { active, acts, funded, lawful, type Rule } from './oracle-ledger.ts'
import type { Party } from './requests.ts'
import { available, check, get, give, type HoldFacts, Refused, record, remaining, room, type World } from './world.ts'

const week = 7 * 24 * 3_600_000

const createHold: Rule<'createHold'> = (world, { body }, now, as) => {
  const { from, to, asset, amount, cancelUntil } = body
  check(from !== to, 'same_wallet')
  for (const wallet of [from, to]) get(world.wallets, wallet, 'wallet_not_found')
  get(world.assets, asset, 'asset_not_found')
  check(acts(as, from, to), 'not_permitted')
  const expiresAt = body.expiresAt === undefined ? now + week : Date.parse(body.expiresAt)
  check(expiresAt > now, 'expiry_in_past')
  check(cancelUntil === undefined || Date.parse(cancelUntil) > now, 'expiry_in_past')
  active(world, from, to)
  lawful(world, body)
  // Nobody is bound by another: a payer who does not ask itself is asked first.
  const asked = new Set<Party>([...(as === to && !body.acceptances.includes('payer') ? (['payer'] as const) : []), ...body.acceptances])
  const acceptances = new Map([...asked].map((party) => [party, as === (party === 'payer' ? from : to)]))
  const proposed = [...acceptances.values()].includes(false)
  if (!proposed) funded(world, body)
  const label = `h${world.holds.size}`
  const status = proposed ? 'proposed' : 'held'
  const until = cancelUntil === undefined ? null : Date.parse(cancelUntil)
  world.holds.set(label, { id: '', from, to, asset, amount, captured: 0, released: 0, status, expiresAt, cancelUntil: until, acceptances })
  record(world, `hold.${status}`, now, label)
  return label
}

/** Why a hold that is not in the wanted state refuses: terminal states explain themselves. */
function mustBe(hold: HoldFacts, wanted: 'held' | 'proposed'): void {
  if (hold.status === wanted) return
  if (hold.status === 'captured') throw new Refused('already_captured')
  if (hold.status === 'released' || hold.status === 'cancelled') throw new Refused('already_released')
  if (hold.status === 'expired') throw new Refused('hold_expired')
  throw new Refused('hold_not_open')
}

const acceptHold: Rule<'acceptHold'> = (world, { id }, now, as) => {
  const hold = get(world.holds, id, 'hold_not_found')
  const mine = [...hold.acceptances.keys()].filter((party) => acts(as, party === 'payer' ? hold.from : hold.to))
  check(as === null || mine.length > 0, 'not_permitted')
  mustBe(hold, 'proposed')
  active(world, hold.from, hold.to)
  const giving = mine.find((party) => hold.acceptances.get(party) === false)
  if (!giving) return undefined
  const last = [...hold.acceptances.values()].filter((done) => !done).length === 1
  if (last) funded(world, hold)
  hold.acceptances.set(giving, true)
  if (last) hold.status = 'held'
  record(world, last ? 'hold.held' : 'hold.accepted', now, id)
  return undefined
}

/** Ends a hold: what is left of it is the payer's again. */
function end(world: World, id: string, status: HoldFacts['status'], at: number): void {
  const hold = get(world.holds, id, 'hold_not_found')
  hold.released += remaining(hold)
  hold.status = status
  record(world, `hold.${status}`, at, id)
}

const declineHold: Rule<'declineHold'> = (world, { id }, now, as) => {
  const hold = get(world.holds, id, 'hold_not_found')
  check(acts(as, hold.from, hold.to), 'not_permitted')
  mustBe(hold, 'proposed')
  end(world, id, 'declined', now)
  return undefined
}

const captureHold: Rule<'captureHold'> = (world, { id, body }, now, as) => {
  const hold = get(world.holds, id, 'hold_not_found')
  check(acts(as, hold.to), 'not_permitted')
  mustBe(hold, 'held')
  const amount = body.amount ?? remaining(hold)
  check(amount <= remaining(hold), 'exceeds_hold')
  active(world, hold.from, hold.to)
  hold.captured += amount
  give(world, hold.from, hold.asset, -amount)
  give(world, hold.to, hold.asset, amount)
  if (body.final || remaining(hold) === 0) end(world, id, 'captured', now)
  else record(world, 'hold.captured', now, id)
  return undefined
}

const releaseHold: Rule<'releaseHold'> = (world, { id, body }, now, as) => {
  const hold = get(world.holds, id, 'hold_not_found')
  check(acts(as, hold.to), 'not_permitted')
  mustBe(hold, 'held')
  const amount = body.amount ?? remaining(hold)
  check(amount <= remaining(hold), 'exceeds_hold')
  if (amount === remaining(hold)) end(world, id, 'released', now)
  else {
    hold.released += amount
    record(world, 'hold.released', now, id)
  }
  return undefined
}

const cancelHold: Rule<'cancelHold'> = (world, { id }, now, as) => {
  const hold = get(world.holds, id, 'hold_not_found')
  check(acts(as, hold.from), 'not_permitted')
  mustBe(hold, 'held')
  check(hold.cancelUntil !== null && now < hold.cancelUntil, 'condition_not_met')
  end(world, id, 'cancelled', now)
  return undefined
}

/** The payer raises, the payee lowers, either may say what is so already. */
const adjustHold: Rule<'adjustHold'> = (world, { id, body }, now, as) => {
  const hold = get(world.holds, id, 'hold_not_found')
  const more = body.amount - hold.amount
  check(acts(as, ...(more >= 0 ? [hold.from] : []), ...(more <= 0 ? [hold.to] : [])), 'not_permitted')
  mustBe(hold, 'held')
  check(body.amount > hold.captured + hold.released, 'exceeds_hold')
  if (more === 0) return undefined
  if (more > 0) {
    active(world, hold.from, hold.to)
    lawful(world, { ...hold, amount: body.amount })
    check(more <= available(world, hold.from, hold.asset), 'insufficient_funds')
    check(more <= room(world, hold.to, hold.asset), 'holding_limit_exceeded')
  }
  hold.amount = body.amount
  record(world, 'hold.adjusted', now, id)
  return undefined
}

const extendHold: Rule<'extendHold'> = (world, { id, body }, now, as) => {
  const hold = get(world.holds, id, 'hold_not_found')
  check(acts(as, hold.from), 'not_permitted')
  mustBe(hold, 'held')
  const expiresAt = Date.parse(body.expiresAt)
  check(expiresAt > now, 'expiry_in_past')
  check(expiresAt >= hold.expiresAt, 'expiry_not_later')
  if (expiresAt === hold.expiresAt) return undefined
  hold.expiresAt = expiresAt
  record(world, 'hold.extended', now, id)
  return undefined
}

/** What is due by then ends, each at its own instant, the earliest first and of equal ones the lower ID first. */
export function letTimeAct(world: World, now: number): void {
  const due = [...world.holds].filter(([, hold]) => (hold.status === 'held' || hold.status === 'proposed') && hold.expiresAt <= now)
  for (const [label, { expiresAt }] of due.sort(([, a], [, b]) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1)))
    end(world, label, 'expired', expiresAt)
}

const advanceClock: Rule<'advanceClock'> = (world, { body }, now, _as, real) => {
  const target = 'to' in body ? Date.parse(body.to) : now + milliseconds(body.by)
  check(target >= now, 'clock_out_of_range')
  letTimeAct(world, target)
  world.clock = world.clock.frozenAt === null ? { frozenAt: null, ahead: target - real } : { ...world.clock, frozenAt: target }
  record(world, 'clock.advanced', target, null)
  return undefined
}

/** Of the one form the model uses: `PT1.001S`. */
function milliseconds(duration: string): number {
  return Math.round(Number.parseFloat(duration.slice(2, -1)) * 1000)
}

export const holdRules = {
  createHold,
  acceptHold,
  declineHold,
  captureHold,
  releaseHold,
  cancelHold,
  adjustHold,
  extendHold,
  advanceClock,
}
