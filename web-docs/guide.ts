import { html } from 'hono/html'
import type { Text } from '../api/core/use-case.ts'
import { guideAddresses, renderGuideArticle } from './guide-article.ts'
import { firstSteps, furtherSteps, type Step } from './guide-steps.ts'
import { webhooks } from './guide-webhooks.ts'
import { ownWorld } from './guide-world.ts'
import { type Language, type Markup, renderAnswer, renderCode, renderText } from './page.ts'

const words = {
  title: { en: 'Money that waits', ja: '待つお金' },
  promise: {
    en: 'Kariosae is a sandbox for payments that are decided later. A hold locks value now; a person, the clock, a sensor or a signature decides afterwards who gets it.',
    ja: 'Kariosae（仮押さえ）は、後で決まる支払いのためのサンドボックスです。いまは金額を確保だけしておき、誰が受け取るかは、人・時間・センサー・署名が後で決めます。',
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
  terms: { en: 'Holds as data: legs, outcomes, rules, conditions, templates', ja: 'データとしての仮押さえ：レグ・配分・規則・条件・テンプレート' },
  signing: { en: 'Wallets that keep their own key, and receipts that anybody can check', ja: '自分で鍵を持つウォレットと、誰でも検証できる受領証' },
  tryIt: { en: 'Press “Execute” on any operation in the console', ja: 'コンソールで各操作の Execute を押してみる' },
  lookUp: { en: 'Look up any refusal', ja: 'エラー一覧を見る' },
  declined: { en: 'either side says no', ja: 'どちらかが断る' },
  unanswered: { en: 'nobody answers in time', ja: '承諾されずに期限が過ぎる' },
  held: { en: 'all have accepted, or nobody had to: the value is locked', ja: '全員が承諾した、または承諾が不要：価値を留保' },
  captured: { en: 'it is paid, all or a part', ja: '全部または一部が支払われる' },
  released: { en: 'it goes back, by the payee or a rule', ja: '支払先または規則により、支払人に戻る' },
  cancelled: { en: 'the payer withdraws; a fee may be paid', ja: '支払人が取り消す（取消料がかかることもある）' },
  expired: { en: 'the time is over', ja: '期限が過ぎる' },
  disputed: { en: 'a party objects: nothing happens by itself until it is resolved', ja: '異議により、裁定まで自動の処理が止まる' },
} as const

const worldStep: Step = { ...ownWorld, id: 'world', command: ownWorld.script, status: 200 }
const webhookStep: Step = { ...webhooks, id: 'webhooks', command: webhooks.script, status: 200 }

/** The guide for a newcomer, in one language. Its commands are the same in both. */
export function renderGuide(language: Language): Markup {
  const say = (text: Text) => text[language]
  const holdsGuide = guideAddresses.holds[language]
  return renderGuideArticle({
    guide: 'first',
    title: words.title,
    promise: words.promise,
    language,
    next: [
      { text: words.terms, to: holdsGuide },
      { text: words.signing, to: guideAddresses.signing[language] },
      { text: words.tryIt, to: '/docs' },
      { text: words.lookUp, to: `/docs/refusals?lang=${language}` },
    ],
    content: html`<h2>${say(words.hold)}</h2>
${renderStates(language)}
<p>${say(words.holdText)}</p>
<p><a href="${holdsGuide}">${say(words.terms)}</a></p>
<h2>${say(words.first)}</h2>
<p>${renderText(say(words.before))}</p>
${renderCode('SERVER=http://127.0.0.1:8787\nKEY=ksk_…', language, 'setup')}
<ol class="steps">${firstSteps.map((step) => html`<li>${renderStep(step, language)}</li>`)}</ol>
<h2>${say(words.further)}</h2>
${[...furtherSteps, webhookStep, worldStep].map((step) => renderStep(step, language))}`,
  })
}

/** A tree rather than a row of arrows: it reads the same on a narrow screen. */
function renderStates(language: Language): Markup {
  const state = (name: string, meaning: Text, after?: Markup) =>
    html`<li><code class="state ${name}">${name}</code> <span>${meaning[language]}</span>${after ?? ''}</li>`
  const after = (['captured', 'released', 'cancelled', 'expired', 'disputed'] as const).map((end) => state(end, words[end]))
  return html`<div class="states"><code class="state">proposed</code><ul>${state('declined', words.declined)}${state('expired', words.unanswered)}${state('held', words.held, html`<ul>${after}</ul>`)}</ul></div>`
}

function renderStep({ id, title, text, command, status, answer }: Step, language: Language): Markup {
  const repeated = firstSteps.some((step) => step.id !== id && step.command === command)
  return html`<section class="step" id="${id}"><h3>${title[language]}</h3>
<p>${renderText(text[language])}</p>
${repeated ? '' : renderCode(command, language)}
${renderAnswer(status, answer)}</section>
`
}
