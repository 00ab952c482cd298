import { html } from 'hono/html'
import type { AnyTemplate } from '../../api/holds/templates/template.ts'
import { layOut } from '../lay-out.ts'
import { type Language, type Markup, renderAnswer, renderCode, renderText } from '../page.ts'
import { type ConditionExample, holdWith } from './conditions.ts'
import { endings } from './endings.ts'
import type { Chapter, Exchange } from './exchange.ts'
import { explainFirstRule, explainRequest, nameOf } from './explain.ts'

/** How the pieces of the guide look. */

const words = {
  inWords: { en: 'In words', ja: '言葉にすると' },
  example: { en: 'Example', ja: '例' },
  ledger: { en: 'Sandbox', ja: 'サンドボックス' },
  when: { en: 'When', ja: '場合' },
  value: { en: 'Where the value is', ja: '価値の行き先' },
} as const

export function renderChapter({ id, title, text, exchanges }: Chapter, language: Language, table: Markup = html``): Markup {
  return html`<h2 id="${id}">${title[language]}</h2>
${text.map((one) => html`<p>${renderText(one[language])}</p>\n`)}${table}
${exchanges.length > 0 ? html`<section class="step">${exchanges.map((exchange) => renderExchange(exchange, language))}</section>` : ''}
`
}

function renderExchange({ request, body, text, as, ledger, status, answer }: Exchange, language: Language): Markup {
  const sentences = request === 'POST /v1/holds' && body ? explainRequest(body) : undefined
  return html`${text ? html`<p>${renderText(text[language])}</p>` : ''}
<div class="request">${ledger ? html`<span class="chip">${words.ledger[language]} ${ledger}</span> ` : ''}<code>${request}</code>${as ? html` <span class="chip">Act-As: ${as} (${nameOf(as)})</span>` : ''}</div>
${body && Object.keys(body).length > 0 ? renderCode(layOut(body), language) : ''}
${sentences ? renderSentences(sentences[language], language) : ''}
${Object.keys(answer).length > 0 ? renderAnswer(status, answer) : ''}
`
}

function renderSentences(sentences: readonly string[], language: Language): Markup {
  return html`<details><summary>${words.inWords[language]}</summary><ul>${sentences.map((one) => html`<li>${one}</li>`)}</ul></details>`
}

export function renderCondition({ type, text, rule, exchanges }: ConditionExample, language: Language): Markup {
  return html`<section class="step" id="condition-${type}"><h3><code>${type}</code></h3>
<p>${renderText(text[language])}</p>
${renderCode(layOut(rule), language)}
<p class="words">${explainFirstRule(holdWith(rule))[language]}</p>
${exchanges.map((exchange) => renderExchange(exchange, language))}</section>
`
}

export function renderTemplate({ name, title, summary, example }: AnyTemplate, language: Language): Markup {
  const body = { template: name, parameters: example }
  return html`<section class="step" id="template-${name}"><h3><code>${name}</code> ${title[language]}</h3>
<p>${renderText(summary[language])}</p>
<details><summary>${words.example[language]}</summary>
${renderCode(layOut(body), language)}
<ul>${explainRequest(body)![language].map((one) => html`<li>${one}</li>`)}</ul></details></section>
`
}

export function renderEndings(language: Language): Markup {
  return html`<table><thead><tr><th>${words.when[language]}</th><th>${words.value[language]}</th></tr></thead><tbody>
${endings.map(({ when, value }) => html`<tr><td>${renderText(when[language])}</td><td>${renderText(value[language])}</td></tr>\n`)}</tbody></table>`
}
