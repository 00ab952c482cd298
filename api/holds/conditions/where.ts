import type { Text } from '../../core/use-case.ts'
import { expressionFault, holdsTrue } from './expression.ts'

/** What conditions have in common that may want something of the data of their evidence. */

type Where = string | undefined

/** Is the data as it is wanted? Without an expression, all is. */
export function isAsWanted(where: Where, data: object): boolean {
  return where === undefined || holdsTrue(where, data)
}

export function whereFault({ where }: { readonly where?: Where }): string | undefined {
  const fault = where === undefined ? undefined : expressionFault(where)
  return fault && `where ${fault}`
}

/** What follows the name of the evidence in a sentence. */
export function describeWhere(where: Where): Text {
  return where === undefined ? { en: '', ja: '' } : { en: ` with ${where}`, ja: `（${where}）` }
}
