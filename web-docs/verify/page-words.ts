import type { Text } from '../../api/core/use-case.ts'
import { keyForms } from '../../api/receipts/trusted-key.ts'

/** The words of the page before anything is checked. */
export const pageWords = {
  title: { en: 'Verify a receipt', ja: '受領証を検証する' },
  lead: {
    en: 'A receipt proves what the ledger wrote and who ordered it. It is checked here, in your browser alone: nothing you paste leaves this page, and it works without the service, or from a saved copy of this page.',
    ja: '受領証は、台帳に何が書かれ、誰が指示したかを証明します。検証はこのブラウザの中だけで行われ、貼り付けた内容はどこにも送信されません。サービスが停止していても、保存したこのページからでも検証できます。',
  },
  receipt: { en: 'Receipt or credential (JSON)', ja: '受領証またはクレデンシャル（JSON）' },
  file: { en: 'or choose a file, or drop one on this page', ja: 'またはファイルを選ぶか、このページにドロップ' },
  trusted: { en: 'Key that you trust', ja: '信頼する鍵' },
  trustedText: {
    en: 'The public key of the service (base64url or did:key), good for all of its journals, or the verifier key of one journal, which ends with a reset. Take it from where you trust it, not from the receipt. It is kept in this browser. Whoever runs the service has the public key in the file `<database>.log.vkey`; `GET /v1/journal/checkpoint` gives the verifier key.',
    ja: 'サービスの公開鍵（base64urlまたはdid:key。すべてのジャーナルに有効）、または一つのジャーナルの検証鍵（初期化まで有効）です。受領証からではなく、信頼できるところから入手してください。このブラウザに保存されます。公開鍵はサービスの運営者の `<データベース>.log.vkey` ファイルにあり、検証鍵は `GET /v1/journal/checkpoint` で得られます。',
  },
  trustedFault: { en: `This is no key. Give ${keyForms.en}.`, ja: `鍵ではありません。指定できるのは、${keyForms.ja}です。` },
  verify: { en: 'Verify', ja: '検証する' },
  fetchTitle: { en: 'Fetch a receipt from this service', ja: 'このサービスから受領証を取得する' },
  fetchText: {
    en: 'Fetching asks the service; the check afterwards does not. The names of wallets and the decimal places of assets come along, to be read beside the proof.',
    ja: '取得時だけサービスに問い合わせ、その後の検証では問い合わせません。読みやすくするため、ウォレットの名前と資産の小数点の位置も取得します（証明の対象外）。',
  },
  id: { en: 'ID of the transfer or hold', ja: '送金または仮押さえのID' },
  key: { en: 'API key', ja: 'APIキー' },
  keyText: { en: 'Left empty on the machine of the service: its demo key', ja: '空欄の場合、サービスと同じマシンではデモキーを使用' },
  fetch: { en: 'Fetch', ja: '取得する' },
  result: { en: 'Result', ja: '結果' },
  noScript: { en: 'The check runs in your browser and needs JavaScript.', ja: '検証はブラウザ内で行われるため、JavaScriptが必要です。' },
} as const satisfies Record<string, Text>
