import { createApiKey } from './api-keys/create-api-key.ts'
import { getApiKey } from './api-keys/get-api-key.ts'
import { listApiKeys } from './api-keys/list-api-keys.ts'
import { revokeApiKey } from './api-keys/revoke-api-key.ts'
import { createAsset } from './assets/create-asset.ts'
import { getAsset } from './assets/get-asset.ts'
import { issueAsset } from './assets/issue-asset.ts'
import { listAssets } from './assets/list-assets.ts'
import { redeemAsset } from './assets/redeem-asset.ts'
import { createBatchOf } from './batches/create-batch.ts'
import { advanceClock } from './clock/advance-clock.ts'
import { freezeClock } from './clock/freeze-clock.ts'
import { getClock } from './clock/get-clock.ts'
import { resumeClock } from './clock/resume-clock.ts'
import type { UseCase } from './core/use-case.ts'
import { getEvent } from './events/get-event.ts'
import { listEvents } from './events/list-events.ts'
import { createHoldTemplate } from './hold-templates/create-hold-template.ts'
import { getHoldTemplate } from './hold-templates/get-hold-template.ts'
import { listHoldTemplates } from './hold-templates/list-hold-templates.ts'
import { acceptHold } from './holds/accept-hold.ts'
import { adjustHold } from './holds/adjust-hold.ts'
import { assignHold } from './holds/assign-hold.ts'
import { cancelHold } from './holds/cancel-hold.ts'
import { captureHold } from './holds/capture-hold.ts'
import { createHold } from './holds/create-hold.ts'
import { declineHold } from './holds/decline-hold.ts'
import { disputeHold } from './holds/dispute-hold.ts'
import { explainHold } from './holds/explain-hold.ts'
import { extendHold } from './holds/extend-hold.ts'
import { getHold } from './holds/get-hold.ts'
import { listHolds } from './holds/list-holds.ts'
import { previewHold } from './holds/preview-hold.ts'
import { releaseHold } from './holds/release-hold.ts'
import { resolveHold } from './holds/resolve-hold.ts'
import { sendSignal } from './holds/send-signal.ts'
import { captureHolds, releaseHolds } from './holds/settle-together.ts'
import { withdrawDispute } from './holds/withdraw-dispute.ts'
import { getAudit } from './inspect/get-audit.ts'
import { listRequests } from './inspect/list-requests.ts'
import { getCheckpoint } from './journal/get-checkpoint.ts'
import { getProof } from './journal/get-proof.ts'
import { listJournalEntries } from './journal/list-journal-entries.ts'
import { createOracle } from './oracles/create-oracle.ts'
import { getOracle } from './oracles/get-oracle.ts'
import { listOracles } from './oracles/list-oracles.ts'
import { getHoldReceipt } from './receipts/get-hold-receipt.ts'
import { getTransferReceipt } from './receipts/get-transfer-receipt.ts'
import { createSandbox } from './sandboxes/create-sandbox.ts'
import { forkSandbox } from './sandboxes/fork-sandbox.ts'
import { getSandbox } from './sandboxes/get-sandbox.ts'
import { resetSandbox } from './sandboxes/reset-sandbox.ts'
import { createTransfer } from './transfers/create-transfer.ts'
import { getTransfer } from './transfers/get-transfer.ts'
import { listTransfers } from './transfers/list-transfers.ts'
import { refundTransfer } from './transfers/refund-transfer.ts'
import { closeWallet } from './wallets/close-wallet.ts'
import { createWallet } from './wallets/create-wallet.ts'
import { freezeWallet } from './wallets/freeze-wallet.ts'
import { getKey } from './wallets/get-key.ts'
import { getWallet } from './wallets/get-wallet.ts'
import { listEntries } from './wallets/list-entries.ts'
import { listKeyUses } from './wallets/list-key-uses.ts'
import { listWallets } from './wallets/list-wallets.ts'
import { revokeKey } from './wallets/revoke-key.ts'
import { rotateKey } from './wallets/rotate-key.ts'
import { unfreezeWallet } from './wallets/unfreeze-wallet.ts'
import { createWebhookEndpoint } from './webhooks/create-webhook-endpoint.ts'
import { deleteWebhookEndpoint } from './webhooks/delete-webhook-endpoint.ts'
import { disableWebhookEndpoint } from './webhooks/disable-webhook-endpoint.ts'
import { enableWebhookEndpoint } from './webhooks/enable-webhook-endpoint.ts'
import { getWebhookDelivery } from './webhooks/get-webhook-delivery.ts'
import { getWebhookEndpoint } from './webhooks/get-webhook-endpoint.ts'
import { listWebhookDeliveries } from './webhooks/list-webhook-deliveries.ts'
import { listWebhookEndpoints } from './webhooks/list-webhook-endpoints.ts'
import { resendWebhookDelivery } from './webhooks/resend-webhook-delivery.ts'
import { rotateWebhookSecret } from './webhooks/rotate-webhook-secret.ts'
import { testWebhookEndpoint } from './webhooks/test-webhook-endpoint.ts'

/** Commands of the ledger: what a batch may contain. */
const ledgerCommands = [
  createWallet,
  freezeWallet,
  unfreezeWallet,
  closeWallet,
  rotateKey,
  createAsset,
  issueAsset,
  redeemAsset,
  createTransfer,
  refundTransfer,
  createHold,
  acceptHold,
  declineHold,
  captureHold,
  releaseHold,
  cancelHold,
  adjustHold,
  extendHold,
  sendSignal,
  disputeHold,
  withdrawDispute,
  resolveHold,
  assignHold,
  createHoldTemplate,
  createOracle,
]

/** Every use case there is, in the order in which the documentation shows them. A new one is one line here. */
export const useCases: readonly UseCase[] = [
  createSandbox,
  getSandbox,
  resetSandbox,
  forkSandbox,
  createApiKey,
  listApiKeys,
  getApiKey,
  revokeApiKey,
  getClock,
  freezeClock,
  advanceClock,
  resumeClock,
  createAsset,
  listAssets,
  getAsset,
  issueAsset,
  redeemAsset,
  createWallet,
  listWallets,
  getWallet,
  listEntries,
  freezeWallet,
  unfreezeWallet,
  closeWallet,
  getKey,
  listKeyUses,
  rotateKey,
  revokeKey,
  createTransfer,
  listTransfers,
  getTransfer,
  refundTransfer,
  getTransferReceipt,
  createHold,
  listHolds,
  getHold,
  getHoldReceipt,
  acceptHold,
  declineHold,
  captureHold,
  releaseHold,
  cancelHold,
  adjustHold,
  extendHold,
  sendSignal,
  disputeHold,
  withdrawDispute,
  resolveHold,
  assignHold,
  previewHold,
  explainHold,
  captureHolds,
  releaseHolds,
  createHoldTemplate,
  listHoldTemplates,
  getHoldTemplate,
  createOracle,
  listOracles,
  getOracle,
  createBatchOf(ledgerCommands),
  listEvents,
  getEvent,
  createWebhookEndpoint,
  listWebhookEndpoints,
  getWebhookEndpoint,
  enableWebhookEndpoint,
  disableWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
  listWebhookDeliveries,
  getWebhookDelivery,
  resendWebhookDelivery,
  getCheckpoint,
  listJournalEntries,
  getProof,
  listRequests,
  getAudit,
]
