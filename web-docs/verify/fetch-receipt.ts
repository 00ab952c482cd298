import { type Hearsay, noHearsay } from './say.ts'

/** A receipt as the service gave it, with what it says beside it. */
export interface Fetched {
  readonly text: string
  readonly hearsay: Hearsay
}

interface Answer {
  readonly ok: boolean
  readonly body: Record<string, unknown>
}

/** Asks the service of this page for the receipt of a transfer or hold. Throws with what to tell the reader. */
export async function fetchReceipt(id: string, givenKey: string): Promise<Fetched> {
  const key = givenKey || (await readDemoKey())
  const path = `/v1/${id.startsWith('hld_') ? 'holds' : 'transfers'}/${encodeURIComponent(id)}/receipt`
  const { ok, body } = await ask(path, key)
  if (!ok) throw new Error([body['title'], body['detail']].filter((part) => typeof part === 'string').join(': '))
  return { text: JSON.stringify(body, null, 2), hearsay: await readHearsay(body, key) }
}

async function ask(path: string, key: string): Promise<Answer> {
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${key}` } })
  return { ok: answer.ok, body: (await answer.json()) as Record<string, unknown> }
}

/** The demo key, or nothing where this service gives none out. */
async function readDemoKey(): Promise<string> {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)) return ''
  const answer = await fetch('/docs/demo-key.json')
  return answer.ok ? ((await answer.json()) as { apiKey: string }).apiKey : ''
}

/** Names and decimal places, as far as this key may read them: a receipt is good without. */
async function readHearsay(receipt: object, key: string): Promise<Hearsay> {
  const wallets = [...new Set(JSON.stringify(receipt).match(/wal_[0-9a-z]{26}/g) ?? [])].slice(0, 20)
  const assets = [...new Set([...JSON.stringify(receipt).matchAll(/"asset":"([A-Z][A-Z0-9._-]{1,15})"/g)].map(([, code]) => code!))].slice(0, 20)
  const named = await Promise.all(wallets.map(async (id) => [id, await memberOf(`/v1/wallets/${id}`, 'name', key)] as const))
  const scaled = await Promise.all(assets.map(async (code) => [code, await memberOf(`/v1/assets/${code}`, 'scale', key)] as const))
  const hearsay = {
    wallets: Object.fromEntries(named.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
    scales: Object.fromEntries(scaled.filter((pair): pair is [string, number] => isScale(pair[1]))),
  }
  return named.length + scaled.length === 0 ? noHearsay : hearsay
}

function isScale(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 18
}

async function memberOf(path: string, name: string, key: string): Promise<unknown> {
  const { ok, body } = await ask(path, key)
  return ok ? body[name] : undefined
}
