import type { Receipt } from '../core/receipt.ts'

type Text = { readonly en: string; readonly ja: string }

/** One thing that was looked at. */
export interface Check {
  readonly name: string
  /** Null: it could not be checked, and `text` says why. */
  readonly ok: boolean | null
  readonly text: Text
}

/** What a check of a receipt or credential found. */
export interface Verdict {
  /** Nothing is wrong. What is null among the checks was not shown, such as that the key is one that the caller trusts. */
  readonly ok: boolean
  readonly checks: readonly Check[]
  /** There if it has the shape of a receipt, right or wrong. */
  readonly receipt?: Receipt
  /** There if it is a credential, right or wrong: who issued it by what it says. */
  readonly issuer?: string
}

/** Whom the caller trusts. */
export interface Trusted {
  /**
   * The key that signs the checkpoints: a verifier key of the journal (C2SP signed-note), or the public key of the service in
   * base64url or as a did:key, which is good for all of its journals. None where it is absent, null or empty.
   */
  readonly verifierKey?: string | null | undefined
}

export function verdictOf(checks: readonly Check[], receipt?: Receipt): Verdict {
  const ok = checks.length > 0 && checks.every((check) => check.ok !== false)
  return receipt ? { ok, checks, receipt } : { ok, checks }
}

export function passed(name: string, en: string, ja: string): Check {
  return { name, ok: true, text: { en, ja } }
}

export function failed(name: string, en: string, ja: string): Check {
  return { name, ok: false, text: { en, ja } }
}

/** The name of the check that says that the verifier itself went wrong. */
const faultCheck = 'fault'

/** Nothing was found out: an exception in the verifier is no verdict on what it checked. */
export function ownFault(fault: unknown): Verdict {
  const why = fault instanceof Error ? `${fault.name}: ${fault.message}` : 'an unknown exception'
  return verdictOf([
    failed(
      faultCheck,
      `The verifier itself failed (${why}). That is a fault of this program or of what it runs on, and says nothing about the document.`,
      `検証プログラム自体が失敗しました（${why}）。プログラムまたは実行環境の不具合であり、書類の正否を示すものではありません。`,
    ),
  ])
}

/** Did the verifier itself fail, so that nothing is known of the document? */
export function isOwnFault({ checks }: Pick<Verdict, 'checks'>): boolean {
  return checks.some(({ name }) => name === faultCheck)
}

/** It could not be checked. */
export function unknown(name: string, en: string, ja: string): Check {
  return { name, ok: null, text: { en, ja } }
}
