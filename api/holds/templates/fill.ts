import { type Fault, isFault, parseInput } from '../../core/fault.ts'
import type { HoldTemplate } from '../../core/model.ts'
import { type Parameter, schemaOf } from './parameter-types.ts'
import { fillTerms } from './placeholders.ts'
import type { AnyTemplate } from './template.ts'

/**
 * The body of a hold that these parameters come to, as plain JSON that is still to be parsed, or the first fault: `field`
 * is its path within the parameters. Shipped and stored templates alike.
 */
export function bodyFromTemplate(
  template: AnyTemplate | HoldTemplate,
  parameters: unknown,
): { readonly body: unknown; readonly name: string; readonly version: number } | Fault {
  const { name, version } = template
  const body = 'key' in template ? fillStored(template, parameters) : fillShipped(template, parameters)
  return isFault(body) ? body : { body: body.value, name, version }
}

function fillShipped(template: AnyTemplate, parameters: unknown) {
  const parsed = parseInput(template.parameters, parameters)
  return isFault(parsed) ? parsed : { value: template.terms(parsed.value) }
}

function fillStored({ parameters: types, terms }: HoldTemplate, parameters: unknown) {
  // Stored only after it was parsed as such.
  const parsed = parseInput(schemaOf(types as Readonly<Record<string, Parameter>>), parameters)
  return isFault(parsed) ? parsed : fillTerms(terms, types as Readonly<Record<string, Parameter>>, parsed.value)
}
