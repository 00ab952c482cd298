import { formatAmount } from '../../api/core/amounts.ts'
import { isFault } from '../../api/core/fault.ts'
import type { Text } from '../../api/core/use-case.ts'
import { explainTerms } from '../../api/holds/explain/explain-terms.ts'
import { explainedBody } from '../../api/holds/explain/explained.ts'
import { explainRule } from '../../api/holds/explain/rule.ts'
import { bodyFromTemplate } from '../../api/holds/templates/fill.ts'
import { shippedTemplate } from '../../api/holds/templates/index.ts'
import { createHoldBody } from '../../api/holds/terms/create-body.ts'
import { demoOperations } from '../../api/sandboxes/demo.ts'

/** The guide's sentences about terms are made from the terms, as the service makes them, with the names of the demo fixture. */

type Sentences = ReturnType<typeof explainTerms>

const names = new Map(made('createWallet').map(({ ids, body }) => [ids[0], String(body['name'])]))
const scales = new Map(made('createAsset').map(({ body }) => [body['code'], Number(body['scale'])]))
const words = {
  amount: (amount: number, code: string) => formatAmount(amount, { code, scale: scales.get(code) ?? 0 }),
  wallet: (id: string) => names.get(id) ?? id,
}

function made(operationId: string) {
  return demoOperations(0)
    .filter(({ command }) => command.operationId === operationId)
    .map(({ ids, body }) => ({ ids, body: body as Readonly<Record<string, unknown>> }))
}

export function nameOf(wallet: string): string {
  return words.wallet(wallet)
}

/** What will happen to a hold made with this body. Undefined where its template is not one of those that come with the service. */
export function explainRequest(body: object): Sentences | undefined {
  const { template: name, parameters } = body as { template?: string; parameters?: object }
  const template = name === undefined ? undefined : shippedTemplate(name)
  if (name !== undefined && !template) return undefined
  const filled = template ? bodyFromTemplate(template, parameters) : { body }
  if (isFault(filled)) throw new Error(`${filled.field} ${filled.fault}`)
  return explainTerms(explainedBody(createHoldBody.parse(filled.body)), words)
}

/** What the first rule of such a hold does. */
export function explainFirstRule(body: object): Text {
  const explained = explainedBody(createHoldBody.parse(body))
  return explainRule(explained.terms.rules[0]!, [], explained, words)
}
