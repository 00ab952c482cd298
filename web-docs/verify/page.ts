import { html } from 'hono/html'
import { type Language, type Markup, renderArticle, renderText } from '../page.ts'
import { pageWords as words } from './page-words.ts'

const verifyAddresses = { en: '/docs/verify', ja: '/docs/verify/ja' } as const

/** The page that checks receipts in the browser. What it does is in `page-script.ts`. */
export function renderVerifyPage(language: Language): Markup {
  return renderArticle({
    path: verifyAddresses[language],
    addresses: verifyAddresses,
    title: words.title,
    language,
    scripts: ['verify.js'],
    content: html`<p class="lead screen-only">${words.lead[language]}</p>
<noscript>${words.noScript[language]}</noscript>
${renderForm(language)}
${renderFetch(language)}
<section id="result" tabindex="-1" aria-label="${words.result[language]}"></section>`,
  })
}

function renderForm(language: Language): Markup {
  return html`<form id="verify" class="verify screen-only">
<label for="receipt">${words.receipt[language]}</label>
<textarea id="receipt" rows="7" spellcheck="false" autocomplete="off" required></textarea>
<label for="file">${words.file[language]}</label>
<input id="file" type="file" accept=".json,application/json">
<label for="trusted">${words.trusted[language]}</label>
<input id="trusted" type="text" spellcheck="false" autocomplete="off" aria-describedby="trusted-fault trusted-text">
<p><span class="chip bad" id="trusted-fault" role="alert" hidden>${words.trustedFault[language]}</span></p>
<p class="note" id="trusted-text">${renderText(words.trustedText[language])}</p>
<p><button type="submit">${words.verify[language]}</button></p>
</form>`
}

function renderFetch(language: Language): Markup {
  return html`<details id="fetching" class="screen-only"><summary>${words.fetchTitle[language]}</summary>
<form id="fetch" class="verify">
<p class="note">${words.fetchText[language]}</p>
<label for="id">${words.id[language]}</label>
<input id="id" type="text" spellcheck="false" autocomplete="off" placeholder="trf_… / hld_…" pattern="\\s*(trf|hld)_[0-9a-z]+\\s*" required>
<label for="key">${words.key[language]}</label>
<input id="key" type="password" autocomplete="off" aria-describedby="key-text">
<p class="note" id="key-text">${words.keyText[language]}</p>
<p><button type="submit">${words.fetch[language]}</button> <output id="fetched" aria-live="polite"></output></p>
</form></details>`
}
