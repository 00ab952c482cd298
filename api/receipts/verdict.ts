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
}

/** Whom the caller trusts. */
export interface Trusted {
  /**
   * The key that signs the checkpoints: a verifier key of the journal (C2SP signed-note), or the public key of the service in
   * base64url, which is good for all of its journals.
   */
  readonly verifierKey?: string
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

/** It could not be checked. */
export function unknown(name: string, en: string, ja: string): Check {
  return { name, ok: null, text: { en, ja } }
}
