import { createAsset } from '../assets/create-asset.ts'
import { issueAsset } from '../assets/issue-asset.ts'
import { createWallet } from '../wallets/create-wallet.ts'
import { createDeciding } from './deciding.ts'

/**
 * A world to test in: `hana` (person) owns 20,000 JPY, `shop` (business) and `ken` (person) nothing; JPY may be held up
 * to 1,000,000 a wallet.
 */
export function createStreet() {
  const world = createDeciding()
  world.must(createAsset, '', { code: 'JPY', scale: 0, maxHolding: 1_000_000 })
  const [hana, shop, ken] = [
    world.must(createWallet, '', { name: 'Hana', kind: 'person' }).id as string,
    world.must(createWallet, '', { name: 'Shop', kind: 'business' }).id as string,
    world.must(createWallet, '', { name: 'Ken', kind: 'person' }).id as string,
  ]
  world.must(issueAsset, 'JPY', { to: hana, amount: 20_000 })
  return { ...world, hana, shop, ken }
}
