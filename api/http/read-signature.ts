import { type CommandSignature, commandSignature } from '../core/command-signature.ts'
import { isFault, parseInput } from '../core/fault.ts'
import type { Refusal } from '../core/refusals.ts'
import { isRefusal, refuse } from '../core/use-case.ts'

const header = 'Kariosae-Signature'

/** The signature that came with a command, as JSON in a header. */
export function readSignature(text: string | undefined): CommandSignature | undefined | Refusal<'invalid_request'> {
  if (text === undefined) return undefined
  const json = parse(text)
  if (isRefusal(json)) return json
  const parsed = parseInput(commandSignature, json.value)
  if (!isFault(parsed)) return parsed.value
  const field = [header, ...(parsed.field === undefined ? [] : [parsed.field])].join('.')
  return refuse('invalid_request', `${field}: ${parsed.fault}.`, field)
}

function parse(text: string): { value: unknown } | Refusal<'invalid_request'> {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return refuse('invalid_request', `The header ${header} must be JSON, one object with wallet, kid, alg, nonce, validUntil and sig.`, header)
  }
}
