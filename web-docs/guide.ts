import { html } from 'hono/html'
import type { Text } from '../api/core/use-case.ts'
import { firstSteps, furtherSteps, type Step } from './guide-steps.ts'
import { ownWorld } from './guide-world.ts'
import { type Language, type Markup, renderPage, renderText } from './page.ts'

const words = {
  title: { en: 'Money that waits', ja: '待つお金' },
  promise: {
    en: 'Kariosae is a sandbox for payments that are decided later. A hold locks value now; a person or the clock decides afterwards who gets it.',
    ja: 'Kariosae（仮押さえ）は、後で決まる支払いのためのサンドボックスです。いまは金額を確保だけしておき、誰が受け取るかは、人または時間が後で決めます。',
  },
  hold: { en: 'What a hold is', ja: '仮押さえとは' },
  holdText: {
    en: 'Held value still belongs to the payer, who can no longer spend it. However a hold ends, every yen is accounted for: amount = captured + released + remaining, at every instant.',
    ja: '仮押さえされた価値は支払人のもののままですが、使えません。どのように終わっても1円まで合います：amount = captured + released + remaining が常に成り立ちます。',
  },
  first: { en: 'Five steps', ja: '5つの手順' },
  before: {
    en: 'Start the service with `npm start` and paste this into a second terminal. Your demo key is filled in here when you open this page on the same machine. Begin with fresh demo data: the console has a button for it.',
    ja: '`npm start` でサービスを起動し、別の端末に次の行を貼り付けます。同じマシンでこのページを開くと、デモキーはここに入力済みです。デモデータはコンソールのボタンで初期化できます。',
  },
  further: { en: 'What else to know', ja: 'さらに知っておくこと' },
  next: { en: 'Next', ja: '次に' },
  tryIt: { en: 'Press “Execute” on any operation in the console', ja: 'コンソールで各操作の Execute を押してみる' },
  lookUp: { en: 'Look up any refusal', ja: 'エラー一覧を見る' },
  copy: { en: 'Copy', ja: 'コピー' },
  declined: { en: 'either side says no', ja: 'どちらかが断る' },
  unanswered: { en: 'nobody answers in time', ja: '承諾されずに期限が過ぎる' },
  held: { en: 'all have accepted, or nobody had to: the value is locked', ja: '全員が承諾した、または承諾が不要：価値を留保' },
  captured: { en: 'the payee takes it, or part of it', ja: '支払先が全部または一部を受け取る' },
  released: { en: 'the payee gives it back', ja: '支払先が解放し、支払人に戻る' },
  cancelled: { en: 'the payer withdraws in time', ja: '支払人が期限内に取り消す' },
  expired: { en: 'the time is over', ja: '期限が過ぎる' },
} as const

/** The guide for a newcomer, in one language. Its commands are the same in both. */
export function renderGuide(language: Language): Markup {
  const say = (text: Text) => text[language]
  return renderPage({
    path: language === 'en' ? '/docs/guide' : '/docs/guide/ja',
    title: `${say(words.title)} – Kariosae`,
    language,
    scripts: ['guide.js'],
    content: html`<main class="text guide">
<h1>${say(words.title)}</h1>
<p class="lead">${say(words.promise)}</p>
<h2>${say(words.hold)}</h2>
${renderStates(language)}
<p>${say(words.holdText)}</p>
<h2>${say(words.first)}</h2>
<p>${renderText(say(words.before))}</p>
${renderCode('SERVER=http://127.0.0.1:8787\nKEY=ksk_…', language, 'setup')}
<ol class="steps">${firstSteps.map((step) => html`<li>${renderStep(step, language)}</li>`)}</ol>
<h2>${say(words.further)}</h2>
${furtherSteps.map((step) => renderStep(step, language))}
<section class="step" id="world"><h3>${say(ownWorld.title)}</h3>
<p>${renderText(say(ownWorld.text))}</p>
${renderCode(ownWorld.script, language)}
<pre class="answer">${abridged(ownWorld.answer)}</pre></section>
<h2>${say(words.next)}</h2>
<ul><li><a href="/docs">${say(words.tryIt)}</a></li><li><a href="/docs/refusals?lang=${language}">${say(words.lookUp)}</a></li></ul>
</main>`,
  })
}

/** A tree rather than a row of arrows: it reads the same on a narrow screen. */
function renderStates(language: Language): Markup {
  const state = (name: string, meaning: Text, after?: Markup) =>
    html`<li><code class="state ${name}">${name}</code> <span>${meaning[language]}</span>${after ?? ''}</li>`
  const ends = (['captured', 'released', 'cancelled', 'expired'] as const).map((end) => state(end, words[end]))
  return html`<div class="states"><code class="state">proposed</code><ul>${state('declined', words.declined)}${state('expired', words.unanswered)}${state('held', words.held, html`<ul>${ends}</ul>`)}</ul></div>`
}

function renderStep({ id, title, text, command, status, answer }: Step, language: Language): Markup {
  const repeated = firstSteps.some((step) => step.id !== id && step.command === command)
  return html`<section class="step" id="${id}"><h3>${title[language]}</h3>
<p>${renderText(text[language])}</p>
${repeated ? '' : renderCode(command, language)}
<pre class="answer"><span class="chip ${status < 400 ? 'good' : 'bad'}">${status}</span> ${abridged(answer)}</pre></section>
`
}

function renderCode(code: string, language: Language, id?: string): Markup {
  return html`<div class="code"><button type="button" class="copy">${words.copy[language]}</button><pre${id ? html` id="${id}"` : ''}><code>${code}</code></pre></div>`
}

/** The part of an answer that the reader should look at; dots for the rest. */
function abridged(answer: object): string {
  return JSON.stringify(answer, null, 1).replace(/\n\s*/g, ' ').replaceAll(' }', ', … }')
}
