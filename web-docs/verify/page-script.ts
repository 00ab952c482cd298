import { readTrustedKey } from '../../api/receipts/trusted-key.ts'
import { ownFault, type Trusted } from '../../api/receipts/verdict.ts'
import { verifyDocument } from '../../api/receipts/verify-document.ts'
import type { Language, Markup } from '../page.ts'
import { fetchReceipt } from './fetch-receipt.ts'
import { renderReceipt } from './result.ts'
import { type Hearsay, noHearsay } from './say.ts'

/** What the page does. Only `fetchReceipt` ever asks the service for anything, when the reader tells it to. */

const language: Language = document.documentElement.lang === 'ja' ? 'ja' : 'en'
const storedKey = 'kariosae.trusted-key'
const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const receipt = element<HTMLTextAreaElement>('receipt')
const trusted = element<HTMLInputElement>('trusted')
const trustedFault = element('trusted-fault')
const result = element('result')
const said = element<HTMLOutputElement>('fetched')

const words = {
  fetching: { en: 'Fetching…', ja: '取得中…' },
  fetched: { en: 'Fetched and checked', ja: '取得し検証しました' },
  unreachable: { en: 'The service does not answer: ', ja: 'サービスに接続できません：' },
} as const

/** Names and decimal places of the receipt that was fetched; of one that was pasted nothing is known. */
let hearsay: Hearsay = noHearsay

function check(): void {
  if (!isTrustedReadable()) return
  show(checked({ verifierKey: trusted.value }))
  result.focus()
}

/** Also where a document that verifies cannot be shown, nothing is said of it. */
function checked(trust: Trusted): Markup {
  const voice = { language, hearsay }
  try {
    return renderReceipt(verifyDocument(parsed(receipt.value), trust), Date.now(), voice)
  } catch (fault) {
    return renderReceipt(ownFault(fault), Date.now(), voice)
  }
}

/** What is no key is a fault of that field, and says nothing of the receipt. */
function isTrustedReadable(): boolean {
  const readable = readTrustedKey(trusted.value) !== undefined
  trusted.setAttribute('aria-invalid', String(!readable))
  trustedFault.hidden = readable
  if (!readable) {
    forget()
    trusted.focus()
  }
  return readable
}

/** What is no JSON is the text it is: neither a receipt nor a credential. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Escaped by `html` wherever it came from. */
function show(markup: Markup): void {
  result.innerHTML = String(markup)
  document.getElementById('print')?.addEventListener('click', () => print())
}

/** A result stands for exactly what it was made from. */
function forget(): void {
  result.replaceChildren()
}

async function take(file: File | undefined): Promise<void> {
  if (!file) return
  receipt.value = await file.text()
  hearsay = noHearsay
  check()
}

async function fetchAndCheck(): Promise<void> {
  forget()
  said.value = words.fetching[language]
  try {
    const fetched = await fetchReceipt(element<HTMLInputElement>('id').value.trim(), element<HTMLInputElement>('key').value.trim())
    receipt.value = fetched.text
    hearsay = fetched.hearsay
    said.value = words.fetched[language]
    check()
  } catch (fault) {
    said.value = fault instanceof TypeError ? words.unreachable[language] + fault.message : (fault as Error).message
  }
}

function keepTrusted(): void {
  forget()
  trusted.removeAttribute('aria-invalid')
  trustedFault.hidden = true
  try {
    localStorage.setItem(storedKey, trusted.value.trim())
  } catch {
    // a browser that keeps nothing for this page
  }
}

function start(): void {
  forget()
  try {
    trusted.value = localStorage.getItem(storedKey) ?? ''
  } catch {
    // a browser that keeps nothing for this page
  }
  element('verify').addEventListener('submit', (event) => {
    event.preventDefault()
    check()
  })
  receipt.addEventListener('input', () => {
    hearsay = noHearsay
    forget()
  })
  trusted.addEventListener('input', keepTrusted)
  element<HTMLInputElement>('file').addEventListener('change', (event) => void take((event.target as HTMLInputElement).files?.[0]))
  document.addEventListener('dragover', (event) => event.preventDefault())
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    void take(event.dataTransfer?.files[0])
  })
  element('fetching').hidden = location.protocol === 'file:'
  element('fetch').addEventListener('submit', (event) => {
    event.preventDefault()
    void fetchAndCheck()
  })
}

start()
