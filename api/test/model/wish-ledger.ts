import { choose, nameOf } from './choices.ts'
import type { Intent } from './intents.ts'
import { amountOf, certainAmount, instant, interesting, spanOf, timesOf } from './limits.ts'
import type { Kind, Operation } from './requests.ts'
import { wishOnHold } from './wish-holds.ts'
import { available, nowOf, owned, room, type World } from './world.ts'

const codes = ['AAA', 'AAA', 'AAA', 'AAA', 'BBB', 'BBB', 'CCC', 'CCC', 'MAX', 'ZZZ']
const kinds: readonly Kind[] = ['person', 'business', 'system']

/** The operation that is wished for, on what there is in this world. */
export function operationOf(wish: Intent, world: World, real: number): Operation {
  const op = nameOf(wish, world)
  const asset = codes[wish.asset]!
  const from = choose(world.wallets, 'w', wish.pick, ({ status }, label) => {
    if (op === 'unfreezeWallet') return status === 'frozen'
    if (op === 'redeemAsset') return status !== 'frozen' && available(world, label, asset) > 0
    return status === 'active' && (op === 'issueAsset' || available(world, label, asset) > 0)
  })
  const to = choose(world.wallets, 'w', wish.other, ({ status }, label) => status === 'active' && label !== from)
  const amount = (...edges: number[]) => certainAmount(wish.amount, edges)
  const payment = () => ({ from, to, asset, amount: amount(available(world, from, asset), room(world, to, asset), 50) })
  const of = (id: string, body: object) => ({ op, id, body }) as Operation
  switch (op) {
    case 'createWallet':
      return of('', { name: 'someone', kind: kinds[wish.pick % 3] })
    case 'freezeWallet':
    case 'unfreezeWallet':
    case 'closeWallet':
      return of(from, {})
    case 'createAsset':
      return of('', {
        code: asset,
        scale: 0,
        maxHolding: amount(60),
        maxSupply: 150,
        ...(wish.flag ? { rules: { maxAmount: 30, senders: ['person'] } } : {}),
      })
    case 'issueAsset':
      return of(asset, { to: from, amount: amount(room(world, from, asset), supplyLeft(world, asset)) })
    case 'redeemAsset':
      return of(asset, { from, amount: amount(available(world, from, asset), owned(world, from, asset)) })
    case 'createTransfer':
      return of('', payment())
    case 'createHold':
      return of('', { ...payment(), ...timesOf(wish, nowOf(world, real)), acceptances: wish.parties })
    case 'refundTransfer':
      return refundOf(wish, world)
    case 'advanceClock':
      return of('', wish.flag ? { to: instant(interesting(wish, world, real) + wish.beside) } : { by: `PT${(spanOf(wish) / 1000).toFixed(3)}S` })
    case 'freezeClock':
    case 'resumeClock':
      return of('', {})
    default:
      return wishOnHold(op, wish, world, nowOf(world, real))
  }
}

function supplyLeft(world: World, code: string): number {
  const asset = world.assets.get(code)
  return asset ? asset.maxSupply - asset.supply : 1
}

function refundOf({ pick, amount }: Intent, world: World): Operation {
  const { transfers } = world
  const id = choose(transfers, 't', pick, (transfer) => transfer.refundOf === null)
  const paid = transfers.get(id)
  const left = paid ? paid.refunds.reduce((sum, label) => sum - (transfers.get(label)?.amount ?? 0), paid.amount) : 1
  const wanted = amountOf(amount, [left, paid ? available(world, paid.to, paid.asset) : 1])
  return { op: 'refundTransfer', id, body: wanted === undefined ? {} : { amount: wanted } }
}
