import { html } from 'hono/html'
import type { Receipt } from '../../api/core/receipt.ts'
import { type Check, isOwnFault, type Verdict } from '../../api/receipts/verdict.ts'
import type { Markup } from '../page.ts'
import { documentWords } from './document-words.ts'
import { drawChain } from './draw-chain.ts'
import { renderFooter } from './footer.ts'
import { isTrusted } from './links.ts'
import { readChains } from './read-chains.ts'
import { resultWords as words } from './result-words.ts'
import { noHearsay, type Voice } from './say.ts'
import { renderWhatHappened, subjectWord } from './what-happened.ts'

/** How a result is shown: only what is right may look like a document. */
type Standing = 'verified' | 'unconfirmed' | 'void'

function standingOf({ ok, checks }: Pick<Verdict, 'ok' | 'checks'>): Standing {
  if (!ok) return 'void'
  return isTrusted(checks) ? 'verified' : 'unconfirmed'
}

/**
 * The result of checking a receipt or credential; undefined of what is neither. `checkedAt` is in milliseconds, by the clock
 * of whoever checked.
 */
export function renderReceipt(verdict: Verdict | undefined, checkedAt: number, voice: Voice): Markup {
  if (!verdict) return renderUnchecked(words.neither[voice.language], words.neitherWhy[voice.language])
  if (isOwnFault(verdict)) return renderUnchecked(words.fault[voice.language], verdict.checks.map(({ text }) => text[voice.language]).join(' '))
  const standing = standingOf(verdict)
  if (standing === 'void' || !verdict.receipt) return renderVoid(verdict, voice)
  const { receipt, checks, issuer } = verdict
  const { language } = voice
  return html`<article class="receipt ${standing}">
<div class="receipt-body">
${renderStanding(standing, voice)}
<h2>${documentWords[subjectWord(receipt)][language]} – ${(issuer === undefined ? words.receipt : words.credential)[language]}</h2>
${issuer === undefined ? '' : html`<p class="issuer">${words.issuedBy[language]}: <code>${issuer}</code></p>`}
${renderWhatHappened(receipt, voice)}
${voice.hearsay === noHearsay ? '' : html`<p class="note">${words.said[language]}</p>`}
${renderProof(receipt, checks, voice)}
<p class="screen-only"><button type="button" id="print">${words.print[language]}</button></p>
</div>
${renderFooter(receipt, { standing, checkedAt }, voice)}
</article>`
}

/** Nothing was found out, so it looks neither right nor void. */
function renderUnchecked(what: string, why: string): Markup {
  return html`<article class="receipt unchecked"><div class="standing"><h2>${what}</h2><p>${why}</p></div></article>`
}

/** What does not verify looks like no document: the reason on top, a mark across every page, and nothing of what it says. */
function renderVoid({ checks, receipt, issuer }: Verdict, voice: Voice): Markup {
  const { language } = voice
  const wrong = checks.filter(({ ok }) => ok === false)
  return html`<article class="receipt void">
<div class="void-mark" aria-hidden="true">${words.voidMark[language]}</div>
<div class="standing"><h2>✗ ${words.void[language]}</h2>
<p>${words.voidWhy[language]}</p>
<ul>${wrong.map(({ text }) => html`<li>${text[language]}</li>`)}</ul></div>
${issuer === undefined ? '' : html`<p>${words.claimsIssuer[language]}: <code>${issuer}</code></p>`}
${receipt ? html`<p>${words.about[language]}: <code>${receipt.subject}</code></p>${renderProof(receipt, checks, voice)}` : renderChecks(checks, voice)}
</article>`
}

function renderStanding(standing: Exclude<Standing, 'void'>, { language }: Voice): Markup {
  const [mark, why] = standing === 'verified' ? ['✓', words.verifiedWhy] : ['?', words.unconfirmedWhy]
  return html`<div class="standing"><p class="standing-word">${mark} ${words[standing][language]}</p><p>${why[language]}</p></div>`
}

/** The drawings and the list; beside each other where one drawing leaves the room. */
function renderProof(receipt: Receipt, checks: readonly Check[], voice: Voice): Markup {
  return html`<div class="proof${receipt.entries.length === 1 ? ' beside' : ''}">${renderChains(receipt, checks, voice)}${renderChecks(checks, voice)}</div>`
}

function renderChains(receipt: Receipt, checks: readonly Check[], { language }: Voice): Markup {
  return html`<section><h3>${words.chains[language]}</h3><p class="note">${words.chainsText[language]}</p>
<div class="chains">${readChains(receipt, checks).map((chain, at) => html`<figure class="block">${drawChain(chain, language, at === 0)}</figure>\n`)}</div></section>`
}

const marks = { good: '✓', bad: '✗', open: '?' } as const

function renderChecks(checks: readonly Check[], { language }: Voice): Markup {
  const stateOf = ({ ok }: Check) => (ok === null ? 'open' : ok ? 'good' : 'bad')
  const line = (check: Check) =>
    html`<li class="block ${stateOf(check)}"><b>${marks[stateOf(check)]} ${words[stateOf(check)][language]}</b> ${check.text[language]}</li>\n`
  return html`<section><h3>${words.checks[language]}</h3><ul class="checks">${checks.map(line)}</ul></section>`
}
