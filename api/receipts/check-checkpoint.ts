import { type Checkpoint, parseCheckpoint } from '../core/note/checkpoint.ts'
import { parseVerifierKey } from '../core/note/verifier-key.ts'
import type { Receipt } from '../core/receipt.ts'
import { journalOfOrigin } from './origin.ts'
import { keyForms, readTrustedKey, type TrustedKey } from './trusted-key.ts'
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
  return { checks: [signed, checkTrust(named, trusted), checkOrigin(named, origin)], checkpoint }
}

const trust = 'trusted-key'

function checkTrust(named: string, { verifierKey: given }: Trusted): Check {
  const key = readTrustedKey(given)
  if (key === 'none')
    return unknown(
      trust,
      'No trusted key was given: this only shows that the parts fit together. Anybody can make such a key; compare it with the one that the service publishes.',
      '信頼する鍵が指定されていません。内部の整合だけを確認しました。鍵は誰でも作れるため、サービスが公開する鍵と比べてください。',
    )
  if (key === undefined)
    return failed(
      trust,
      `What was given as the trusted key cannot be read, which says nothing about the document. It must be ${keyForms.en}.`,
      `信頼する鍵として指定された値を読めません（書類の誤りではありません）。指定できるのは、${keyForms.ja}です。`,
    )
  return compareKeys(named, key)
}

/** `named` is a verifier key that signed the checkpoint. */
function compareKeys(named: string, { publicKey, name }: TrustedKey): Check {
  const signer = parseVerifierKey(named)
  if (typeof signer === 'string' || signer.publicKey.some((byte, at) => byte !== publicKey[at]))
    return failed(trust, 'It is signed by another key than the one that you trust.', '信頼する鍵とは別の鍵で署名されています。')
  if (name !== undefined && name !== signer.name)
    return failed(
      trust,
      `It is of another journal (name ${signer.name}) under the same key: you trust the journal ${name}. A reset begins a new journal; the public key of the service in base64url is good for all of them.`,
      `同じ鍵ですが、別のジャーナル（${signer.name}）のものです。信頼するジャーナルは ${name} です。初期化すると新しいジャーナルになります。サービスの公開鍵（base64url）はすべてのジャーナルに使えます。`,
    )
  return passed(trust, 'The key is the one that you trust.', '鍵は、信頼すると指定されたものです。')
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
