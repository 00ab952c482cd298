import { createApiKey } from '../api-keys/create-api-key.ts'
import { createAsset } from '../assets/create-asset.ts'
import { issueAsset } from '../assets/issue-asset.ts'
import { demo } from '../core/demo-ids.ts'
import { day, formatTime } from '../core/time.ts'
import type { AnyCommand } from '../core/use-case.ts'
import { createHold } from '../holds/create-hold.ts'
import { createTransfer } from '../transfers/create-transfer.ts'
import { createWallet } from '../wallets/create-wallet.ts'
import { freezeWallet } from '../wallets/freeze-wallet.ts'

interface DemoOperation {
  readonly command: AnyCommand
  readonly id: string
  readonly body: unknown
  /** The IDs that what it creates gets. */
  readonly ids: readonly string[]
}

/** The demo fixture: a small street with money, loyalty points, a payment and two holds. */
export function demoOperations(now: number): DemoOperation[] {
  const expiresAt = formatTime(now + 365 * day)
  const cancelUntil = formatTime(now + 364 * day)
  return [
    run(createAsset, { code: 'JPY', scale: 0, kind: 'money', maxHolding: 10_000_000 }),
    run(createAsset, { code: 'USD', scale: 2, kind: 'money' }),
    run(createWallet, { name: 'Hana Sato', kind: 'person', attributes: { prefecture: 'Tokyo' } }, demo.guest),
    run(createWallet, { name: 'Sakaba Tanaka', kind: 'business' }, demo.restaurant),
    run(createWallet, { name: 'Minato Taxi', kind: 'business' }, demo.taxi),
    run(createWallet, { name: 'Under review', kind: 'person' }, demo.frozenWallet),
    { ...run(freezeWallet, {}), id: demo.frozenWallet },
    { ...run(issueAsset, { to: demo.guest, amount: 100_000 }), id: 'JPY' },
    { ...run(issueAsset, { to: demo.restaurant, amount: 50_000 }), id: 'JPY' },
    { ...run(issueAsset, { to: demo.guest, amount: 50_000 }), id: 'USD' },
    run(createTransfer, { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 3000, memo: 'Dinner last week' }, demo.payment),
    run(createHold, { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000, expiresAt, cancelUntil, memo: 'Table for four' }, demo.seat),
    run(
      createHold,
      { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 2000, expiresAt, acceptances: ['payee'], memo: 'Birthday cake' },
      demo.request,
    ),
    run(createApiKey, { name: "Hana's app", scopes: ['read', 'write'], wallet: demo.guest }, demo.appKey),
  ]
}

/** The body goes through the command's own schema, so a fixture cannot ask for what a client could not. */
function run(command: AnyCommand, body: object, ...ids: string[]): DemoOperation {
  return { command, id: '', body: command.body?.parse(body), ids }
}
