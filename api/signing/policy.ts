import type { Attestation, KeyPolicy, KeyView, Payload, SigningRefusal } from '../core/signing.ts'
import { operationOf, payloadFault, purposeOf } from './payload.ts'

/** When it is asked (host time, milliseconds), and how many signatures of the key lie in the window of its rate. */
export interface Moment {
  readonly now: number
  readonly recent: number
}

type GuardedKey = Pick<KeyView, 'keyId' | 'status' | 'rotatedTo' | 'policy' | 'attestation'>

/** Why a key may not sign this now, by the first of its rules that forbids it; null if it may. */
export function policyRefusal(key: GuardedKey, payload: Payload, { now, recent }: Moment): SigningRefusal | null {
  const { policy } = key
  return (
    refusal('revoked', statusFault(key)) ??
    refusal('purpose', payloadFault(payload) ?? purposeFault(policy, payload)) ??
    refusal('operation', operationFault(policy, payload)) ??
    refusal('amount', amountFault(policy, payload)) ??
    refusal('rate', rateFault(policy, recent)) ??
    refusal('attestation', attestationFault(policy, key.attestation, now))
  )
}

function refusal(refused: SigningRefusal['refused'], detail: string | undefined): SigningRefusal | null {
  return detail === undefined ? null : { refused, detail }
}

/** Why an attestation does not show what a policy demands of it. `keys` is one of those named, `logic` all of them. */
export function attestationFault({ attestation: demand }: KeyPolicy, shown: Attestation, now: number): string | undefined {
  if (demand === undefined) return undefined
  if (shown.notAfter != null && !(Date.parse(shown.notAfter) > now)) return `the attestation of the key ended at ${shown.notAfter}`
  if (demand.keys && !demand.keys.includes(shown.keys)) return `the key is protected by ${shown.keys}, the policy demands ${demand.keys.join(' or ')}`
  const missing = demand.logic?.find((protection) => !shown.logic.includes(protection))
  return missing && `the attestation of the key does not show ${missing}`
}

function statusFault({ keyId, status, rotatedTo }: GuardedKey): string | undefined {
  if (status === 'active') return undefined
  return status === 'rotated' ? `${keyId} was rotated; ${rotatedTo} signs in its place` : `${keyId} was revoked`
}

function purposeFault({ purposes }: KeyPolicy, payload: Payload): string | undefined {
  const purpose = purposeOf(payload)
  return purposes.includes(purpose) ? undefined : `the key signs ${listed(purposes)}, not ${purpose}`
}

function operationFault({ operations }: KeyPolicy, payload: Payload): string | undefined {
  const operation = operationOf(payload)
  if (operations === undefined || operation === undefined) return undefined
  return operations.some((allowed) => allowed === operation) ? undefined : `the key signs ${listed(operations)}, not ${operation}`
}

/** What one signature spends of an asset is added up, however many items it is divided into; with what a hold's terms may take beyond it later. */
function amountFault({ maxAmounts }: KeyPolicy, payload: Payload): string | undefined {
  if (maxAmounts === undefined || payload.form !== 'envelope') return undefined
  const { spends } = payload.body as { spends?: unknown }
  if (spends === undefined) return undefined
  if (!Array.isArray(spends) || !spends.every(isSpend))
    return 'spends is a list of { asset, amount, upTo? }, amounts in minor units from 1 to 2^53 - 1'
  const sums = new Map<string, number>()
  for (const { asset, amount, upTo = amount } of spends) sums.set(asset, (sums.get(asset) ?? 0) + upTo)
  for (const [asset, sum] of sums) {
    const most = Object.hasOwn(maxAmounts, asset) ? maxAmounts[asset]! : 0
    if (!(sum <= most)) return `the key spends at most ${most} ${asset} at once, not ${sum}`
  }
  return undefined
}

function isSpend(item: unknown): item is { asset: string; amount: number; upTo?: number } {
  const { asset, amount, upTo = amount } = Object(item) as { asset?: unknown; amount?: unknown; upTo?: unknown }
  return (
    typeof asset === 'string' &&
    Number.isSafeInteger(amount) &&
    (amount as number) > 0 &&
    Number.isSafeInteger(upTo) &&
    (upTo as number) >= (amount as number)
  )
}

function rateFault({ rate }: KeyPolicy, recent: number): string | undefined {
  return rate && recent >= rate.count ? `the key signs at most ${rate.count} times in ${rate.seconds} seconds` : undefined
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : `only ${names.join(', ')}`
}
