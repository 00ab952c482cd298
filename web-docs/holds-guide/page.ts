import { html } from 'hono/html'
import type { Text } from '../../api/core/use-case.ts'
import { templates } from '../../api/holds/templates/index.ts'
import { guideAddresses, renderGuideArticle } from '../guide-article.ts'
import { layOut } from '../lay-out.ts'
import { type Language, type Markup, renderCode, renderText } from '../page.ts'
import { furtherChapters } from './afterwards.ts'
import { conditionExamples, holdWith } from './conditions.ts'
import { endingChapter } from './endings.ts'
import type { Chapter } from './exchange.ts'
import { peopleChapters } from './people.ts'
import { renderChapter, renderCondition, renderEndings, renderTemplate } from './render.ts'
import { ownTemplateChapter, templateChapter } from './templates.ts'
import { termChapters } from './terms.ts'

const words = {
  title: { en: 'Holds as data', ja: 'データとしての仮押さえ' },
  promise: {
    en: 'What a hold does is written in its terms, and its terms are JSON. A new business case needs a new body, not new server code.',
    ja: '仮押さえの動きはすべて条件に書かれ、条件は JSON です。新しい用途に必要なのは新しい本文だけで、サーバーのコードは要りません。',
  },
  before: {
    en: 'Every request on this page works on fresh demo data: copy a body into the console, or send it with curl as in the first guide. `{id}` is the hold that was made last. Each chapter begins with fresh data; the years are far away so that the examples always work.',
    ja: 'このページのリクエストは、初期状態のデモデータでそのまま動きます。本文をコンソールに貼り付けるか、最初のガイドのように curl で送ってください。`{id}` は直前に作った仮押さえです。データは章ごとに初期化した状態から始まります。いつでも動くように、日付は遠い先にしてあります。',
  },
  conditions: { en: 'Conditions, one by one', ja: '条件の種類' },
  conditionsText: {
    en: 'A condition is an object with one field, its type. Each rule below stands in this hold, and comes true by what is sent to it; `POST …/signals` takes only what a condition waits for, and only from those it names.',
    ja: '条件は、種類を表すフィールドを1つだけ持つオブジェクトです。以下の各規則は次の仮押さえに入れたもので、送られたものによって成り立ちます。`POST …/signals` は、条件が待っているものを、条件に書かれた人からだけ受け取ります。',
  },
  firstGuide: { en: 'The first guide: keys, time, events, errors', ja: '最初のガイド：キー・時間・イベント・エラー' },
  tryIt: {
    en: 'Make a hold in the console, which offers an example for each template',
    ja: 'コンソールで仮押さえを作る（テンプレートごとの例を選べます）',
  },
} as const

const conditionsPlace = { id: 'conditions', title: words.conditions }
/** Everything that has a heading of its own, in the order of the page. */
const contents = [...termChapters, conditionsPlace, ...peopleChapters, templateChapter, ownTemplateChapter, ...furtherChapters, endingChapter]

/** The guide to the terms of holds, in one language. What it says of conditions and templates comes from their own files. */
export function renderHoldsGuide(language: Language): Markup {
  const say = (text: Text) => text[language]
  const chapters = (list: readonly Chapter[]) => list.map((chapter) => renderChapter(chapter, language))
  return renderGuideArticle({
    guide: 'holds',
    title: words.title,
    promise: words.promise,
    language,
    next: [
      { text: words.tryIt, to: '/docs#/Holds/createHold' },
      { text: words.firstGuide, to: guideAddresses.first[language] },
    ],
    content: html`<p>${renderText(say(words.before))}</p>
<p class="contents">${contents.map(({ id, title }) => html`<a href="#${id}">${say(title)}</a> `)}</p>
${chapters(termChapters)}
<h2 id="${conditionsPlace.id}">${say(conditionsPlace.title)}</h2>
<p>${renderText(say(words.conditionsText))}</p>
${renderCode(layOut(holdWith(conditionExamples[0]!.rule)), language)}
${conditionExamples.map((example) => renderCondition(example, language))}
${chapters(peopleChapters)}
${renderChapter(templateChapter, language)}
${templates.map((template) => renderTemplate(template, language))}
${chapters([ownTemplateChapter, ...furtherChapters])}
${renderChapter(endingChapter, language, renderEndings(language))}`,
  })
}
