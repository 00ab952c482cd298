import type { Reader } from '../core/reader.ts'
import type { ViewContext } from '../core/use-case.ts'
import { credentialOf } from './credential.ts'
import { makeReceipt } from './make-receipt.ts'

/** The receipt of a transfer or hold, as it was asked for. */
export async function answerReceipt(
  reader: Reader,
  subject: Parameters<typeof makeReceipt>[1],
  { as }: { readonly as: 'receipt' | 'credential' },
  context: ViewContext,
): Promise<object> {
  const receipt = await makeReceipt(reader, subject, context)
  return as === 'receipt' ? receipt : context.issue((issuer) => credentialOf(receipt, issuer))
}
