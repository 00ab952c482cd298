import { html } from 'hono/html'
import { type RefusalCode, refusals } from '../../api/core/refusals.ts'
import type { Text } from '../../api/core/use-case.ts'
import { guideAddresses, renderGuideArticle } from '../guide-article.ts'
import { onOneLine } from '../lay-out.ts'
import { type Language, type Markup, renderAnswer, renderCode, renderText } from '../page.ts'
import type { Block, Chapter } from './block.ts'
import { keyChapters } from './key-chapters.ts'
import { proofChapters } from './proof-chapters.ts'
import { signChapters } from './sign-chapters.ts'

const words = {
  title: { en: 'Signing and proof', ja: '署名と証明' },
  promise: {
    en: 'Nothing is spent that its owner did not sign, and anybody can check that, without trusting this service.',
    ja: '持ち主の署名なしには何も支出されません。そしてそのことを、誰でも、このサービスを信頼せずに確かめられます。',
  },
  before: {
    en: 'Every command on this page can be pasted into a shell, one after the other, on fresh demo data. Begin with the address of the service, your key, and where the repository is checked out. In the console the panel “Signing key” does the same with a key of yours.',
    ja: 'このページのコマンドは、初期状態のデモデータで、上から順に端末に貼り付けて動かせます。まずサービスのアドレス、キー、リポジトリの場所を設定します。コンソールの「署名鍵」パネルでも、自分の鍵で同じことができます。',
  },
  code: { en: 'Code', ja: 'コード' },
  meaning: { en: 'What it means', ja: '意味' },
  tryIt: { en: 'Sign with a key of yours in the console', ja: 'コンソールで自分の鍵を使って署名する' },
  verify: { en: 'Check a receipt', ja: '受領証を検証する' },
  holds: { en: 'Holds as data: conditions that wait for signatures', ja: 'データとしての仮押さえ：署名を待つ条件' },
} as const

const signing = [
  'signature_required',
  'signature_invalid',
  'signature_replayed',
  'key_revoked',
  'signing_refused',
  'attestation_invalid',
] as const satisfies readonly RefusalCode[]

/** All of the page, in its order. */
export const chapters: readonly Chapter[] = [...signChapters, ...keyChapters, ...proofChapters]

/** The guide to keys, signatures and receipts, in one language. */
export function renderSigningGuide(language: Language): Markup {
  const say = (text: Text) => text[language]
  return renderGuideArticle({
    guide: 'signing',
    title: words.title,
    promise: words.promise,
    language,
    next: [
      { text: words.tryIt, to: '/docs#signing' },
      { text: words.verify, to: language === 'ja' ? '/docs/verify/ja' : '/docs/verify' },
      { text: words.holds, to: guideAddresses.holds[language] },
    ],
    content: html`<p>${renderText(say(words.before))}</p>
${renderCode('SERVER=http://127.0.0.1:8787\nKEY=ksk_…\nCHECKOUT=$HOME/kariosae', language, 'setup')}
<p class="contents">${chapters.map(({ id, title }) => html`<a href="#${id}">${say(title)}</a> `)}</p>
${chapters.map((chapter) => renderChapter(chapter, language))}`,
  })
}

function renderChapter({ id, title, text, blocks }: Chapter, language: Language): Markup {
  return html`<h2 id="${id}">${title[language]}</h2>
${text.map((one) => html`<p>${renderLinked(one[language])}</p>\n`)}${id === 'refusals' ? renderRefusals(language) : ''}
<section class="step">${blocks.map((block) => renderBlock(block, language))}</section>
`
}

function renderBlock({ command, status, answer, prints }: Block, language: Language): Markup {
  const shown = answer && Object.keys(answer).length > 0 ? answer : undefined
  const printed = shown && (status === undefined ? html`<pre class="answer">${onOneLine(shown)}</pre>` : renderAnswer(status, shown))
  return html`${renderCode(command, language)}
${printed ?? ''}${prints === undefined ? '' : html`<pre class="answer">${prints}</pre>`}`
}

function renderRefusals(language: Language): Markup {
  const row = (code: (typeof signing)[number]) =>
    html`<tr><td><a href="/docs/refusals?lang=${language}#${code}"><code>${code}</code></a></td><td>${refusals[code].title[language]}</td></tr>\n`
  return html`<table><thead><tr><th>${words.code[language]}</th><th>${words.meaning[language]}</th></tr></thead><tbody>
${signing.map(row)}</tbody></table>`
}

/** [text](address) becomes a link, backticks become code. */
function renderLinked(text: string): Markup {
  return html`${text.split(/(\[[^\]]+\]\([^)]+\))/).map((part) => {
    const [, name, address] = /^\[(.+)\]\((.+)\)$/.exec(part) ?? []
    return name === undefined ? renderText(part) : html`<a href="${address}">${name}</a>`
  })}`
}
