import { balanceKey } from '../core/change.ts'
import { involvedIn } from '../core/hold-wallets.ts'
import type { Amounts, Hold } from '../core/model.ts'
import { holdMoves } from '../core/moves.ts'
import { oraclesIn } from '../core/named.ts'
import { namesIn } from '../holds/conditions/index.ts'
import { dueAt } from '../holds/engine/due.ts'
import { holdSchema, presentHold } from '../holds/hold-schema.ts'
import { conditionsOf } from '../holds/terms/conditions-of.ts'
import { checkShown } from '../verify/check-tables.ts'
import { checkRecords, checkThere, type RowCheck } from './check-rows.ts'

/** A hold that came in: is it one, is it the one of the journal, and does all that follows from it fit? `lastAt`: when the journal ends. */
export function checkHold(hold: Hold, lastAt: number, check: RowCheck): void {
  const { id } = hold
  const shown = presentHold(hold)
  const fault = holdSchema.safeParse(shown).error?.issues[0]
  if (fault) {
    check.findings.add(null, `the hold ${id} is none: ${fault.path.join('.')}`)
    return
  }
  checkShown('hold', { id, shown }, check)
  checkRecords(id, hold.records, check)
  checkNames(hold, check)
  checkDue(hold, lastAt, check)
  learnLinks(hold, check)
  if (hold.dueAt !== null) learnLocked(hold, check)
}

function checkNames(hold: Hold, check: RowCheck): void {
  const whose = `the hold ${hold.id}`
  for (const { from, to, asset } of hold.legs) {
    checkThere('asset', asset, whose, check)
    for (const wallet of [from, to]) checkThere('wallet', wallet, whose, check)
  }
  for (const wallet of involvedIn(hold)) checkThere('wallet', wallet, whose, check)
  for (const oracle of oraclesIn(hold)) checkThere('oracle', oracle, whose, check)
}

/** Time may look too early, which does no harm, but never too late. */
function checkDue(hold: Hold, lastAt: number, { findings }: RowCheck): void {
  const next = dueAt(hold, lastAt)
  if ((hold.dueAt === null) !== (next === null) || (next !== null && hold.dueAt! > next))
    findings.add(hold.records.at(-1) ?? null, `time acts on the hold ${hold.id} at another instant than its terms say`)
}

function learnLinks(hold: Hold, { scratch, findings }: RowCheck): void {
  const named = [...new Set(conditionsOf(hold.terms).flatMap(({ condition }) => namesIn(condition).holds))]
  if (JSON.stringify(named) !== JSON.stringify(hold.watches)) findings.add(null, `the hold ${hold.id} does not watch the holds that its terms name`)
  const seq = hold.records.at(-1) ?? 0
  for (const other of hold.watches) {
    checkThere('hold', other, `the hold ${hold.id}`, { scratch, findings })
    scratch.tell('watch', `${hold.id} ${other}`, { seq, text: hold.dueAt === null ? 'ended' : 'open' })
  }
  for (const other of hold.watchers) scratch.tell('watcher', `${other} ${hold.id}`, { seq, text: null })
}

/** What its legs lock and promise. */
function learnLocked({ legs }: Hold, { scratch }: RowCheck): void {
  for (const { wallet, asset, held = 0, incoming = 0 } of legs
    .filter(({ fundedAt }) => fundedAt !== null)
    .flatMap((leg) => holdMoves([], [leg], []))) {
    const key = balanceKey(wallet, asset)
    const before = JSON.parse(scratch.told('locked', key)?.text ?? '{"posted":0,"held":0,"incoming":0}') as Amounts
    scratch.tell('locked', key, { seq: 0, text: JSON.stringify({ posted: 0, held: before.held + held, incoming: before.incoming + incoming }) })
  }
}
