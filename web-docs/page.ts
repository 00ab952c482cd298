import { html } from 'hono/html'
import type { Text } from '../api/core/use-case.ts'
import { onOneLine } from './lay-out.ts'

export type Language = 'en' | 'ja'
/** What `html` gives: text that is escaped where it has to be. */
export type Markup = ReturnType<typeof html>

/** A page links those of its language, and those that are for all. `ガイド` is the way in for who reads Japanese. */
const links = [
  { path: '/docs', text: 'Console', lang: 'en', everywhere: true },
  { path: '/docs/guide', text: 'Guide', lang: 'en' },
  { path: '/docs/guide/holds', text: 'Holds', lang: 'en' },
  { path: '/docs/guide/signing', text: 'Signing', lang: 'en' },
  { path: '/docs/guide/ja', text: 'ガイド', lang: 'ja', everywhere: true },
  { path: '/docs/guide/holds/ja', text: '仮押さえ', lang: 'ja' },
  { path: '/docs/guide/signing/ja', text: '署名', lang: 'ja' },
  { path: '/docs/verify', text: 'Verify', lang: 'en' },
  { path: '/docs/verify/ja', text: '検証', lang: 'ja' },
  { path: '/docs/refusals', text: 'Refusals', lang: 'en', everywhere: true },
  { path: '/openapi.json', text: 'OpenAPI', lang: 'en', everywhere: true },
] as const

interface Page {
  readonly path: (typeof links)[number]['path']
  readonly title: string
  readonly language?: Language
  /** Names of assets, in the order in which they load. */
  readonly styles?: readonly string[]
  readonly scripts?: readonly string[]
  /** What stands at the right of the bar. */
  readonly tools?: Markup
  readonly content: Markup
}

/** The frame of every page: one bar, then the content. No script stands in the page itself, so the policy forbids them. */
export function renderPage({ path, title, language = 'en', styles = [], scripts = [], tools = html``, content }: Page): Markup {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/favicon.ico" type="image/svg+xml">
${[...styles, 'kariosae.css'].map((name) => html`<link rel="stylesheet" href="/docs/assets/${name}">\n`)}
</head>
<body>
<header class="bar">
<a class="brand" href="/docs"><img src="/favicon.ico" alt="" width="26" height="26">Kariosae <span class="brand-second" lang="ja">仮押さえ</span></a>
<nav>${links.filter((link) => 'everywhere' in link || link.lang === language).map((link) => html`<a href="${link.path}" lang="${link.lang}"${link.path === path ? html` aria-current="page"` : ''}>${link.text}</a>`)}</nav>
${tools}
</header>
${content}
${scripts.map((name) => html`<script src="/docs/assets/${name}"></script>\n`)}
</body>
</html>
`
}

const languages = { en: 'English', ja: '日本語' } as const

interface Article extends Pick<Page, 'path' | 'scripts'> {
  readonly title: Text
  readonly language: Language
  /** Where it is in each language. */
  readonly addresses: Text
  readonly content: Markup
}

/** A page to read, in one of two languages, with the way to the other. */
export function renderArticle({ title, language, addresses, content, ...page }: Article): Markup {
  const choice = (other: Language) =>
    other === language ? html`<b>${languages[other]}</b> ` : html`<a href="${addresses[other]}" lang="${other}">${languages[other]}</a> `
  return renderPage({
    ...page,
    title: `${title[language]} – Kariosae`,
    language,
    content: html`<main class="text">
<h1>${title[language]}</h1>
<p class="languages">${(['en', 'ja'] as const).map(choice)}</p>
${content}
</main>`,
  })
}

/** Backticks become code. */
export function renderText(text: string): Markup {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code class="word">${part}</code>` : part))}`
}

const copy = { en: 'Copy', ja: 'コピー' } as const

/** Something to copy. */
export function renderCode(code: string, language: Language, id?: string): Markup {
  return html`<div class="code"><button type="button" class="copy">${copy[language]}</button><pre${id ? html` id="${id}"` : ''}><code>${code}</code></pre></div>`
}

/** What comes back: the status, and the part of the answer that the reader should look at; dots for the rest. */
export function renderAnswer(status: number, answer: object): Markup {
  return html`<pre class="answer"><span class="chip ${status < 400 ? 'good' : 'bad'}">${status}</span> ${abridged(answer)}</pre>`
}

function abridged(answer: object): string {
  return onOneLine(answer).replaceAll(' }', ', … }')
}
