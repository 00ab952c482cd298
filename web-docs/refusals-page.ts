import { html } from 'hono/html'
import { type RefusalCode, refusals } from '../api/core/refusals.ts'
import type { UseCase } from '../api/core/use-case.ts'
import { refusalsOf } from '../api/openapi-document.ts'
import { type Markup, renderPage, renderText } from './page.ts'

const intro = {
  en: 'Everything Kariosae says no with. A refusal changes nothing. It comes as `application/problem+json` (RFC 9457): rely on `code`, show `title`, and do what `advice` says. Send `Accept-Language: ja` for Japanese.',
  ja: 'エラーの一覧です。エラー時には何も変更されません。形式は `application/problem+json`（RFC 9457）です。判定には `code` を使ってください。`Accept-Language: ja` を付けると日本語で返ります。',
}

/** Every refusal there is, under an anchor of its code: where the `docs` of a problem leads. */
export function renderRefusalsPage(useCases: readonly UseCase[]): Markup {
  const codes = Object.keys(refusals) as RefusalCode[]
  return renderPage({
    path: '/docs/refusals',
    title: 'Refusals / エラー一覧 – Kariosae',
    content: html`<main class="text">
<h1>Refusals <span class="title-second" lang="ja">エラー一覧</span></h1>
<p>${renderText(intro.en)}</p>
<p lang="ja">${renderText(intro.ja)}</p>
<p class="index">${codes.map((code) => html`<a href="#${code}">${code}</a> `)}</p>
${codes.map((code) => renderRefusal(code, useCases))}
</main>`,
  })
}

function renderRefusal(code: RefusalCode, useCases: readonly UseCase[]): Markup {
  const { status, retryable, title, advice } = refusals[code]
  return html`<section class="refusal" id="${code}">
<h2><a href="#${code}">${code}</a> <span class="chip">${status}</span> ${retryable ? html`<span class="chip good">retryable 再試行可</span>` : ''}</h2>
<p><b>${title.en}.</b> ${renderText(advice.en)}</p>
<p lang="ja"><b>${title.ja}。</b>${renderText(advice.ja)}</p>
${renderGivers(useCases, code)}
</section>
`
}

/** Which operations can give it, each linked to its place in the console. */
function renderGivers(useCases: readonly UseCase[], code: RefusalCode): Markup {
  const givers = useCases.filter((useCase) => refusalsOf(useCase).includes(code))
  if (givers.length === 0) return html`<p class="givers">Given outside the operations <span lang="ja">個々の操作以外で返ります</span></p>`
  if (givers.length === useCases.length) return html`<p class="givers">Every operation <span lang="ja">すべての操作</span></p>`
  const listed = html`${givers.map((giver) => html`<a href="${consoleLink(giver)}">${giver.operationId}</a> `)}`
  if (givers.length <= 12) return html`<p class="givers">${listed}</p>`
  return html`<details class="givers"><summary>${givers.length} operations <span lang="ja">件の操作</span></summary>${listed}</details>`
}

/** The address that Swagger UI gives an operation. */
function consoleLink({ tag, operationId }: UseCase): string {
  return `/docs#/${tag.replaceAll(' ', '_')}/${operationId}`
}
