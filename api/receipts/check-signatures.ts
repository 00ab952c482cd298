import { encodeBase64url } from '../core/base64url.ts'
import { fromDidKey } from '../core/crypto/did-key.ts'
import { type Signed, verifySigned } from '../core/crypto/envelope.ts'
import type { PartialRecord } from '../core/seal-record.ts'
import { commandType, isOrder, type OrderBody, orderFits } from './order-fits.ts'
import { disclosed, spentBy, type Taken, takenBy } from './record-spends.ts'
import { type Check, failed, passed, unknown } from './verdict.ts'

/** What is known beside a record when its orders are checked. */
interface Surroundings {
  /** The wallet's key at that record: the record that made it so, by what is known; undefined if that is not known to be its key. */
  keyRecord(kid: string, wallet: string, before: number): number | undefined
  /** All records that carry this very signature; absent where they are looked at otherwise. */
  sharing?(signed: Signed): readonly PartialRecord[]
}

const name = 'signature'

/** Each signature on a record: good, by a key of the wallet, and for what was recorded. */
export function checkSignatures(record: PartialRecord, known: Surroundings): Check[] {
  const { signatures = [], by, seq } = record
  if (signatures.length > 0) return signatures.map((signed) => checkSignature(record, signed, known))
  if (by.key === null)
    return [
      passed(
        name,
        `Record ${seq} was made by nobody: by time, by terms, or as a fixture. Nobody had to order it.`,
        `記録${seq}は誰の操作でもなく、時間・条件・初期データによるものです。指示は不要です。`,
      ),
    ]
  return [
    passed(
      name,
      `Record ${seq} carries no order of a wallet; it was called for with the API key ${by.key}.`,
      `記録${seq}にウォレットの署名はありません。APIキー ${by.key} による操作です。`,
    ),
  ]
}

/** One signature. */
export function checkSignature(record: PartialRecord, signed: Signed, known: Surroundings): Check {
  const { seq } = record
  const { kid, type } = signed
  const wrong = (en: string, ja: string) => failed(name, `Record ${seq}: ${en}`, `記録${seq}: ${ja}`)
  if (!isOrder(signed)) return wrong(`a signature of the type ${type} is no order.`, `型 ${type} の署名は指示ではありません。`)
  const body = signed.body as OrderBody
  const publicKey = fromDidKey(kid)
  if (!publicKey || !verifySigned(signed, encodeBase64url(publicKey)))
    return wrong(`the signature of ${body.wallet} is not good under ${kid}.`, `${body.wallet} の署名は鍵 ${kid} で検証できません。`)
  const keySeq = known.keyRecord(kid, body.wallet, seq)
  if (keySeq === undefined)
    return wrong(`nothing shows that ${kid} was the key of ${body.wallet}.`, `${kid} が ${body.wallet} の鍵だったことを示すものがありません。`)
  if (type === commandType && record.by.wallet !== body.wallet)
    return wrong(
      `it was recorded as an act of ${record.by.wallet}, and signed by ${body.wallet}.`,
      `${record.by.wallet} の操作と記録されていますが、署名は ${body.wallet} です。`,
    )
  const fit = orderFits(record, body)
  if (fit.fits === false)
    return wrong(`what ${body.wallet} signed does not fit: ${fit.why}.`, `${body.wallet} が署名した内容と一致しません: ${fit.why}`)
  const spent = type === commandType || !known.sharing ? undefined : spendsFault(body, known.sharing(signed))
  if (spent !== undefined && spent !== null) return wrong(spent, `署名された支出額と一致しません: ${spent}`)
  const en = `${body.wallet} ordered ${body.operation} with its key ${kid}, of record ${keySeq}`
  const ja = `${body.wallet} が記録${keySeq}の鍵 ${kid} で ${body.operation} を指示しました`
  if (spent === null)
    return unknown(name, `Record ${seq}: ${en}; its amounts are not shown to this reader.`, `記録${seq}: ${ja}（金額は開示されていません）。`)
  if (fit.fits === null)
    return unknown(
      name,
      `Record ${seq}: ${en}; its content cannot be compared: ${fit.why}.`,
      `記録${seq}: ${ja}（内容は比較できません: ${fit.why}）。`,
    )
  return passed(name, `Record ${seq}: ${en}.`, `記録${seq}: ${ja}。`)
}

/** Is what the wallet signed to spend what its balances lost in these records? Null where they are not shown. */
export function spendsFault({ wallet, spends = [] }: OrderBody, records: readonly PartialRecord[]): string | null | undefined {
  const own = records.flatMap(takenBy).filter((taken) => taken.wallet === wallet)
  const hidden = records.some(({ entries }) => entries.some((entry) => typeof entry === 'string'))
  if (own.length === 0 && hidden && !records.some(({ entries }) => disclosed(entries).some((entry) => entry.wallet === wallet))) return null
  const [signed, taken] = [asText(spends), asText(own)]
  return signed === taken ? undefined : `${wallet} signed to spend ${signed}, and ${taken} was taken.`
}

/** Does it lock what was proposed? */
export function isLocking({ type }: Pick<PartialRecord, 'type'>): boolean {
  return type === 'hold.held' || type === 'hold.accepted'
}

function asText(spends: readonly Pick<Taken, 'asset' | 'amount'>[]): string {
  const parts = spends.map(({ asset, amount }) => `${amount} ${asset}`).sort()
  return parts.length === 0 ? 'nothing' : parts.join(' + ')
}

/** Who signed an order on this record. */
export function signersOf({ signatures = [] }: Pick<PartialRecord, 'signatures'>): readonly string[] {
  return signatures.map(({ body }) => (body as OrderBody).wallet)
}

/**
 * Nobody spends from a wallet without its order: on this record, or, where a hold is locked when its last party accepts, on
 * one of those that proposed it or accepted before (`consents`).
 */
export function checkOrdered(record: PartialRecord, consents: readonly string[]): Check {
  const { seq } = record
  const signers = new Set([...signersOf(record), ...(isLocking(record) ? consents : [])])
  const missing = spentBy(record).filter(({ wallet }) => !signers.has(wallet))
  if (missing.length > 0) {
    const what = missing.map(({ wallet, asset, amount }) => `${amount} ${asset} of ${wallet}`).join(', ')
    return failed(
      'orders',
      `Record ${seq} takes ${what} without an order of the wallet.`,
      `記録${seq}は、ウォレットの指示なしに支出しています: ${what}`,
    )
  }
  if (record.entries.some((entry) => typeof entry === 'string') && record.by.key !== null && record.type !== 'hold.captured')
    return unknown(
      'orders',
      `Record ${seq}: entries that this reader may not see could spend, too.`,
      `記録${seq}: 開示されていない増減による支出は確認できません。`,
    )
  return passed('orders', `Record ${seq}: everything that it spends was ordered.`, `記録${seq}: すべての支出に指示があります。`)
}
