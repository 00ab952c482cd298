import { html } from 'hono/html'
import { encodeBase64 } from '../../api/core/note/base64.ts'
import type { Language, Markup } from '../page.ts'
import type { Chain } from './chain.ts'
import { chainWords } from './chain-words.ts'
import { box, type Piece, spine, width } from './drawing.ts'
import { abbreviated } from './say.ts'

const step = 44
/** From the boxes' line to the tree, and back. */
const lead = 16
const node = { width: 148, height: 26 }
const columns = { left: 8 + node.width / 2, right: width - 8 - node.width / 2, middle: width / 2 }

/** A hash as people compare it. */
function shortHash(hash: Uint8Array): string {
  return abbreviated(encodeBase64(hash), 7, 4)
}

/**
 * The way of a leaf to the root, downwards: at each height the node of the path on its own side, its sibling on the other,
 * and lines to their parent below.
 */
export function drawPath({ leaf, path }: Pick<Chain, 'leaf' | 'path'>, language: Language): Piece {
  if (path === undefined) return box(chainWords.noPath[language], [shortHash(leaf)], 'bad')
  const say = (word: 'leaf' | 'node' | 'root' | 'sibling') => nodeWords[word][language]
  const sideOf = (at: number) => (at === path.length ? 'middle' : path[at]!.side === 'left' ? 'right' : 'left')
  const hashes = [leaf, ...path.map(({ parent }) => parent)]
  return {
    height: path.length * step + node.height + 2 * lead,
    draw(start) {
      const top = start + lead
      const end = top + path.length * step + node.height
      const rows = path.map(({ side, sibling }, at) => {
        const [y, below, own] = [top + at * step, columns[sideOf(at + 1)], columns[sideOf(at)]]
        return html`${join(own, below, y, 'path')}${join(columns[side], below, y, '')}
${hashNode(columns[side], y, `${say('sibling')} ${shortHash(sibling)}`, 'sibling')}
${hashNode(own, y, `${say(at === 0 ? 'leaf' : 'node')} ${shortHash(hashes[at]!)}`, 'path')}`
      })
      return html`<line class="branch path" x1="${spine}" x2="${columns[sideOf(0)]}" y1="${start}" y2="${top}"/>
<line class="branch path" x1="${columns.middle}" x2="${spine}" y1="${end}" y2="${end + lead}"/>
${rows}${hashNode(columns.middle, top + path.length * step, `${say('root')} ${shortHash(hashes.at(-1)!)}`, 'path root')}`
    },
  }
}

const nodeWords = { ...chainWords, leaf: { en: 'leaf', ja: '葉' } } as const

function join(from: number, to: number, top: number, kind: string): Markup {
  return html`<line class="branch ${kind}" x1="${from}" x2="${to}" y1="${top + node.height}" y2="${top + step}"/>`
}

function hashNode(x: number, top: number, text: string, kind: string): Markup {
  return html`<rect class="hash ${kind}" x="${x - node.width / 2}" y="${top}" width="${node.width}" height="${node.height}" rx="13"/>
<text class="small" text-anchor="middle" x="${x}" y="${top + 17}">${text}</text>`
}
