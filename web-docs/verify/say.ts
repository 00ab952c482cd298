import { formatAmount } from '../../api/core/amounts.ts'
import type { Language } from '../page.ts'

/** What a receipt does not say, and the service said beside it: shown as such, because nothing proves it. */
export interface Hearsay {
  /** Names of wallets, by ID. */
  readonly wallets: Readonly<Record<string, string>>
  /** Decimal places of assets, by code. */
  readonly scales: Readonly<Record<string, number>>
}

export const noHearsay: Hearsay = { wallets: {}, scales: {} }

/** In which language, and with what names. */
export interface Voice {
  readonly language: Language
  readonly hearsay: Hearsay
}

const minor = { en: 'minor units', ja: '最小単位' } as const

/** `12.00 USD (1,200 minor units)`: what is proved is the integer, so it always stands there unless both are the same. */
export function sayAmount(amount: unknown, asset: unknown, { language, hearsay }: Voice): string {
  const code = String(asset)
  if (!Number.isSafeInteger(amount) || (amount as number) < 0) return `${String(amount)} ${code}`
  const whole = formatAmount(amount as number, { code, scale: 0 })
  const scale = Object.hasOwn(hearsay.scales, code) ? hearsay.scales[code]! : undefined
  if (scale === 0) return whole
  const units = formatAmount(amount as number, { code: minor[language], scale: 0 })
  return scale === undefined ? `${whole} (${minor[language]})` : `${formatAmount(amount as number, { code, scale })} (${units})`
}

/** A time of the sandbox, in UTC: milliseconds, or a text as the API writes it. */
export function sayTime(time: unknown, language: Language): string {
  const date = new Date(typeof time === 'number' || typeof time === 'string' ? time : Number.NaN)
  if (Number.isNaN(date.getTime())) return String(time)
  const [day = '', clock = ''] = date.toISOString().split('T')
  const [year, month, dayOfMonth] = day.split('-')
  const ofDay = clock.slice(0, clock.endsWith('.000Z') ? 8 : 12)
  return language === 'ja' ? `${year}年${Number(month)}月${Number(dayOfMonth)}日 ${ofDay} UTC` : `${day} ${ofDay} UTC`
}

/** The name of a wallet where one was given. */
export function nameOf(wallet: unknown, { hearsay }: Voice): string | undefined {
  return typeof wallet === 'string' && Object.hasOwn(hearsay.wallets, wallet) ? hearsay.wallets[wallet] : undefined
}

/** The beginning and the end of something long. */
export function abbreviated(text: string, first = 8, last = 6): string {
  return text.length <= first + last + 1 ? text : `${text.slice(0, first)}…${text.slice(-last)}`
}
