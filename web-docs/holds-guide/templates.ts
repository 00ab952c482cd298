import { createHoldTemplate } from '../../api/hold-templates/create-hold-template.ts'
import { type Chapter, hold } from './exchange.ts'

/** The worked example of storing a template, and a hold made with it. */
const own = createHoldTemplate.example.body as { readonly name: string; readonly title: object; readonly example: object }

export const templateChapter: Chapter = {
  id: 'templates',
  title: { en: 'Templates', ja: 'テンプレート' },
  text: [
    {
      en: 'A template turns a short list of parameters into legs, outcomes and rules. These come with the service; the sentences are made from the terms, as `GET /v1/hold-templates/{name}` gives them.',
      ja: 'テンプレートは、少ないパラメーターからレグ・配分・規則を作ります。次のものが標準で使えます。説明文は条件から作られ、`GET /v1/hold-templates/{name}` でも得られます。',
    },
  ],
  exchanges: [],
}

export const ownTemplateChapter: Chapter = {
  id: 'own-templates',
  title: { en: 'Your own templates', ja: '自分のテンプレート' },
  text: [
    {
      en: 'Write the body of a hold with `{ "$": "start" }` where the parameter `start` goes, or `{ "$": "start", "minus": "P7D" }` and `plus`: times move by durations, amounts and integers by whole numbers. Values go in as JSON values, never as text, so no parameter can become a term. The same name again makes the next version; holds keep the terms of theirs.',
      ja: '仮押さえの本文の、パラメーター `start` が入る場所に `{ "$": "start" }` と書きます。`{ "$": "start", "minus": "P7D" }` や `plus` で、時刻は期間だけ、金額と整数は整数だけずらせます。値は文字列としてではなく JSON の値として入るため、パラメーターが条件として解釈されることはありません。同じ名前で登録すると次の版になり、作成済みの仮押さえの条件は変わりません。',
    },
  ],
  exchanges: [
    { request: 'POST /v1/hold-templates', body: own, status: 201, answer: { name: own.name, version: 1, title: own.title } },
    hold({ template: own.name, parameters: own.example }, { status: 'held', template: { name: own.name, version: 1 } }),
  ],
}
