import assert from 'node:assert/strict'
import type { Drive } from './drive.ts'
import { isOpen } from './oracle/book.ts'
import { watchedBy } from './oracle/conditions.ts'
import type { Game } from './play.ts'
import type { Deed } from './spec.ts'
import type { Tape } from './tape.ts'
import { someDeedTo } from './wish-deed.ts'
import { someSpan } from './wish-step.ts'

/** What can be previewed. */
const known: readonly Deed['do'][] = ['accept', 'decline', 'capture', 'release', 'cancel', 'dispute', 'withdraw', 'resolve', 'signal']

/**
 * Asks what would come of a deed at some instant, then lets time pass until then and does it: the same payments and
 * returns, the same status, or the same refusal.
 */
export async function previewThenDo({ drive, world, take }: Game, tape: Tape): Promise<void> {
  if (world.holds.length === 0) return
  const seen = world.holds.filter((hold) => isOpen(hold) && world.holds.some((other) => isOpen(other) && watchedBy(other).includes(hold.label)))
  const among = seen.length > 0 && tape.nat(2) === 1 ? seen : world.holds
  const hold = among.at(-1 - tape.nat(among.length))!
  const at = world.now + (tape.nat(2) === 1 ? 0 : Math.max(0, someSpan(tape, world)))
  const step = tape.nat(3) === 2 ? ({ deed: { do: 'capture' }, hold: hold.label, as: null } as const) : someDeedTo(tape, hold)
  const deed = known.includes(step.deed.do) ? step.deed : null
  const before = stories(drive)
  const said = (await drive.preview(hold.label, { deed, as: step.as, at })) as Preview
  assert.equal(said.at, new Date(at).toISOString())
  take({ until: at })
  const then = stories(drive)
  const answer = deed === null ? 'ok' : take(step)
  assert.equal(said.refusal?.code ?? 'ok', answer, 'the preview said whether it is refused')
  const [first, ...linked] = said.effects
  assert.deepEqual(first, effectOf(drive, hold.label, before), 'the preview said what becomes of the hold')
  for (const effect of linked) {
    const { label } = world.holds.find((one) => drive.idOf(one.label) === effect.id)!
    assert.deepEqual(effect, effectOf(drive, label, before), 'the preview said what becomes of a linked hold')
  }
  for (const [id, steps] of stories(drive))
    assert.ok(steps === then.get(id) || said.effects.some((effect) => effect.id === id), `the preview said that something becomes of ${id}`)
  assert.deepEqual(said.hold.legs.map(amounts), drive.hold(hold.label).legs.map(amounts))
}

interface Preview {
  readonly at: string
  readonly refusal: { readonly code: string } | null
  readonly hold: { readonly status: string; readonly legs: readonly Amounts[] }
  readonly effects: readonly { readonly id: string }[]
}
interface Amounts {
  readonly captured: number
  readonly released: number
  readonly remaining: number
}
const amounts = ({ captured, released, remaining }: Amounts) => ({ captured, released, remaining })

/** How many steps each hold has had. */
function stories({ state }: Drive): Map<string, number> {
  return new Map([...state.written.hold.values()].map(({ id, history }) => [id, history.length]))
}

/** What has been paid and returned since. */
function effectOf(drive: Drive, label: string, before: ReadonlyMap<string, number>) {
  const { id, status, history } = drive.hold(label)
  const steps = history.slice(before.get(id))
  return { id, status, payments: steps.flatMap(({ payments }) => payments), returned: steps.flatMap(({ returned }) => returned) }
}
