import type { Text } from '../../api/core/use-case.ts'

/** The words around a result. */
export const resultWords = {
  receipt: { en: 'Receipt', ja: '受領証' },
  verified: { en: 'Verified', ja: '検証済み' },
  verifiedWhy: {
    en: 'Every check that could be made holds, and the journal is signed with the key you trust.',
    ja: '可能な検査はすべて正しく、ジャーナルは信頼する鍵で署名されています。',
  },
  unconfirmed: { en: 'Consistent, but not confirmed', ja: '整合していますが、未確認です' },
  unconfirmedWhy: {
    en: 'Nothing in it is wrong, but it names its own key: anybody can make such a receipt with a key of theirs. Give the key you trust above to be sure.',
    ja: '内容に誤りはありませんが、鍵は受領証自身が示すものです。誰でも自分の鍵で同じ形の受領証を作れます。信頼する鍵を上に入力して確かめてください。',
  },
  void: { en: 'VOID – does not verify', ja: '無効 – 検証できません' },
  voidMark: { en: 'VOID 無効', ja: '無効 VOID' },
  voidWhy: { en: 'Do not rely on it. What is wrong:', ja: 'この書類は信用しないでください。誤りは次のとおりです。' },
  neither: { en: 'This is no receipt or credential of Kariosae', ja: 'Kariosaeの受領証でもクレデンシャルでもありません' },
  neitherWhy: {
    en: 'Nothing was checked. A receipt is JSON whose type is kariosae.receipt.v1; a credential is JSON with KariosaeReceipt among its types. Was all of it pasted?',
    ja: '検証は行われていません。受領証は type が kariosae.receipt.v1 のJSON、クレデンシャルは type に KariosaeReceipt を含むJSONです。全体が貼り付けられているか確認してください。',
  },
  fault: { en: 'This program failed: nothing is known of the document', ja: '検証プログラムの失敗：書類の正否は不明です' },
  credential: { en: 'Credential', ja: 'クレデンシャル' },
  issuedBy: { en: 'A verifiable credential, signed by its issuer', ja: '検証可能クレデンシャル。発行者の署名があります' },
  claimsIssuer: { en: 'It claims to be a credential issued by', ja: '発行者とされているもの' },
  about: { en: 'It claims to be about', ja: '対象とされているもの' },
  chains: { en: 'Who ordered it, and where it is written', ja: '指示者と記録の場所' },
  chainsText: {
    en: 'From the key of the wallet, over the journal, to the key of the service. Each link carries its mark: ✓ good, ✗ bad, ? not checkable.',
    ja: 'ウォレットの鍵から、ジャーナルを経て、サービスの鍵までのつながりです。✓ 確認済、✗ 不正、? 確認不可。',
  },
  checks: { en: 'Checks', ja: '検査項目' },
  good: { en: 'good', ja: '確認済' },
  bad: { en: 'BAD', ja: '不正' },
  open: { en: 'not checkable', ja: '確認不可' },
  checkpoint: { en: 'Checkpoint', ja: 'チェックポイント' },
  records: { en: 'records', ja: '件の記録' },
  root: { en: 'root', ja: '根' },
  newest: { en: 'newest record shown', ja: '最新の記録' },
  checked: { en: 'checked in this browser', ja: 'このブラウザで検証' },
  said: {
    en: 'Names and decimal places are as the service gave them when the receipt was fetched. They are not proved; IDs and minor units are.',
    ja: '名前と小数点の位置は、取得時にサービスが示したもので、証明の対象ではありません。IDと最小単位の金額は証明されています。',
  },
  print: { en: 'Print', ja: '印刷' },
} as const satisfies Record<string, Text>
