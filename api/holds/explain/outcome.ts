import type { Portion } from '../../core/model.ts'
import type { Text } from '../../core/use-case.ts'
import { portionsOf } from '../engine/settle.ts'
import { addShares, parseShare } from '../terms/shares.ts'
import type { Explained } from './explained.ts'
import { list, receiver, type Words } from './words.ts'

/** How a clause ends in Japanese: 渡ります, or 渡る inside another clause. */
export type Ending = 'polite' | 'plain'

/** Something that goes to somebody. */
interface Part {
  readonly what: Text
  readonly to: Text
  readonly back: boolean
}

/** Where parts can be settled before, it is what they leave. */
function everything({ terms }: Explained): Text {
  return terms.rules.every(({ final }) => final) ? { en: 'everything', ja: '全額' } : { en: 'everything left', ja: '残額' }
}
const rest: Text = { en: 'the rest', ja: '残り' }

/** Who gets what when all of a hold is settled, as a clause: "30 % goes to the payee and the rest back to the payer". */
export function outcomeClause(outcome: string, explained: Explained, words: Words, ending: Ending = 'polite'): Text {
  const portions = portionsOf(explained, outcome)
  const { legs } = explained
  if (legs.length === 1) return clause(partsOf(portions, 0, everything(explained), explained, words), ending)
  const legClause = (place: number, leg: Text, end: Ending | 'stem') => dividing(leg, partsOf(portions, place, leg, explained, words), end)
  if (portions.every(({ leg }) => leg === undefined)) return legClause(0, { en: 'every leg', ja: '各レグ' }, ending)
  const each = legs.map((_leg, place) => {
    const last = place === legs.length - 1
    return legClause(place, { en: `leg ${place + 1}`, ja: `レグ${place + 1}` }, last ? ending : 'stem')
  })
  return { en: each.map(({ en }) => en).join('; '), ja: each.map(({ ja }) => ja).join('、') }
}

/** The same of a part of the one leg: `part` says which. */
export function partClause(outcome: string, part: Text, explained: Explained, words: Words): Text {
  return dividing(part, partsOf(portionsOf(explained, outcome), 0, part, explained, words), 'polite')
}

/** "leg 1 goes to its payee", or "of leg 1, 30 % goes to its payee and the rest back to its payer". */
function dividing(whole: Text, parts: readonly Part[], ending: Ending | 'stem'): Text {
  const { en, ja } = clause(parts, ending)
  return parts.length === 1 && parts[0]!.what === whole ? { en, ja } : { en: `of ${whole.en}, ${en}`, ja: `${whole.ja}のうち${ja}` }
}

function partsOf(portions: readonly Portion[], place: number, whole: Text, explained: Explained, words: Words): Part[] {
  const own = portions.filter(({ leg }) => leg === undefined || leg === place)
  const fixed = own.filter((portion) => !portion.rest)
  const left = own.find((portion) => portion.rest)
  const asset = explained.legs[place]!.asset
  const parts = fixed.map((portion) => partTo(portion.to, measure(portion, asset, whole, words), explained, words))
  if (left === undefined && isComplete(fixed)) return parts
  return [...parts, partTo(left?.to ?? 'payer', parts.length === 0 ? whole : rest, explained, words)]
}

function partTo(to: string, what: Text, explained: Explained, words: Words): Part {
  return { what, to: receiver(to, explained, words), back: to === 'payer' }
}

function measure({ amount, share }: Portion, asset: string, whole: Text, words: Words): Text {
  if (share === undefined) return { en: words.amount(amount!, asset), ja: words.amount(amount!, asset) }
  return isComplete([{ share }]) ? whole : { en: share.replace('%', ' %'), ja: share }
}

function isComplete(portions: readonly Pick<Portion, 'share'>[]): boolean {
  const { numerator, denominator } = addShares(portions.flatMap(({ share }) => (share === undefined ? [] : [parseShare(share)!])))
  return numerator === denominator
}

const verbs = {
  on: { stem: '渡り', polite: '渡ります', plain: '渡る' },
  back: { stem: '戻り', polite: '戻ります', plain: '戻る' },
}

function clause(parts: readonly Part[], ending: Ending | 'stem'): Text {
  const en = parts.map(({ what, to, back }, place) => `${what.en}${place === 0 ? ' goes' : ''} ${back ? 'back ' : ''}to ${to.en}`)
  const ja = parts.map(({ what, to, back }, place) => {
    const verb = verbs[back ? 'back' : 'on'][place === parts.length - 1 ? ending : 'stem']
    return `${what.ja}${what === rest ? 'は' : 'が'}${to.ja}に${verb}`
  })
  return {
    en: list(
      en.map((one) => ({ en: one, ja: '' })),
      'and',
    ).en,
    ja: ja.join('、'),
  }
}
