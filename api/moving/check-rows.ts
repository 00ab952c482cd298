import { presentAsset } from '../assets/asset.ts'
import { decodeBase64url } from '../core/base64url.ts'
import { balanceKey } from '../core/change.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import { sha256Base64 } from '../core/crypto/sha256.ts'
import { issuance, type JournalRecord } from '../core/journal.ts'
import type { Amounts, ApiKey, Asset, Balance, HoldTemplate, Oracle, Transfer, Wallet } from '../core/model.ts'
import { templateInput } from '../hold-templates/template-input.ts'
import { presentOracle } from '../oracles/oracle.ts'
import { presentTransfer } from '../transfers/transfer.ts'
import { checkKey, checkLost, checkShown } from '../verify/check-tables.ts'
import type { Findings } from '../verify/findings.ts'
import { kinds as subjects } from '../verify/note-subject.ts'
import type { Scratch } from '../verify/scratch.ts'
import { presentWallet } from '../wallets/wallet.ts'

/** What rows that came in say, against the journal that came in, which was read and is right. */
export interface RowCheck {
  readonly scratch: Scratch
  readonly findings: Findings
}

const none: Amounts = { posted: 0, held: 0, incoming: 0 }

/** Remembers of a record what rows say of it that no answer shows: which records are about them, and which keys were before. */
export function learn({ seq, type, data, key }: JournalRecord, scratch: Scratch): void {
  const { id } = data as { id?: string }
  if (id !== undefined && /^(transfer|hold)\./.test(type))
    scratch.tell('records', id, { seq, text: following(scratch.told('records', id)?.text ?? '', seq) })
  if (key) {
    const before = JSON.parse(scratch.told('keys', key.wallet)?.text ?? '[]') as object[]
    scratch.tell('keys', key.wallet, { seq, text: JSON.stringify([...before, { id: key.id, seq }].slice(-21)) })
  }
}

/** Stands for a list, however long. */
function following(before: string, seq: number): string {
  return sha256Base64(`${before} ${seq}`)
}

export function checkRecords(id: string, records: readonly number[], { scratch, findings }: RowCheck): void {
  const told = scratch.told('records', id)
  if (records.reduce(following, '') !== (told?.text ?? '')) findings.add(told?.seq ?? null, `${id} does not name the entries that are about it`)
}

export function checkThere(kind: 'wallet' | 'asset' | 'oracle' | 'hold', id: string, whose: string, { scratch, findings }: RowCheck): void {
  if (!scratch.told(kind, id)) findings.add(null, `${whose} names the ${kind} ${id}, which is not there`)
}

export function checkApiKey({ id, wallet }: ApiKey, check: RowCheck): void {
  if (wallet !== null) checkThere('wallet', wallet, `the API key ${id}`, check)
}

export function checkAsset(asset: Asset, check: RowCheck): void {
  checkShown('asset', { id: asset.code, shown: presentAsset(asset) }, check)
  const issued = check.scratch.entry(issuance, asset.code)
  if (asset.supply !== -(issued?.amounts.posted ?? 0)) check.findings.add(issued?.seq ?? null, `the supply of ${asset.code} is not what was issued`)
}

export function checkWallet(wallet: Wallet, check: RowCheck): void {
  const { id, key } = wallet
  checkShown('wallet', { id, shown: presentWallet(wallet, []) }, check)
  checkKey(id, key?.seq, check)
  const told = check.scratch.told('keys', id)
  const former = (JSON.parse(told?.text ?? '[]') as object[]).slice(0, -1)
  if (JSON.stringify(key?.former.map((one) => ({ id: one.id, seq: one.seq })) ?? []) !== JSON.stringify(former))
    check.findings.add(told?.seq ?? null, `the former keys of ${id} are not those of the journal`)
  if (key && key.id !== toDidKey(decodeBase64url(key.publicKey)!)) check.findings.add(key.seq, `the key of ${id} is not the one that its name says`)
}

export function checkBalance({ wallet, asset, lastSeq, posted, held, incoming }: Balance, { scratch, findings }: RowCheck): void {
  const last = scratch.entry(wallet, asset)
  scratch.find('entry', balanceKey(wallet, asset))
  if (wallet !== issuance) checkThere('wallet', wallet, 'a balance', { scratch, findings })
  checkThere('asset', asset, `a balance of ${wallet}`, { scratch, findings })
  const whose = `the balance of ${wallet} in ${asset}`
  const amounts = last?.amounts ?? none
  if (amounts.posted !== posted || amounts.held !== held || amounts.incoming !== incoming)
    findings.add(last?.seq ?? null, `${whose} is not what the entries come to`)
  if (lastSeq !== (last?.seq ?? null)) findings.add(last?.seq ?? null, `${whose} says that it last changed in entry ${lastSeq}`)
}

export function checkTransfer(transfer: Transfer, check: RowCheck): void {
  const { id, from, to, asset, records } = transfer
  checkShown('transfer', { id, shown: presentTransfer(transfer) }, check)
  checkRecords(id, records, check)
  for (const wallet of [from, to]) checkThere('wallet', wallet, `the transfer ${id}`, check)
  checkThere('asset', asset, `the transfer ${id}`, check)
}

export function checkOracle(oracle: Oracle, check: RowCheck): void {
  checkShown('oracle', { id: oracle.id, shown: presentOracle(oracle) }, check)
}

/** A template is tried as when it was made. */
export function checkTemplate({ key, name, version, createdAt: _createdAt, ...input }: HoldTemplate, { findings }: RowCheck): void {
  if (key !== name && key !== `${name}@${version}`) findings.add(null, `the hold template ${key} is called ${name}`)
  if (!templateInput.safeParse({ name, ...input }).success) findings.add(null, `the hold template ${key} is none`)
}

/** When all rows were seen: is one missing, and do holds lock what balances say? */
export function checkWhole(check: RowCheck): void {
  const { scratch, findings } = check
  for (const kind of subjects) checkLost(kind, check)
  const lost = scratch.unfound('entry')
  if (lost) findings.add(lost.seq, `the balance ${lost.id} is not there`)
  for (const { id, seq, value } of scratch.allTold('entry')) {
    const { held, incoming } = JSON.parse(value!) as Amounts
    const locked = JSON.parse(scratch.told('locked', id)?.text ?? JSON.stringify(none)) as Amounts
    if (held !== locked.held || incoming !== locked.incoming) findings.add(seq, `the balance ${id} is not what open holds lock and promise`)
  }
  for (const { id } of scratch.allTold('locked')) if (!scratch.told('entry', id)) findings.add(null, `holds lock ${id}, of which there is no entry`)
  for (const { id, value } of scratch.allTold('watch'))
    if (value === 'open' && !scratch.told('watcher', id)) findings.add(null, `a hold is watched and does not know it: ${id}`)
  for (const { id } of scratch.allTold('watcher')) if (!scratch.told('watch', id)) findings.add(null, `a hold thinks that it is watched: ${id}`)
}
