import { SigningUnavailable } from './signing.ts'
import { StoreUnavailable } from './store.ts'

/** Does the store or the signing backend only not serve at this moment? Then it is no fault of ours, and whoever asks comes again. */
export function isUnavailable(fault: unknown): fault is StoreUnavailable | SigningUnavailable {
  return fault instanceof StoreUnavailable || fault instanceof SigningUnavailable
}
