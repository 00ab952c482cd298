import { html } from 'hono/html'
import type { PartialRecord } from '../../api/core/seal-record.ts'
import type { Markup } from '../page.ts'
import { actionWords, wordFor, documentWords as words } from './document-words.ts'
import { type Loose, listOf, objectOf, textOf, walletMarkup } from './facts.ts'
import { sayAmount, sayTime, type Voice } from './say.ts'

/** One step of a hold: when, who, and what moved. Each journal record of a hold adds one line to its history. */
export function renderStep({ seq, at, type, by, data }: PartialRecord, voice: Voice): Markup {
  const { language } = voice
  const step = listOf(objectOf(data)['history']).at(-1)
  const title = step ? wordFor(actionWords, textOf(step['action']), language) : type
  return html`<li class="block"><div class="step-head"><b>${title}</b> <span>${sayTime(at, language)}</span> <span>${words.record[language]} ${seq}</span></div>
<div>${renderActor(by, step, voice)}</div>
${step ? renderMoves(step, voice) : ''}
${textOf(step?.['memo']) === '' ? '' : html`<div>${words.memo[language]}: ${textOf(step?.['memo'])}</div>`}</li>
`
}

function renderActor(by: PartialRecord['by'], step: Loose | undefined, voice: Voice): Markup {
  const { language } = voice
  if (step?.['automatic'] === true) return html`${words.itself[language]}`
  const wallet = step?.['by'] ?? by.wallet
  if (typeof wallet === 'string') return html`${words.by[language]} ${walletMarkup(wallet, voice)}`
  return by.key === null ? html`${words.service[language]}` : html`${words.apiKey[language]} <code>${by.key}</code>`
}

function renderMoves(step: Loose, voice: Voice): Markup {
  const { language } = voice
  const line = (word: 'locked' | 'paid' | 'back', { from, to, asset, amount }: Loose) =>
    html`<li>${words[word][language]}: <b>${sayAmount(amount, asset, voice)}</b> <span class="route">${from === undefined ? '' : walletMarkup(from, voice)}${to === undefined ? '' : html` → ${walletMarkup(to, voice)}`}</span></li>`
  const lines = [
    ...listOf(step['locked']).map((move) => line('locked', move)),
    ...listOf(step['payments']).map((move) => line('paid', move)),
    ...listOf(step['returned']).map((move) => line('back', move)),
  ]
  return lines.length === 0 ? html`` : html`<ul class="moves">${lines}</ul>`
}
