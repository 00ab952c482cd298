import type { Text } from '../../api/core/use-case.ts'

/** The words of the document that a receipt becomes. */
export const documentWords = {
  transfer: { en: 'Transfer', ja: '送金' },
  hold: { en: 'Hold', ja: '仮押さえ' },
  what: { en: 'What happened', ja: '内容' },
  id: { en: 'ID', ja: 'ID' },
  sandbox: { en: 'Sandbox', ja: 'サンドボックス' },
  from: { en: 'From', ja: '支払人' },
  to: { en: 'To', ja: '支払先' },
  amount: { en: 'Amount', ja: '金額' },
  when: { en: 'When', ja: '日時' },
  memo: { en: 'Memo', ja: 'メモ' },
  attachments: { en: 'Attachments', ja: '添付' },
  refundOf: { en: 'Refund of', ja: '返金元' },
  status: { en: 'Status', ja: '状態' },
  expires: { en: 'Expires', ja: '期限' },
  parties: { en: 'Other parties', ja: 'その他の当事者' },
  captured: { en: 'paid', ja: '支払済み' },
  released: { en: 'given back', ja: '返還済み' },
  remaining: { en: 'still held', ja: '留保中' },
  steps: { en: 'Step by step', ja: '経過' },
  record: { en: 'record', ja: '記録' },
  by: { en: 'by', ja: '実行：' },
  itself: { en: 'by itself, as agreed or by time', ja: '条件または時間により自動' },
  apiKey: { en: 'with the API key', ja: 'APIキー' },
  service: { en: 'by the service', ja: 'サービス' },
  locked: { en: 'locked', ja: '留保' },
  paid: { en: 'paid', ja: '支払' },
  back: { en: 'given back', ja: '返還' },
} as const satisfies Record<string, Text>

/** What a step of a hold did; unknown actions are shown as they are called. */
export const actionWords: Readonly<Record<string, Text>> = {
  propose: { en: 'Proposed', ja: '提案' },
  hold: { en: 'Held', ja: '仮押さえ' },
  accept: { en: 'Accepted', ja: '承諾' },
  decline: { en: 'Declined', ja: '拒否' },
  capture: { en: 'Captured', ja: '支払' },
  release: { en: 'Released', ja: '返還' },
  cancel: { en: 'Cancelled', ja: '取消' },
  adjust: { en: 'Amount changed', ja: '金額変更' },
  extend: { en: 'Extended', ja: '期限延長' },
  expire: { en: 'Expired', ja: '期限切れ' },
  signal: { en: 'Something was handed in', ja: '証拠の提出' },
  dispute: { en: 'Disputed', ja: '異議' },
  withdraw: { en: 'Dispute withdrawn', ja: '異議の取下げ' },
  resolve: { en: 'Dispute resolved', ja: '裁定' },
  assign: { en: 'Receipt assigned', ja: '受取の譲渡' },
}

export const statusWords: Readonly<Record<string, Text>> = {
  completed: { en: 'completed', ja: '完了' },
  proposed: { en: 'proposed', ja: '提案中' },
  held: { en: 'held', ja: '仮押さえ中' },
  disputed: { en: 'disputed', ja: '異議申立て中' },
  captured: { en: 'captured', ja: '支払済み' },
  released: { en: 'released', ja: '返還済み' },
  cancelled: { en: 'cancelled', ja: '取消済み' },
  expired: { en: 'expired', ja: '期限切れ' },
  declined: { en: 'declined', ja: '拒否' },
}

/** The word for it, or itself where there is none. */
export function wordFor(words: Readonly<Record<string, Text>>, key: string, language: 'en' | 'ja'): string {
  return Object.hasOwn(words, key) ? words[key]![language] : key
}
