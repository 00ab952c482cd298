import { decodeBase64url } from '../core/base64url.ts'
import { type Checkpoint, parseCheckpoint } from '../core/note/checkpoint.ts'
import { parseVerifierKey, verifierKey } from '../core/note/verifier-key.ts'
import type { Receipt } from '../core/receipt.ts'
import { journalOfOrigin } from './origin.ts'
import { type Check, failed, passed, type Trusted, unknown } from './verdict.ts'

export interface OpenedCheckpoint {
  readonly checks: readonly Check[]
  /** There if a key signed it that goes with it. */
  readonly checkpoint?: Checkpoint
}

/** Is the head of the journal signed, by the journal's own key, and is that the one the caller trusts? */
export function openCheckpoint(
  { checkpoint: note, verifierKey: named }: Pick<Receipt, 'checkpoint' | 'verifierKey'>,
  trusted: Trusted,
): OpenedCheckpoint {
  const checkpoint = parseCheckpoint(note, [named])
  if (typeof checkpoint === 'string') {
    return {
      checks: [
        failed(
          'checkpoint',
          `The checkpoint is not signed by the key named: ${checkpoint}.`,
          `チェックポイントが指定の鍵で署名されていません: ${checkpoint}`,
        ),
      ],
    }
  }
  const { origin, size } = checkpoint
  const signed = passed(
    'checkpoint',
    `The checkpoint over ${size} records is signed by the key ${named}.`,
    `${size}件の記録を覆うチェックポイントに、鍵 ${named} の署名があります。`,
  )
  return { checks: [signed, checkTrust(named, origin, trusted), checkOrigin(named, origin)], checkpoint }
}

function checkTrust(named: string, origin: string, { verifierKey: given }: Trusted): Check {
  const name = 'trusted-key'
  if (given === undefined)
    return unknown(
      name,
      'No trusted key was given: this only shows that the parts fit together. Anybody can make such a key; compare it with the one that the service publishes.',
      '信頼する鍵が指定されていません。内部の整合だけを確認しました。鍵は誰でも作れるため、サービスが公開する鍵と比べてください。',
    )
  const expected = trustedFor(origin, given)
  if (expected === undefined)
    return failed(name, `What was given as the trusted key is none: ${given}`, `信頼する鍵として指定された値は鍵ではありません: ${given}`)
  if (expected !== named)
    return failed(name, `It is signed by another key than the trusted ${expected}.`, `信頼する鍵 ${expected} とは別の鍵で署名されています。`)
  return passed(name, 'The key is the one that you trust.', '鍵は、信頼すると指定されたものです。')
}

/** The trusted key as the verifier key of this journal; undefined where it is no key. */
function trustedFor(origin: string, given: string): string | undefined {
  if (typeof parseVerifierKey(given) !== 'string') return given
  const publicKey = decodeBase64url(given)
  return publicKey?.length === 32 ? verifierKey(origin, publicKey) : undefined
}

function checkOrigin(named: string, origin: string): Check {
  const key = parseVerifierKey(named)
  if (typeof key === 'string' || key.name !== origin || journalOfOrigin(origin) === undefined)
    return failed(
      'journal',
      `The checkpoint is of ${origin}, which is not the journal of the key.`,
      `チェックポイントの発行元 ${origin} は、鍵のジャーナルではありません。`,
    )
  return passed('journal', `It is of the journal ${origin}.`, `ジャーナル ${origin} のものです。`)
}
