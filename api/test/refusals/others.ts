import { demo } from '../../core/demo-ids.ts'
import { createHoldTemplate } from '../../hold-templates/create-hold-template.ts'
import { attested, closed, full, kept, signsNothing, terms } from './before.ts'
import { lastCreated, nowhere, ownKey, type Scenarios } from './scenario.ts'

const templateBody = createHoldTemplate.example.body as object
const someone = { 'Idempotency-Key': 'a name for a sandbox, long enough to be secret' }

export const transfers: Scenarios = {
  createTransfer: {
    same_wallet: { body: { ...terms, to: demo.guest } },
    wallet_not_found: { body: { ...terms, from: nowhere.wallet } },
    asset_not_found: { body: { ...terms, asset: 'NONE' } },
    not_permitted: { body: terms, actAs: demo.restaurant },
    wallet_frozen: { body: { ...terms, to: demo.frozenWallet } },
    wallet_closed: { body: { ...terms, to: demo.taxi }, before: [closed(demo.taxi)] },
    rule_violated: {
      body: { ...terms, asset: 'GIFT' },
      before: [{ op: 'createAsset', body: { code: 'GIFT', scale: 0, rules: { senders: ['business'] } } }],
    },
    insufficient_funds: { body: { ...terms, amount: 81_001 } },
    holding_limit_exceeded: { body: terms, before: [full] },
    signing_refused: { before: [signsNothing(demo.guest)] },
  },
  getTransferReceipt: { transfer_not_found: { id: nowhere.transfer }, not_permitted: { actAs: demo.taxi } },
  getTransfer: { transfer_not_found: { id: nowhere.transfer }, not_permitted: { actAs: demo.taxi } },
  listTransfers: {
    not_permitted: { query: { wallet: demo.guest }, actAs: demo.taxi },
    invalid_request: { query: { wallet: demo.guest, after: demo.payment } },
  },
  refundTransfer: {
    transfer_not_found: { id: nowhere.transfer },
    not_permitted: { actAs: demo.guest },
    exceeds_refundable: { body: { amount: 3001 } },
    wallet_frozen: { before: [{ op: 'freezeWallet', id: demo.guest }] },
    wallet_closed: { before: [closed(demo.guest)] },
    insufficient_funds: { before: [{ op: 'redeemAsset', id: 'JPY', body: { from: demo.restaurant, amount: 53_000 } }] },
    holding_limit_exceeded: { before: [{ op: 'issueAsset', id: 'JPY', body: { to: demo.guest, amount: 9_903_000 } }] },
    rule_violated: {
      id: lastCreated,
      body: {},
      before: [...kept, { op: 'createTransfer', body: { from: demo.signer, to: demo.restaurant, asset: 'KEPT', amount: 10 }, signed: true }],
    },
    signing_refused: { before: [signsNothing(demo.restaurant)] },
  },
}

export const assets: Scenarios = {
  createAsset: { asset_exists: { body: { code: 'JPY', scale: 0 } } },
  getAsset: { asset_not_found: { id: 'NONE' } },
  issueAsset: {
    asset_not_found: { id: 'NONE' },
    wallet_not_found: { body: { to: nowhere.wallet, amount: 1 } },
    wallet_frozen: { body: { to: demo.frozenWallet, amount: 1 } },
    wallet_closed: { body: { to: demo.taxi, amount: 1 }, before: [closed(demo.taxi)] },
    supply_limit_exceeded: {
      id: 'FEW',
      body: { to: demo.taxi, amount: 11 },
      before: [{ op: 'createAsset', body: { code: 'FEW', scale: 0, maxSupply: 10 } }],
    },
    holding_limit_exceeded: { body: { to: demo.taxi, amount: 10_000_001 } },
  },
  redeemAsset: {
    asset_not_found: { id: 'NONE' },
    wallet_not_found: { body: { from: nowhere.wallet, amount: 1 } },
    wallet_frozen: { body: { from: demo.frozenWallet, amount: 1 } },
    insufficient_funds: { body: { from: demo.guest, amount: 81_001 } },
    rule_violated: {
      id: 'KEPT',
      body: { from: demo.guest, amount: 1 },
      before: [...kept, { op: 'issueAsset', id: 'KEPT', body: { to: demo.guest, amount: 1 } }],
    },
    signing_refused: { before: [signsNothing(demo.guest)] },
  },
}

export const wallets: Scenarios = {
  getWallet: { wallet_not_found: { id: nowhere.wallet }, not_permitted: { actAs: demo.taxi } },
  listEntries: {
    wallet_not_found: { id: nowhere.wallet },
    not_permitted: { actAs: demo.taxi },
    invalid_request: { query: { after: 'JPY:99' } },
  },
  freezeWallet: { wallet_not_found: { id: nowhere.wallet }, wallet_closed: { before: [closed(demo.taxi)] } },
  unfreezeWallet: { wallet_not_found: { id: nowhere.wallet }, wallet_closed: { before: [closed(demo.frozenWallet)] } },
  closeWallet: { wallet_not_found: { id: nowhere.wallet } },
  createWallet: {
    attestation_invalid: { body: { name: 'Phone', custody: 'self', ...attested({ oracle: nowhere.oracle }) } },
    signing_refused: { body: { name: 'Vault', keyPolicy: { attestation: { keys: ['HSM'] } } } },
  },
  getKey: { wallet_not_found: { id: nowhere.wallet }, not_permitted: { actAs: demo.taxi } },
  listKeyUses: {
    wallet_not_found: { id: nowhere.wallet },
    not_permitted: { actAs: demo.taxi },
    invalid_request: { query: { after: 'the last one' } },
  },
  rotateKey: {
    wallet_not_found: { id: nowhere.wallet },
    not_permitted: { actAs: demo.taxi },
    invalid_request: { body: attested() },
    attestation_invalid: { id: demo.signer, body: attested({ notAfter: '2026-12-01T00:00:00Z' }), signed: true },
    signing_refused: { body: { keyPolicy: { attestation: { keys: ['HSM'] } } } },
  },
  revokeKey: { wallet_not_found: { id: nowhere.wallet } },
}

export const rest: Scenarios = {
  createSandbox: {
    idempotency_key_reused: { body: {}, headers: someone, before: [{ op: 'createSandbox', body: { fixture: 'demo' }, headers: someone }] },
  },
  createApiKey: { wallet_not_found: { body: { scopes: ['read'], wallet: nowhere.wallet } } },
  getApiKey: { api_key_not_found: { id: nowhere.apiKey } },
  revokeApiKey: { api_key_not_found: { id: nowhere.apiKey }, not_permitted: { id: ownKey } },
  advanceClock: { clock_out_of_range: { body: { to: '2026-11-30T23:59:59.999Z' } } },
  createBatch: { batch_rejected: { body: { atomic: true, operations: [{ op: 'acceptHold', id: demo.seat }] } } },
  listEvents: { invalid_request: { query: { after: demo.payment } } },
  createHoldTemplate: {
    template_name_taken: { body: { ...templateBody, name: 'escrow' } },
    terms_invalid: {
      body: { ...templateBody, terms: { ...(templateBody as { terms: object }).terms, parties: {}, rules: [{ action: 'capture', by: ['notary'] }] } },
    },
  },
  getCheckpoint: { record_not_found: { query: { size: '1000000' } } },
  getProof: { record_not_found: { query: { entry: '1000000' } } },
  getHoldTemplate: { hold_template_not_found: { id: 'none' } },
  getOracle: { oracle_not_found: { id: nowhere.oracle } },
  getEvent: { event_not_found: { id: 'evt_00000000000000000000000099' } },
}
