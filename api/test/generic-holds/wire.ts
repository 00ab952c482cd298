import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import type { Condition, Deed, HoldSpec, Moment, Piece, Portion, Where } from './spec.ts'
import { secrets } from './town.ts'

/** What the oracle reads, as the API takes it. */

type IdOf = (label: string) => string
const secretKey = new Uint8Array(32).fill(7)
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
export const oraclePublicKey = base64url(ed25519.getPublicKey(secretKey))
const hashes = secrets.map((secret) => bytesToHex(sha256(hexToBytes(secret))))

const time = (at: number) => new Date(at).toISOString()
const duration = (span: number) => `PT${Math.floor(span / 1000)}.${String(span % 1000).padStart(3, '0')}S`
const momentOf = (moment: Moment) => (typeof moment === 'number' ? time(moment) : { since: moment.since, plus: duration(moment.plus) })
const whereOf = (where: Where | undefined) => (where ? { where: `data.n ${where.op} ${where.than}` } : {})

function conditionOf(condition: Condition, id: IdOf): object {
  const inner = (list: readonly Condition[]) => list.map((one) => conditionOf(one, id))
  if ('all' in condition) return { all: inner(condition.all) }
  if ('any' in condition) return { any: inner(condition.any) }
  if ('atLeast' in condition) return { atLeast: { ...condition.atLeast, of: inner(condition.atLeast.of) } }
  if ('after' in condition) return { after: momentOf(condition.after) }
  if ('before' in condition) return { before: momentOf(condition.before) }
  if ('signal' in condition) return { signal: { ...condition.signal, ...whereOf(condition.signal.where) } }
  if ('attestedBy' in condition) return { attestedBy: { oracle: id('oracle'), ...condition.attestedBy, ...whereOf(condition.attestedBy.where) } }
  if ('preimage' in condition) return { preimage: { sha256: hashes[condition.preimage] } }
  if ('holdStatus' in condition) return { holdStatus: { ...condition.holdStatus, hold: id(condition.holdStatus.hold) } }
  return condition
}

export function holdBody({ legs, expiresAt, cancelUntil, rules, disputes, limits, ...spec }: HoldSpec, id: IdOf): object {
  const whenOf = (when: Condition | null) => (when === null ? null : conditionOf(when, id))
  const sides = legs.map((leg) => ({ ...leg, from: id(leg.from), to: id(leg.to), ...(leg.fundBy === undefined ? {} : { fundBy: time(leg.fundBy) }) }))
  const portions = (list: readonly Portion[]) => list.map((portion) => ({ ...portion, to: id(portion.to) }))
  const isPlain = rules === undefined
  return {
    ...(legs.length === 1 ? sides[0] : { legs: sides }),
    ...(expiresAt === undefined ? {} : { expiresAt: time(expiresAt) }),
    ...(cancelUntil === undefined ? {} : { cancelUntil: time(cancelUntil) }),
    ...(spec.acceptances ? { acceptances: spec.acceptances } : {}),
    ...(spec.fallback ? { fallback: spec.fallback } : {}),
    ...(isPlain ? {} : { parties: mapped(spec.parties, id), outcomes: mapped(spec.outcomes, portions) }),
    ...(isPlain ? {} : { rules: rules.map((rule) => ({ ...rule, when: whenOf(rule.when), amount: amountOf(rule.amount) })) }),
    ...(disputes ? { disputes: { ...disputes, when: whenOf(disputes.when), within: duration(disputes.within) } } : {}),
    ...(limits
      ? { limits: { ...limits, ...(limits.perPeriod ? { perPeriod: { ...limits.perPeriod, period: duration(limits.perPeriod.period) } } : {}) } }
      : {}),
  }
}

function mapped<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}

const amountOf = (amount: number | { signal: string } | null) => (typeof amount === 'object' && amount !== null ? { ...amount, field: 'n' } : amount)

const paths: Partial<Record<Deed['do'], string>> = { withdraw: 'dispute/withdraw', signal: 'signals' }
export const pathOf = (deed: Deed): string => paths[deed.do] ?? deed.do

export function deedBody(deed: Deed, hold: string, id: IdOf): object {
  const { do: name, ...body } = deed
  if (name === 'signal') return pieceBody((deed as Extract<Deed, { do: 'signal' }>).piece, id(hold), id('oracle'))
  if ('expiresAt' in body) return { expiresAt: time(body.expiresAt) }
  return 'to' in body ? { ...body, to: id(body.to) } : body
}

function pieceBody(piece: Piece, hold: string, kid: string): object {
  const data = 'n' in piece ? { data: { n: piece.n } } : {}
  if ('signal' in piece) return { signal: piece.signal, ...data }
  if ('preimage' in piece) return { preimage: secrets[piece.preimage] }
  if ('approval' in piece) return piece
  const [type, body] = ['kariosae.attestation.v1', { hold, statement: piece.attestation, ...data }]
  const sig = base64url(ed25519.sign(new TextEncoder().encode(`${type}\0${canonicalize(body)}`), secretKey))
  return { attestation: { type, body: piece.wrong ? { ...body, data: { n: 99 } } : body, kid, alg: 'Ed25519', sig } }
}
