import type { Step } from '../spec.ts'
import { type Fact, type World, worthOf } from './book.ts'
import { follow, passUntil } from './by-itself.ts'
import { create } from './create.ts'
import { deeds } from './deeds.ts'
import { dispute, resolve, withdraw } from './disputes.ts'
import { take } from './evidence.ts'
import { copyOf, holdOf } from './settle.ts'

/** The world after a step, and `ok` or the code with which the step is refused, which then changes nothing. */
export function foretell(world: World, step: Step): { world: World; answer: string } {
  const then = copyOf(world)
  const refused = apply(then, step)
  return refused === undefined ? { world: then, answer: 'ok' } : { world, answer: refused }
}

function apply(world: World, step: Step): string | undefined {
  if ('until' in step) {
    passUntil(world, step.until)
    return undefined
  }
  if ('issue' in step) {
    if (world.wallets[step.to] !== 'active') return `wallet_${world.wallets[step.to]}`
    world.issued.push({ to: step.to, asset: step.asset, amount: step.issue })
    return worthOf(world, step.to, step.asset) > (world.assets[step.asset]!.most ?? Number.POSITIVE_INFINITY) ? 'holding_limit_exceeded' : undefined
  }
  if ('wallet' in step) return changeWallet(world, step.wallet, step.to)
  if ('create' in step) {
    const label = `h${world.holds.length}`
    return create(world, label, step.create, step.as) ?? follow(world, holdOf(world, label))
  }
  const { deed, as } = step
  const hold = holdOf(world, step.hold)
  const done = (refused: string | undefined, fresh?: Fact) => refused ?? follow(world, hold, fresh)
  if (deed.do === 'signal') {
    const fact = take(world, hold, as, deed.piece)
    return typeof fact === 'object' ? done(undefined, fact) : fact
  }
  if (deed.do === 'dispute') return done(dispute(world, hold, as))
  if (deed.do === 'withdraw') return done(withdraw(world, hold, as))
  if (deed.do === 'resolve') return done(resolve(world, hold, as, deed))
  return done(deeds[deed.do](world, hold, as, deed as never))
}

function changeWallet(world: World, wallet: string, to: 'freeze' | 'unfreeze' | 'close'): string | undefined {
  if (world.wallets[wallet] === 'closed' && to !== 'close') return 'wallet_closed'
  world.wallets[wallet] = ({ freeze: 'frozen', unfreeze: 'active', close: 'closed' } as const)[to]
  return undefined
}
