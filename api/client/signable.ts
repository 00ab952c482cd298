/**
 * The commands that a wallet can order by its signature, and where each is sent. A test holds the list against the service.
 * A batch is not among them: each of its operations carries a signature of its own.
 */
export const signable: Readonly<Record<string, string>> = {
  redeemAsset: '/v1/assets/{code}/redeem',
  rotateKey: '/v1/wallets/{id}/rotate-key',
  createTransfer: '/v1/transfers',
  refundTransfer: '/v1/transfers/{id}/refund',
  createHold: '/v1/holds',
  acceptHold: '/v1/holds/{id}/accept',
  declineHold: '/v1/holds/{id}/decline',
  captureHold: '/v1/holds/{id}/capture',
  releaseHold: '/v1/holds/{id}/release',
  cancelHold: '/v1/holds/{id}/cancel',
  adjustHold: '/v1/holds/{id}/adjust',
  extendHold: '/v1/holds/{id}/extend',
  sendSignal: '/v1/holds/{id}/signals',
  disputeHold: '/v1/holds/{id}/dispute',
  withdrawDispute: '/v1/holds/{id}/dispute/withdraw',
  resolveHold: '/v1/holds/{id}/resolve',
  assignHold: '/v1/holds/{id}/assign',
  captureHolds: '/v1/hold-groups/capture',
  releaseHolds: '/v1/hold-groups/release',
}

const patterns = Object.entries(signable).map(([operation, path]) => ({ operation, pattern: new RegExp(`^${path.replace(/\{\w+\}/, '([^/]+)')}$`) }))

/** Which command a POST to this path is, and on what; undefined where no wallet's signature can order it. */
export function commandAt(path: string): { readonly operation: string; readonly id: string | null } | undefined {
  for (const { operation, pattern } of patterns) {
    const [found, id] = pattern.exec(path) ?? []
    if (found !== undefined) return { operation, id: id === undefined ? null : decodeURIComponent(id) }
  }
  return undefined
}
