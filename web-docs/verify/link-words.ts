import type { Language } from '../page.ts'
import type { LinkState } from './chain.ts'

type Wording = Readonly<Record<Language, Readonly<Record<LinkState, string>>>>

/** What each link of a chain says, as it was found. A sign and a word come first, so that nothing depends on colour. */
const linkWords = {
  key: {
    en: { good: 'the key is the wallet’s', bad: 'nothing shows it is the wallet’s', open: 'is it the wallet’s key?' },
    ja: { good: 'ウォレットの鍵である', bad: 'ウォレットの鍵と示すものがない', open: 'ウォレットの鍵か' },
  },
  signature: {
    en: { good: 'the key signed this order', bad: 'the key did not sign this order', open: 'did it sign this order?' },
    ja: { good: 'この鍵が指示に署名した', bad: 'この鍵の署名ではない', open: 'この鍵が署名したか' },
  },
  order: {
    en: { good: 'the record is what was ordered', bad: 'the record is not what was ordered', open: 'is it what was ordered?' },
    ja: { good: '記録は指示のとおり', bad: '記録が指示と違う', open: '記録は指示のとおりか' },
  },
  unsigned: {
    en: { good: '', bad: 'a wallet should have signed it', open: 'no wallet’s key signed it' },
    ja: { good: '', bad: 'ウォレットの署名がない', open: 'ウォレットの署名はない' },
  },
  ordered: {
    en: { good: 'all that it spends was ordered', bad: 'it spends what nobody ordered', open: 'was all that it spends ordered?' },
    ja: { good: 'すべての支出に指示がある', bad: '指示のない支出がある', open: 'すべての支出に指示があるか' },
  },
  content: {
    en: { good: 'what it says holds together', bad: 'what it says is contradictory', open: 'does what it says hold together?' },
    ja: { good: '内容に矛盾がない', bad: '内容に矛盾がある', open: '内容に矛盾がないか' },
  },
  inclusion: {
    en: { good: 'the path ends at the signed root', bad: 'the path misses the signed root', open: 'is the root the signed one?' },
    ja: { good: '署名された根に届く', bad: '署名された根に届かない', open: '署名された根に届くか' },
  },
  sealed: {
    en: { good: 'the service’s key signed it', bad: 'this key did not sign it', open: 'did the service’s key sign it?' },
    ja: { good: 'サービスの鍵が署名した', bad: 'この鍵の署名ではない', open: 'サービスの鍵が署名したか' },
  },
  trust: {
    en: { good: 'it is the key you trust', bad: 'it is not the key you trust', open: 'no trusted key given' },
    ja: { good: '信頼する鍵である', bad: '信頼する鍵ではない', open: '信頼する鍵の指定がない' },
  },
} as const satisfies Record<string, Wording>
export type LinkName = keyof typeof linkWords

const marks: Wording = {
  en: { good: '✓ Good: ', bad: '✗ BAD: ', open: '? Not checkable: ' },
  ja: { good: '✓ 確認済：', bad: '✗ 不正：', open: '? 確認不可：' },
}

export function linkText(name: LinkName, state: LinkState, language: Language): string {
  return marks[language][state] + linkWords[name][language][state]
}
