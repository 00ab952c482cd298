import assert from 'node:assert/strict'
import { actorIn } from './oracle/book.ts'
import type { Game } from './play.ts'

const over = ['hold_expired', 'already_captured', 'already_released']

/** One millisecond before its expiry what is held can be captured, as far as the terms say; from then on it is free. */
export async function neverBoth({ drive, world }: Game): Promise<void> {
  for (const hold of world.holds) {
    if (hold.status !== 'held') continue
    const as = actorIn(hold, null, ['payee'])!
    const [before, then] = await Promise.all([hold.expiresAt - 1, hold.expiresAt].map((at) => capture(hold.label, as, Math.max(at, world.now))))
    if (before!.hold.status === 'held') assert.ok(!over.includes(before!.refusal?.code ?? ''), `${hold.label} is held until its expiry`)
    assert.ok(over.includes(then!.refusal?.code ?? ''), `at its expiry ${hold.label} cannot be captured`)
    assert.ok(
      then!.hold.legs.every(({ remaining }) => remaining === 0),
      `at its expiry nothing of ${hold.label} is held`,
    )
  }

  type Seen = {
    readonly refusal: { readonly code: string } | null
    readonly hold: { readonly status: string; readonly legs: { remaining: number }[] }
  }
  async function capture(label: string, as: string, at: number): Promise<Seen> {
    return (await drive.preview(label, { deed: { do: 'capture' }, as, at })) as Seen
  }
}
