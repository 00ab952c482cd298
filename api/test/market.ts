import { createAsset } from '../assets/create-asset.ts'
import { issueAsset } from '../assets/issue-asset.ts'
import { createHold } from '../holds/create-hold.ts'
import { createWallet } from '../wallets/create-wallet.ts'
import { createStreet } from './street.ts'

/**
 * The street with a marketplace: `arbiter`, `courier`, `platform` and `lender` own nothing; `ken` owns 100 BOND (which
 * nobody else has), may be held in any amount.
 */
export function createMarket() {
  const street = createStreet()
  const [arbiter, courier, platform, lender] = ['Arbiter', 'Courier', 'Platform', 'Lender'].map(
    (name) => street.must(createWallet, '', { name, kind: 'business' }).id as string,
  ) as [string, string, string, string]
  street.must(createAsset, '', { code: 'BOND', scale: 0, kind: 'security' })
  street.must(issueAsset, 'BOND', { to: street.ken, amount: 100 })
  const sale = { from: street.hana, to: street.shop, asset: 'JPY', amount: 10_000 }

  return {
    ...street,
    ...{ arbiter, courier, platform, lender, sale },
    /** Makes a hold of Hana's 10,000 JPY for the shop on these terms. */
    hold: (terms: object = {}, as: string | null = null): string => street.must(createHold, '', { ...sale, ...terms }, as).id as string,
    /** What JPY everyone has: posted of Hana, shop, ken, arbiter, courier, platform, lender. */
    owns: (): number[] => [street.hana, street.shop, street.ken, arbiter, courier, platform, lender].map((wallet) => street.balance(wallet)[0]),
    of: (id: string) => street.state.find('hold', id)!,
  }
}
export type Market = ReturnType<typeof createMarket>
