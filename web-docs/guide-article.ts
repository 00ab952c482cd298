import { html } from 'hono/html'
import type { Text } from '../api/core/use-case.ts'
import { type Language, type Markup, renderArticle } from './page.ts'

/** Where each guide is, in each language. */
export const guideAddresses = {
  first: { en: '/docs/guide', ja: '/docs/guide/ja' },
  holds: { en: '/docs/guide/holds', ja: '/docs/guide/holds/ja' },
  signing: { en: '/docs/guide/signing', ja: '/docs/guide/signing/ja' },
} as const

interface GuideArticle {
  readonly guide: keyof typeof guideAddresses
  readonly title: Text
  readonly promise: Text
  readonly language: Language
  readonly content: Markup
  /** Where to go from here. */
  readonly next: readonly { readonly text: Text; readonly to: string }[]
}

const nextTitle = { en: 'Next', ja: '次に' } as const

/** What all guides have in common: what the reader gets first, where to go last, and code to copy in between. */
export function renderGuideArticle({ guide, title, promise, language, content, next }: GuideArticle): Markup {
  const addresses = guideAddresses[guide]
  return renderArticle({
    path: addresses[language],
    addresses,
    title,
    language,
    scripts: ['guide.js'],
    content: html`<p class="lead">${promise[language]}</p>
${content}
<h2>${nextTitle[language]}</h2>
<ul>${next.map(({ text, to }) => html`<li><a href="${to}">${text[language]}</a></li>`)}</ul>`,
  })
}
