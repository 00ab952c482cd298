import type { Language, Markup } from '../page.ts'
import type { Chain, Head, LinkState, SignedOrder } from './chain.ts'
import { chainWords } from './chain-words.ts'
import { drawPath } from './draw-path.ts'
import { arithmetic, box, link, type Piece, stack, svg } from './drawing.ts'
import { type LinkName, linkText } from './link-words.ts'
import { abbreviated } from './say.ts'

type Say = (word: keyof typeof chainWords) => string
type Link = readonly [name: LinkName, state: LinkState]

/**
 * The chain of one journal record, from the wallet's key to the key of the service, each link with its mark. All records of a
 * receipt are under one checkpoint, so only the `first` drawing goes on from it.
 */
export function drawChain(chain: Chain, language: Language, first: boolean): Markup {
  const say: Say = (word) => chainWords[word][language]
  const links = linksOf(chain)
  const draw = (wanted: readonly LinkName[]) =>
    links.filter(([name]) => wanted.includes(name)).map(([...one]) => link(one[1], linkText(...one, language)))
  const { seq, type, orders, head } = chain
  const piece = stack([
    ...(orders.length > 0 ? orders.flatMap((order) => drawOrder(order, say, language)) : [drawUnsigned(chain, say)]),
    ...draw(['unsigned', 'ordered']),
    box(`${say('record')} ${seq}`, [abbreviated(type, 30, 8)]),
    ...draw(['content']),
    arithmetic(`${say('leaf')} ${seq - 1} (SHA-256)`),
    drawPath(chain, language),
    ...draw(['inclusion']),
    ...(first ? drawHead(head, say, language) : [box(say('checkpoint'), [say('above')])]),
    ...draw(first ? ['trust'] : []),
  ])
  const description = links.map(([name, state]) => linkText(name, state, language)).join('. ')
  return svg(`chain-${seq}`, { title: `${say('title')} ${seq}`, description, piece })
}

/** Every link of a chain, in order. What goes without saying is only told where it is wrong. */
function linksOf({ orders, ordered, content, inclusion, head }: Chain): Link[] {
  return [
    ...(orders.length > 0 ? orders.flatMap(orderLinks) : ([['unsigned', ordered === 'bad' ? 'bad' : 'open']] as const)),
    ...(orders.length > 0 && ordered === 'bad' ? ([['ordered', 'bad']] as const) : []),
    ...(content === 'bad' ? ([['content', 'bad']] as const) : []),
    ['inclusion', inclusion],
    ['sealed', head.signature],
    ['trust', head.trust],
  ]
}

function orderLinks({ key, signature, order }: SignedOrder): Link[] {
  return [
    ['key', key],
    ['signature', signature],
    ['order', order],
  ]
}

function drawOrder(order: SignedOrder, say: Say, language: Language): Piece[] {
  const { wallet, kid, keeper, operation, keyRecord } = order
  const [key, signature, fits] = orderLinks(order).map(([name, state]) => link(state, linkText(name, state, language)))
  const made = keyRecord === undefined ? [] : [`${say('keyRecord')} ${keyRecord}`]
  return [
    box(say('walletKey'), [abbreviated(wallet, 34, 6), abbreviated(kid, 20, 8), [say(keeper), ...made].join(language === 'ja' ? '、' : '; ')], 'key'),
    key!,
    signature!,
    box(say('order'), [abbreviated(operation, 30, 8)]),
    fits!,
  ]
}

function drawUnsigned({ by }: Chain, say: Say): Piece {
  return box(say('unsigned'), by.key === null ? [say('byItself')] : [say('byKey'), abbreviated(by.key, 34, 6)], 'absent')
}

function drawHead({ origin, size, root, verifierKey, signature }: Head, say: Say, language: Language): Piece[] {
  const records = `${abbreviated(size, 12, 6)}${language === 'ja' ? '' : ' '}${say('size')}`
  return [
    box(say('checkpoint'), [abbreviated(origin, 30, 10), `${records}, ${say('root')} ${abbreviated(root, 7, 4)}`]),
    link(signature, linkText('sealed', signature, language)),
    box(say('serviceKey'), [abbreviated(verifierKey.split('+').slice(1).join('+'), 24, 8)], 'key'),
  ]
}
