import { html } from 'hono/html'
import type { Markup } from '../page.ts'
import type { LinkState } from './chain.ts'

/** Pieces of a drawing that goes from top to bottom, 340 units wide: as wide as a phone, or half a sheet of A4. */
export const width = 340
/** Where the lines from box to box go down. */
export const spine = 26
const left = 8
const lineHeight = 16

/** A piece, and how high it is. */
export interface Piece {
  readonly height: number
  draw(top: number): Markup
}

/** A box with a title and lines of small text below it. */
export function box(title: string, lines: readonly string[], kind = ''): Piece {
  const height = 26 + lines.length * lineHeight
  return {
    height,
    draw: (top) => html`<rect class="box ${kind}" x="${left}" y="${top}" width="${width - 2 * left}" height="${height}" rx="7"/>
<text class="box-title" x="${left + 12}" y="${top + 18}">${title}</text>
${lines.map((line, at) => html`<text class="small" x="${left + 12}" y="${top + 34 + at * lineHeight}">${line}</text>\n`)}`,
  }
}

/** What joins two boxes, with its mark in words. The last one joins nothing below. */
export function link(state: LinkState, text: string): Piece {
  return {
    height: 28,
    draw: (top) => html`<line class="link ${state}" x1="${spine}" x2="${spine}" y1="${top}" y2="${top + 28}"/>
<text class="mark ${state}" x="40" y="${top + 18}">${text}</text>`,
  }
}

/** A step of arithmetic: nothing that could fail. */
export function arithmetic(text: string): Piece {
  return {
    height: 24,
    draw: (top) =>
      html`<line class="link" x1="${spine}" x2="${spine}" y1="${top}" y2="${top + 24}"/><text class="small" x="40" y="${top + 16}">${text}</text>`,
  }
}

/** One piece below the other. */
export function stack(pieces: readonly Piece[]): Piece {
  return {
    height: pieces.reduce((sum, { height }) => sum + height, 0),
    draw(top) {
      let at = top
      const drawn = pieces.map((piece) => {
        const markup = piece.draw(at)
        at += piece.height
        return markup
      })
      return html`${drawn}`
    },
  }
}

/** The whole drawing, with its title and what it says in words for whoever does not see it. */
export function svg(id: string, { title, description, piece }: { title: string; description: string; piece: Piece }): Markup {
  const height = piece.height + 8
  return html`<svg class="chain" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-words">
<title id="${id}-title">${title}</title>
<desc id="${id}-words">${description}</desc>
${piece.draw(4)}
</svg>`
}
