import type { Evidence, Step } from './client.ts'

/** One step of a hold's history in a line: who did what, what moved, and why. */

interface Words {
  money(amount: number, asset?: string): string
  nameOf(wallet: string): string
}

export function tellStep(step: Step, words: Words): string {
  const who = step.by === null ? 'by itself' : words.nameOf(step.by)
  return `${who.padEnd(12)}${step.action.padEnd(10)}${[...moved(step, words), ...reasons(step, words)].join(', ')}`.trimEnd()
}

function moved({ outcome, amount, payments, returned }: Step, { money, nameOf }: Words): string[] {
  if (outcome === null) return amount === null ? [] : [money(amount)]
  const paid = payments.map((one) => `${money(one.amount, one.asset)} to ${nameOf(one.to)}`)
  return [...paid, ...returned.map((one) => `${money(one.amount, one.asset)} back to ${nameOf(one.to)}`)]
}

function reasons({ by, rule, outcome, evidence, memo }: Step, words: Words): string[] {
  const why = rule !== null ? [`rule ${rule}`] : outcome !== null ? [`outcome ${outcome}`] : []
  return [...why, ...evidence.map((one) => tellEvidence(one, by, words)), ...(memo === null ? [] : [`"${memo}"`])]
}

function tellEvidence({ kind, name, by, data }: Evidence, teller: string | null, { money, nameOf }: Words): string {
  // The name of a preimage is its hash.
  const what = kind === 'preimage' ? kind : `${kind} ${name}`
  const amount = data?.['amount'] ?? data?.['price']
  const giver = by === null || by === teller ? '' : ` by ${by.startsWith('wal_') ? nameOf(by) : 'the oracle'}`
  return `${what}${typeof amount === 'number' ? ` of ${money(amount)}` : ''}${giver}`
}
