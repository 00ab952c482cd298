import { z } from '@hono/zod-openapi'
import { formatAmount } from '../core/amounts.ts'
import { demo } from '../core/demo-ids.ts'
import { involvedIn } from '../core/hold-wallets.ts'
import { refuse, view } from '../core/use-case.ts'
import { checkInvolved } from './engine/parties.ts'
import { explainTerms } from './explain/explain-terms.ts'

const sentences = z.array(z.string())

export const explainHold = view({
  operationId: 'explainHold',
  method: 'get',
  path: '/v1/holds/{id}/explanation',
  tag: 'Holds',
  summary: { en: 'What will happen to a hold in each case, in sentences', ja: '仮押さえがどうなるかを文章で説明する' },
  description: {
    en: 'Of its terms, in English and Japanese, with the names of the wallets. What happened already is in its history.',
    ja: '条件の内容を、ウォレットの名前を使って英語と日本語で説明します。すでに起きたことは履歴にあります。',
  },
  scope: 'read',
  walletKeys: true,
  query: null,
  answer: { status: 200, schema: z.object({ en: sentences, ja: sentences }).openapi('HoldExplanation') },
  refusals: ['hold_not_found', 'not_permitted'],
  example: { id: demo.parcel },
  async read(reader, { id }, { caller }) {
    const hold = await reader.hold(id)
    if (!hold) return refuse('hold_not_found', `There is no hold ${id} in this sandbox.`)
    const forbidden = checkInvolved(caller, hold)
    if (forbidden) return forbidden
    const names = new Map<string, string>()
    for (const wallet of involvedIn(hold)) names.set(wallet, (await reader.wallet(wallet))?.name ?? wallet)
    const scales = new Map<string, number>()
    for (const { asset } of hold.legs) scales.set(asset, (await reader.asset(asset))?.scale ?? 0)
    const { en, ja } = explainTerms(hold, {
      amount: (amount, code) => formatAmount(amount, { code, scale: scales.get(code) ?? 0 }),
      wallet: (wallet) => names.get(wallet) ?? wallet,
    })
    return { en: [...en], ja: [...ja] }
  },
})
