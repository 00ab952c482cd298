import type { Rule } from '../../core/model.ts'
import type { Text } from '../../core/use-case.ts'
import { describeCondition } from '../conditions/index.ts'
import type { Explained } from './explained.ts'
import { outcomeClause, partClause } from './outcome.ts'
import { actors, capital, type Words } from './words.ts'

const actions = {
  capture: { en: 'captures', ja: '確定する' },
  release: { en: 'releases', ja: '解放する' },
  cancel: { en: 'cancels', ja: '取り消す' },
} as const

/** What one rule does, in one sentence. */
export function explainRule(rule: Rule, earlier: readonly Rule[], explained: Explained, words: Words): Text {
  const { en, ja } = consequence(rule, explained, words)
  return rule.by === null ? byItself(rule, { en, ja }) : whenCalled(rule, rule.by, earlier, explained, { en, ja })
}

function byItself({ when, repeat }: Rule, { en, ja }: Text): Text {
  if (when === null)
    return { en: `As soon as everything is locked, ${en}. This happens by itself.`, ja: `すべてが留保されるとすぐに、自動的に${ja}。` }
  const met = describeCondition(when)
  const first = repeat ? 'Each time' : 'As soon as'
  return { en: `${first} ${met.en}, ${en}. This happens by itself.`, ja: `${met.ja}場合、${repeat ? 'そのつど' : ''}自動的に${ja}。` }
}

function whenCalled({ action, when }: Rule, by: readonly string[], earlier: readonly Rule[], explained: Explained, { en, ja }: Text): Text {
  const who = actors(by, explained)
  const otherwise = earlier.some((one) => one.action === action && one.by?.some((name) => by.includes(name)))
  const met = when && describeCondition(when)
  const condition = { en: met ? ` and ${met.en}` : '', ja: met ? `${met.ja}場合に` : '' }
  return {
    en: `${capital(`${otherwise ? 'otherwise, ' : ''}if ${who.en} ${actions[action].en}${condition.en}, ${en}.`)}`,
    ja: `${otherwise ? 'それ以外で、' : ''}${condition.ja}${who.ja}が${actions[action].ja}と、${ja}。`,
  }
}

function consequence(rule: Rule, explained: Explained, words: Words): Text {
  const part = partOf(rule, explained, words)
  if (part === undefined) return outcomeClause(rule.outcome, explained, words)
  const settled = partClause(rule.outcome, part, explained, words)
  return rule.final
    ? { en: `${settled.en}; what is left goes back to the payer`, ja: `${settled.ja}。残った額は支払人に戻ります` }
    : { en: `${settled.en}; what is left stays locked`, ja: `${settled.ja}。残った額は留保されたままです` }
}

/** How much the rule settles, if not everything: who captures may name less. */
function partOf({ action, partial, amount }: Rule, { legs }: Explained, words: Words): Text | undefined {
  if (typeof amount === 'number') {
    const text = words.amount(amount, legs[0]!.asset)
    return { en: text, ja: text }
  }
  if (amount !== null)
    return {
      en: `the amount that the signal "${amount.signal}" gives as "${amount.field}"`,
      ja: `シグナル「${amount.signal}」の「${amount.field}」の額`,
    }
  return action === 'capture' && partial && legs.length === 1 ? { en: 'the amount captured', ja: '確定した額' } : undefined
}
