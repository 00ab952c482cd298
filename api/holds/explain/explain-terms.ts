import type { DisputeTerms, Limits } from '../../core/model.ts'
import { formatTime } from '../../core/time.ts'
import type { Text } from '../../core/use-case.ts'
import { describeCondition } from '../conditions/index.ts'
import { readableDuration, readableTime } from '../conditions/moment.ts'
import { describeRole } from '../conditions/role.ts'
import type { Explained } from './explained.ts'
import { outcomeClause } from './outcome.ts'
import { explainRule } from './rule.ts'
import { actors, capital, everyone, isShared, type Words } from './words.ts'

/** What will happen to a hold in each case, in sentences. */
export function explainTerms(explained: Explained, words: Words): { readonly en: readonly string[]; readonly ja: readonly string[] } {
  const { terms } = explained
  const sentences = [
    ...legs(explained, words),
    ...Object.entries(terms.parties).map(([name, wallet]) => party(name, words.wallet(wallet))),
    ...acceptances(explained),
    ...terms.rules.map((rule, place) => explainRule(rule, terms.rules.slice(0, place), explained, words)),
    ...(terms.disputes ? disputes(terms.disputes, explained, words) : []),
    ...(terms.limits ? limits(terms.limits, explained, words) : []),
    ...fallback(explained, words),
    expiry(explained, words),
  ]
  return { en: sentences.map(({ en }) => en), ja: sentences.map(({ ja }) => ja) }
}

function legs({ legs }: Explained, words: Words): Text[] {
  const sentences = legs.flatMap(({ from, to, asset, amount, fundBy }, place) => {
    const [payer, payee, much] = [words.wallet(from), words.wallet(to), words.amount(amount, asset)]
    const name = legs.length > 1 ? { en: `Leg ${place + 1}: the payer`, ja: `レグ${place + 1}：支払人` } : { en: 'The payer', ja: '支払人' }
    const pays = {
      en: `${name.en}, ${payer}, pays the payee, ${payee}, at most ${much}.`,
      ja: `${name.ja}（${payer}）は支払先（${payee}）に最大${much}を支払います。`,
    }
    if (fundBy === null) return [pays]
    const by = readableTime(formatTime(fundBy))
    const which = legs.length > 1 ? { en: `leg ${place + 1}`, ja: `レグ${place + 1}` } : { en: 'the amount', ja: '金額' }
    return [
      pays,
      {
        en: `If ${which.en} is not locked before ${by}, everything goes back.`,
        ja: `${by}より前に${which.ja}が留保されなければ、すべてが元に戻ります。`,
      },
    ]
  })
  if (legs.length === 1) return sentences
  return [...sentences, { en: 'All legs settle together or none does.', ja: 'すべてのレグが一緒に決済されるか、どれも決済されません。' }]
}

function party(name: string, wallet: string): Text {
  const { en, ja } = describeRole(name)
  return { en: `${capital(en)} is ${wallet}.`, ja: `${ja}は${wallet}です。` }
}

function acceptances(explained: Explained): Text[] {
  const names = [...new Set(explained.acceptances.map(({ party }) => party))]
  if (names.length === 0) return []
  const { en, ja } = everyone(names, explained)
  const have = names.length > 1 ? 'have' : 'has'
  // Several payers fund one after another, each by accepting.
  return isShared('payer', explained) && names.includes('payer')
    ? [
        {
          en: `Each leg is locked when its payer accepts. Nothing is settled before ${en} ${have} accepted.`,
          ja: `各レグは、その支払人が承諾すると留保されます。${ja}が承諾するまで、何も決済されません。`,
        },
      ]
    : [{ en: `Nothing is locked before ${en} ${have} accepted.`, ja: `${ja}が承諾するまで、何も留保されません。` }]
}

function disputes({ by, when, resolvers, outcomes, within, otherwise }: DisputeTerms, explained: Explained, words: Words): Text[] {
  const [who, judge] = [actors(by, explained), actors(resolvers, explained)]
  const met = when && describeCondition(when)
  const choices = outcomes.map((outcome) =>
    outcome === 'split'
      ? { en: 'it is split between payer and payee', ja: '支払人と支払先の間で分ける' }
      : outcomeClause(outcome, explained, words, 'plain'),
  )
  const end = outcomeClause(otherwise, explained, words)
  const time = readableDuration(within)
  return [
    {
      en: `${met ? `If ${met.en}, ${who.en}` : capital(who.en)} may dispute. Then nothing happens by itself until ${judge.en} decides that ${choices.map(({ en }) => en).join(', or that ')}.`,
      ja: `${met ? `${met.ja}場合、` : ''}${who.ja}は異議を申し立てられます。その後は、${judge.ja}が決めるまで自動的には何も起こりません。選べる結果：${choices.map(({ ja }) => ja).join('／')}。`,
    },
    { en: `If a dispute is not resolved within ${time.en}, ${end.en}.`, ja: `${time.ja}以内に異議が解決されなければ、${end.ja}。` },
  ]
}

function limits({ perCapture, perPeriod, overcapture }: Limits, { legs }: Explained, words: Words): Text[] {
  const amount = (much: number) => words.amount(much, legs[0]!.asset)
  const sentences: Text[] = []
  if (perCapture !== undefined)
    sentences.push({ en: `One capture takes at most ${amount(perCapture)}.`, ja: `1回の確定は最大${amount(perCapture)}です。` })
  if (perPeriod) {
    const period = readableDuration(perPeriod.period)
    sentences.push({
      en: `Captures take at most ${amount(perPeriod.amount)} in each period of ${period.en}, counted from when everything was locked.`,
      ja: `留保された時点から数えて${period.ja}ごとに、確定は合計で最大${amount(perPeriod.amount)}です。`,
    })
  }
  if (overcapture !== undefined) {
    sentences.push({
      en: `Captures may go up to ${amount(overcapture)} beyond what is locked, if the payer has it available.`,
      ja: `支払人の残高があれば、留保額を最大${amount(overcapture)}まで超えて確定できます。`,
    })
  }
  return sentences
}

/** Told only where something can be paid without anyone calling for it. */
function fallback(explained: Explained, words: Words): Text[] {
  const { rules, disputes, fallback } = explained.terms
  const outcomes = [...rules.filter(({ by }) => by === null).map(({ outcome }) => outcome), ...(disputes ? [disputes.otherwise] : [])]
  if (outcomes.every((outcome) => outcome === 'refund')) return []
  const all = outcomeClause('refund', explained, words)
  return fallback === 'releaseAll'
    ? [
        {
          en: `If someone who would be paid by itself can take nothing then, ${all.en}.`,
          ja: `自動的な支払いの受け手がそのとき受け取れなければ、${all.ja}。`,
        },
      ]
    : [
        {
          en: 'If someone who would be paid by itself can take nothing then, that part goes back to the payer.',
          ja: '自動的な支払いの受け手がそのとき受け取れなければ、その分は支払人に戻ります。',
        },
      ]
}

function expiry(explained: Explained, words: Words): Text {
  const { en, ja } = outcomeClause('refund', explained, words)
  if (explained.expiresAt === null)
    return { en: `If nothing else happens, ${en} 7 days after the hold is made.`, ja: `ほかに何も起こらなければ、仮押さえの作成から7日後に${ja}。` }
  const at = readableTime(formatTime(explained.expiresAt))
  return { en: `If nothing else happens, ${en} at ${at}.`, ja: `ほかに何も起こらなければ、${at}に${ja}。` }
}
