import { useCases } from '../../catalogue.ts'
import type { RefusalCode } from '../../core/refusals.ts'
import type { UseCase } from '../../core/use-case.ts'
import { parseApiKey } from '../../credentials.ts'
import type { Result, TestApp } from '../harness.ts'
import { sandboxOf, signatureHeader } from '../sign.ts'

/** One call of a use case. What is left out is taken from its example on the demo fixture. */
export interface Step {
  readonly op: string
  readonly id?: string
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string>>
  readonly actAs?: string
  readonly headers?: Readonly<Record<string, string>>
  /** By the demo wallet that keeps its own key. */
  readonly signed?: true
}

/** How a refusal is provoked on a new demo sandbox: what must have happened before, then the call that is refused. */
export interface Scenario extends Omit<Step, 'op'> {
  readonly before?: readonly Step[]
}

/** Scenarios by operation and refusal. */
export type Scenarios = Readonly<Record<string, Partial<Record<RefusalCode, Scenario>>>>

/** As an ID, wherever it stands: of what the last step before created. */
export const lastCreated = 'the last one created'
/** As an ID, wherever it stands: of the API key that sends the request. */
export const ownKey = 'the key that asks'

const missing = (prefix: string) => `${prefix}_${'n0where'.padStart(26, '0')}`
/** IDs that nothing has. */
export const nowhere = {
  wallet: missing('wal'),
  hold: missing('hld'),
  transfer: missing('trf'),
  apiKey: missing('key'),
  oracle: missing('orc'),
  endpoint: missing('whk'),
  delivery: missing('dlv'),
} as const

function useCaseNamed(operationId: string): UseCase {
  const found = useCases.find((useCase) => useCase.operationId === operationId)
  if (!found) throw new Error(`there is no use case ${operationId}`)
  return found
}

/** The request of a step, as it would be sent. */
export function requestOf({ op, id, body, query, actAs, headers }: Step) {
  const { method, path, example } = useCaseNamed(op)
  const parameters = new URLSearchParams(query ?? example.query ?? {}).toString()
  const place = path.replace(/\{\w+\}/, encodeURIComponent(id ?? example.id ?? ''))
  const sent = body ?? example.body
  return {
    method: method.toUpperCase(),
    path: parameters === '' ? place : `${place}?${parameters}`,
    ...(sent === undefined ? {} : { body: sent }),
    headers: { ...headers, ...(actAs === undefined ? {} : { 'Act-As': actAs }) },
  }
}

/** Plays a scenario up to its end: the answer to the call that should be refused. */
export async function play(app: TestApp, key: string, op: string, { before = [], ...last }: Scenario): Promise<Result> {
  let created = ''
  const fillIn = (_name: string, value: unknown) => (value === lastCreated ? created : value === ownKey ? parseApiKey(key)?.keyId : value)
  const send = (step: Step) => {
    const filled = JSON.parse(JSON.stringify(step), fillIn) as Step
    const { method, path, ...request } = requestOf(filled)
    const signature = filled.signed ? signatureHeader({ sandbox: sandboxOf(key), operation: step.op, id: filled.id ?? '', body: request.body }) : {}
    const rest = { ...request, headers: { ...request.headers, ...signature } }
    return app.call(method, path, useCaseNamed(step.op).scope === null ? rest : { key, ...rest })
  }
  for (const step of before) {
    const { status, body } = await send(step)
    if (status >= 300) throw new Error(`${step.op} was to prepare the refusal of ${op}, but: ${JSON.stringify(body)}`)
    if (status === 201) created = body.id ?? created
  }
  return send({ op, ...last })
}
