import { html } from 'hono/html'
import { type RefusalCode, refusals } from '../api/core/refusals.ts'
import type { UseCase } from '../api/core/use-case.ts'
import { refusalsOf } from '../api/openapi-document.ts'
import { type Language, type Markup, renderArticle, renderText } from './page.ts'

const words = {
  title: { en: 'Refusals', ja: 'エラー一覧' },
  intro: {
    en: 'Everything Kariosae says no with. A refusal changes nothing. It comes as `application/problem+json` (RFC 9457): rely on `code`, show `title`, and do what `advice` says. Send `Accept-Language: ja` for a Japanese title and advice.',
    ja: 'エラー時には何も変更されません。形式は `application/problem+json`（RFC 9457）です。判定には `code` を使い、`title` を表示し、`advice` に従ってください。`Accept-Language: ja` を付けると title と advice が日本語で返ります。',
  },
  stop: { en: '.', ja: '。' },
  retryable: { en: 'retryable', ja: '再試行可' },
  outside: { en: 'Given outside the operations', ja: '個々の操作以外で返ります' },
  everywhere: { en: 'Every operation', ja: 'すべての操作' },
  operations: { en: ' operations', ja: '件の操作' },
} as const

/** Every refusal there is, under an anchor of its code: where the `docs` of a problem leads. */
export function renderRefusalsPage(useCases: readonly UseCase[], language: Language): Markup {
  const codes = Object.keys(refusals) as RefusalCode[]
  return renderArticle({
    path: '/docs/refusals',
    addresses: { en: '/docs/refusals?lang=en', ja: '/docs/refusals?lang=ja' },
    title: words.title,
    language,
    content: html`<p>${renderText(words.intro[language])}</p>
<p class="index">${codes.map((code) => html`<a href="#${code}">${code}</a> `)}</p>
${codes.map((code) => renderRefusal(code, useCases, language))}`,
  })
}

function renderRefusal(code: RefusalCode, useCases: readonly UseCase[], language: Language): Markup {
  const { status, retryable, title, advice } = refusals[code]
  return html`<section class="refusal" id="${code}">
<h2><a href="#${code}">${code}</a> <span class="chip">${status}</span> ${retryable ? html`<span class="chip good">${words.retryable[language]}</span>` : ''}</h2>
<p><b>${title[language]}${words.stop[language]}</b> ${renderText(advice[language])}</p>
${renderGivers(useCases, code, language)}
</section>
`
}

/** Which operations can give it, each linked to its place in the console. */
function renderGivers(useCases: readonly UseCase[], code: RefusalCode, language: Language): Markup {
  const givers = useCases.filter((useCase) => refusalsOf(useCase).includes(code))
  if (givers.length === 0) return html`<p class="givers">${words.outside[language]}</p>`
  if (givers.length === useCases.length) return html`<p class="givers">${words.everywhere[language]}</p>`
  const listed = html`${givers.map((giver) => html`<a href="${consoleLink(giver)}">${giver.operationId}</a> `)}`
  if (givers.length <= 12) return html`<p class="givers">${listed}</p>`
  return html`<details class="givers"><summary>${givers.length}${words.operations[language]}</summary>${listed}</details>`
}

/** The address that Swagger UI gives an operation. */
function consoleLink({ tag, operationId }: UseCase): string {
  return `/docs#/${tag.replaceAll(' ', '_')}/${operationId}`
}
