import { html } from 'hono/html'
import type { Receipt } from '../../api/core/receipt.ts'
import type { Markup } from '../page.ts'
import { statusWords, wordFor, documentWords as words } from './document-words.ts'
import { fact, type Loose, listOf, objectOf, textOf, walletMarkup } from './facts.ts'
import { renderStep } from './hold-step.ts'
import { sayAmount, sayTime, type Voice } from './say.ts'

/** What a receipt that verifies is about: the transfer, or the hold with its steps, as the records say it. */
export function renderWhatHappened({ subject, sandbox, entries }: Receipt, voice: Voice): Markup {
  const { language } = voice
  // All records of a receipt that verifies are about its subject.
  const data = objectOf(entries.at(-1)?.record.data)
  const place = html`${fact(words.id[language], html`<code>${subject}</code>`)}${fact(words.sandbox[language], html`<code>${sandbox}</code>`)}`
  return Array.isArray(data['legs']) ? renderHold(data, place, entries, voice) : renderTransfer(data, place, voice)
}

/** Is it about a hold, or about a transfer? */
export function subjectWord({ entries }: Receipt): 'hold' | 'transfer' {
  return entries.some(({ record }) => record.type.startsWith('hold.')) ? 'hold' : 'transfer'
}

function renderTransfer(data: Loose, place: Markup, voice: Voice): Markup {
  const { language } = voice
  const { from, to, asset, amount, createdAt, memo, refundOf, attachments } = data
  const files = listOf(attachments).map(({ name, mediaType }) => html`<span>${textOf(name)} (${textOf(mediaType)})</span> `)
  return html`<section class="block"><h3>${words.what[language]}</h3>
<dl>${fact(words.amount[language], html`<b class="sum">${sayAmount(amount, asset, voice)}</b>`)}
${fact(words.from[language], walletMarkup(from, voice))}
${fact(words.to[language], walletMarkup(to, voice))}
${fact(words.when[language], sayTime(createdAt, language))}
${fact(words.memo[language], textOf(memo))}
${files.length > 0 ? fact(words.attachments[language], html`${files}`) : ''}
${typeof refundOf === 'string' ? fact(words.refundOf[language], html`<code>${refundOf}</code>`) : ''}
${place}</dl></section>`
}

function renderHold(data: Loose, place: Markup, entries: Receipt['entries'], voice: Voice): Markup {
  const { language } = voice
  const roles = Object.entries(objectOf(data['parties'])).map(([role, wallet]) => html`<div>${role}: ${walletMarkup(wallet, voice)}</div>`)
  return html`<section class="block"><h3>${words.what[language]}</h3>
<dl>${fact(words.status[language], html`<b class="sum">${wordFor(statusWords, textOf(data['status']), language)}</b>`)}
${listOf(data['legs']).map((leg) => renderLeg(leg, voice))}
${fact(words.memo[language], textOf(data['memo']))}
${roles.length > 0 ? fact(words.parties[language], html`${roles}`) : ''}
${fact(words.expires[language], sayTime(data['expiresAt'], language))}
${place}</dl></section>
<section><h3>${words.steps[language]}</h3>
<ol class="passed">${entries.map(({ record }) => renderStep(record, voice))}</ol></section>`
}

function renderLeg({ from, to, asset, amount, captured, released, remaining }: Loose, voice: Voice): Markup {
  const { language } = voice
  const part = (value: unknown, word: 'captured' | 'released' | 'remaining') =>
    value ? html`<div>${words[word][language]}: ${sayAmount(value, asset, voice)}</div>` : ''
  return html`${fact(words.amount[language], html`<b>${sayAmount(amount, asset, voice)}</b>${part(captured, 'captured')}${part(released, 'released')}${part(remaining, 'remaining')}`)}
${fact(words.from[language], walletMarkup(from, voice))}
${fact(words.to[language], walletMarkup(to, voice))}`
}
