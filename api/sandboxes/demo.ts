import { createApiKey } from '../api-keys/create-api-key.ts'
import { createAsset } from '../assets/create-asset.ts'
import { issueAsset } from '../assets/issue-asset.ts'
import { demo } from '../core/demo-ids.ts'
import { day, formatTime } from '../core/time.ts'
import type { AnyCommand } from '../core/use-case.ts'
import { createHold } from '../holds/create-hold.ts'
import { disputeHold } from '../holds/dispute-hold.ts'
import { createOracle } from '../oracles/create-oracle.ts'
import { createTransfer } from '../transfers/create-transfer.ts'
import { createWallet } from '../wallets/create-wallet.ts'
import { freezeWallet } from '../wallets/freeze-wallet.ts'
import { createWebhookEndpoint } from '../webhooks/create-webhook-endpoint.ts'
import { disableWebhookEndpoint } from '../webhooks/disable-webhook-endpoint.ts'
import { testWebhookEndpoint } from '../webhooks/test-webhook-endpoint.ts'

interface DemoOperation {
  readonly command: AnyCommand
  readonly id: string
  readonly body: unknown
  /** The IDs that what it creates gets. */
  readonly ids: readonly string[]
}

/** The demo fixture: a small street with money, loyalty points, a payment and some holds. */
export function demoOperations(now: number): DemoOperation[] {
  const expiresAt = formatTime(now + 365 * day)
  const cancelUntil = formatTime(now + 364 * day)
  return [
    run(createAsset, { code: 'JPY', scale: 0, kind: 'money', maxHolding: 10_000_000 }),
    run(createAsset, { code: 'USD', scale: 2, kind: 'money' }),
    run(createWallet, { name: 'Hana Sato', kind: 'person', attributes: { prefecture: 'Tokyo' } }, demo.guest),
    run(createWallet, { name: 'Sakaba Tanaka', kind: 'business' }, demo.restaurant),
    run(createWallet, { name: 'Minato Taxi', kind: 'business' }, demo.taxi),
    run(createWallet, { name: 'Ran Mori', kind: 'person', custody: 'self', publicKey: signerKey }, demo.signer),
    run(createWallet, { name: 'Under review', kind: 'person' }, demo.frozenWallet),
    { ...run(freezeWallet, {}), id: demo.frozenWallet },
    { ...run(issueAsset, { to: demo.guest, amount: 100_000 }), id: 'JPY' },
    { ...run(issueAsset, { to: demo.restaurant, amount: 50_000 }), id: 'JPY' },
    { ...run(issueAsset, { to: demo.signer, amount: 20_000 }), id: 'JPY' },
    { ...run(issueAsset, { to: demo.guest, amount: 50_000 }), id: 'USD' },
    run(createTransfer, { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 3000, memo: 'Dinner last week' }, demo.payment),
    run(createHold, { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 8000, expiresAt, cancelUntil, memo: 'Table for four' }, demo.seat),
    run(
      createHold,
      { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 2000, expiresAt, acceptances: ['payee'], memo: 'Birthday cake' },
      demo.request,
    ),
    run(createOracle, { name: 'Registry office', publicKey: registryKey }, demo.oracle),
    run(createHold, parcel(expiresAt), demo.parcel),
    run(createHold, parcel(expiresAt), demo.disputed),
    { ...run(disputeHold, { memo: 'The parcel was empty' }), id: demo.disputed },
    run(createApiKey, { name: "Hana's app", scopes: ['read', 'write'], wallet: demo.guest }, demo.appKey),
    // Nothing is sent to it until somebody enables it.
    run(createWebhookEndpoint, { url: 'http://localhost:4000/webhooks', description: 'A till on this machine' }, demo.endpoint),
    { ...run(testWebhookEndpoint, {}, demo.delivery), id: demo.endpoint },
    { ...run(disableWebhookEndpoint, {}), id: demo.endpoint },
  ]
}

/** RFC 8032 section 7.1, tests 1 and 2: keys whose secrets everyone knows. */
const registryKey = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
const signerKey = 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw'

/** Goods in escrow: paid by itself when they are delivered, unless the buyer disputes and the arbiter decides. */
function parcel(expiresAt: string): object {
  return {
    ...{ from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 4000, expiresAt, memo: 'A parcel' },
    parties: { controller: demo.taxi },
    rules: [
      { name: 'delivery', action: 'capture', when: { signal: { name: 'delivered', from: ['payee'] } } },
      { name: 'arbiter', action: 'capture', by: ['controller'] },
    ],
    disputes: { by: ['payer'] },
  }
}

/** The body goes through the command's own schema, so a fixture cannot ask for what a client could not. */
function run(command: AnyCommand, body: object, ...ids: string[]): DemoOperation {
  return { command, id: '', body: command.body?.parse(body), ids }
}
