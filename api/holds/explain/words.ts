import { isWallet } from '../../core/hold-wallets.ts'
import type { Text } from '../../core/use-case.ts'
import { describeRole, enumerate } from '../conditions/role.ts'
import type { Explained } from './explained.ts'

/** How amounts and wallets read. */
export interface Words {
  amount(amount: number, asset: string): string
  /** A wallet's name, or what else stands for it. */
  wallet(id: string): string
}

export function list(items: readonly Text[], joint: 'and' | 'or'): Text {
  return {
    en: enumerate(
      items.map(({ en }) => en),
      joint,
    ),
    ja: items.map(({ ja }) => ja).join(joint === 'and' ? 'と' : 'または'),
  }
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Who acts: where several wallets have the role, any of them. */
export function actors(names: readonly string[], explained: Explained): Text {
  return list(
    names.map((name) => (isShared(name, explained) ? { en: `any ${name}`, ja: `いずれかの${describeRole(name).ja}` } : describeRole(name))),
    'or',
  )
}

export function everyone(names: readonly string[], explained: Explained): Text {
  return list(
    names.map((name) => (isShared(name, explained) ? { en: `every ${name}`, ja: `すべての${describeRole(name).ja}` } : describeRole(name))),
    'and',
  )
}

/** Is it the role of several wallets: are there several payers? */
export function isShared(name: string, { legs }: Explained): boolean {
  if (name !== 'payer' && name !== 'payee') return false
  return new Set(legs.map(({ from, to }) => (name === 'payer' ? from : to))).size > 1
}

/** Who is paid: a role or a wallet. Of several legs, each has its own payer and payee. */
export function receiver(to: string, { legs }: Explained, words: Words): Text {
  if (isWallet(to)) return { en: words.wallet(to), ja: words.wallet(to) }
  const own = legs.length > 1 && (to === 'payer' || to === 'payee')
  return own ? { en: `its ${to}`, ja: `その${describeRole(to).ja}` } : describeRole(to)
}
