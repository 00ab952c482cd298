import { html } from 'hono/html'
import type { Markup } from '../page.ts'
import { nameOf, type Voice } from './say.ts'

/** What a receipt brings along may have any shape: it is read field by field, and nothing is taken for granted. */
export type Loose = Readonly<Record<string, unknown>>

export function objectOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
}

export function listOf(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** One fact with its name; nothing where there is nothing to say. */
export function fact(name: string, value: Markup | string): Markup {
  return String(value) === '' ? html`` : html`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

/** A wallet: its name, where the service gave one, and always its ID, which is what is proved. */
export function walletMarkup(wallet: unknown, voice: Voice): Markup {
  const name = nameOf(wallet, voice)
  return html`${name === undefined ? '' : html`<span class="said">${name}</span> `}<code>${textOf(wallet)}</code>`
}
