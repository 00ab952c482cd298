import { receiptType } from '../core/receipt.ts'
import type { Verdict } from './verdict.ts'
import { isCredential, type TrustedIssuer, verifyCredential } from './verify-credential.ts'
import { verifyReceipt } from './verify-receipt.ts'

/** Checks what says of itself that it is a receipt or a credential of this service; undefined where it says neither. */
export function verifyDocument(value: unknown, trusted: TrustedIssuer): Verdict | undefined {
  if (isCredential(value)) return verifyCredential(value, trusted)
  return (Object(value) as { type?: unknown }).type === receiptType ? verifyReceipt(value, trusted) : undefined
}
