import { html } from 'hono/html'
import type { Receipt } from '../../api/core/receipt.ts'
import type { Markup } from '../page.ts'
import { readHead } from './read-chains.ts'
import { resultWords as words } from './result-words.ts'
import { sayTime, type Voice } from './say.ts'

/** What stands at the foot of every printed page: which journal, how far, and when it was checked. */
export function renderFooter(
  receipt: Receipt,
  { standing, checkedAt }: { standing: 'verified' | 'unconfirmed'; checkedAt: number },
  { language }: Voice,
): Markup {
  const { origin, size, root } = readHead(receipt)
  const newest = Math.max(...receipt.entries.map(({ record }) => record.at))
  return html`<footer class="seal"><div>${words.checkpoint[language]}: <code>${origin}</code>, ${size} ${words.records[language]}</div>
<div>${words.root[language]} <code>${root}</code></div>
<div><b>${words[standing][language]}</b> – ${words.newest[language]}: ${sayTime(newest, language)}; ${words.checked[language]}: ${sayTime(checkedAt - (checkedAt % 1000), language)}</div></footer>`
}
