import { OpenAPIHono, z } from '@hono/zod-openapi'
import { problemSchema, toProblem } from './core/problem.ts'
import { type RefusalCode, refusals } from './core/refusals.ts'
import { walletId } from './core/schemas.ts'
import { isSignable, type Tag, type Text, type UseCase } from './core/use-case.ts'
import { namedExamples } from './named-examples.ts'
import { serviceRoutes } from './openapi-service.ts'
import { eventWebhook } from './openapi-webhook.ts'

/** Operations are grouped as a person thinks. */
const tags: Record<Tag, Text> = {
  Wallets: { en: 'Who owns value, and how much of it is free', ja: '誰がどれだけ持ち、いくら使えるか' },
  Transfers: { en: 'Value that moves at once, and refunds', ja: 'すぐに動く価値と返金' },
  Holds: { en: 'Value that waits: locked now, decided later', ja: '仮押さえ：今は留保し、後で決める価値' },
  Assets: { en: 'What is moved: money, points, tickets; issuing and redeeming', ja: '動かすもの：お金・ポイント・チケットの発行と償還' },
  Batches: { en: 'Many operations in one commit', ja: '多数の操作を一括で' },
  Events: { en: 'The journal as a feed', ja: 'ジャーナルの配信' },
  Webhooks: { en: 'Events sent to you, signed', ja: '署名付きでイベントを受け取る' },
  Clock: { en: 'Make time pass', ja: '時間を進める' },
  Sandboxes: { en: 'Your own world: create, reset, fork', ja: '自分の世界を作成・初期化・複製する' },
  'API keys': { en: 'Who may do what', ja: '誰が何をできるか' },
  Journal: { en: 'Receipts and proofs: check everything without trusting the service', ja: '受領証と証明：サービスを信用せずに検証する' },
  Inspect: { en: 'Request log and audit', ja: 'リクエストログと整合性検査' },
  Service: { en: 'Health, metrics, documentation', ja: '稼働状況・メトリクス・文書' },
}

/** Where the page is that tells how terms are written. */
const holdsGuide = { url: '/docs/guide/holds', description: 'How terms are written / 条件の書き方' }

/** What the pipeline itself may refuse, by what kind of request it is. The use cases declare the rest. */
export function refusalsOf(useCase: UseCase): RefusalCode[] {
  const keyed: RefusalCode[] = useCase.scope === null ? [] : ['unauthorized', 'not_permitted']
  const posted: RefusalCode[] =
    useCase.method === 'post' ? ['payload_too_large', 'unsupported_media_type', 'idempotency_in_progress', 'idempotency_key_reused'] : []
  const signed: RefusalCode[] = isSignable(useCase) ? ['signature_invalid', 'signature_replayed', 'signature_required', 'key_revoked'] : []
  // A read can be unavailable too: it first commits what has expired.
  return [
    ...new Set<RefusalCode>([
      'invalid_request',
      ...keyed,
      'rate_limited',
      ...posted,
      ...signed,
      ...useCase.refusals,
      'unavailable',
      'internal_error',
    ]),
  ]
}

/** The OpenAPI 3.1 document of these use cases. */
export function openApiDocument(useCases: readonly UseCase[], version: string) {
  const app = new OpenAPIHono()
  const { openAPIRegistry: registry } = app
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'The apiKey that POST /v1/sandboxes gave you / POST /v1/sandboxes で発行されたキー',
  })
  const codes = new Set([...useCases.flatMap(refusalsOf), ...serviceRoutes.flatMap((route) => route.refusals)])
  for (const code of codes) registry.registerComponent('examples', code, problemExample(code))
  for (const useCase of useCases) registry.registerPath(routeOf(useCase) as never)
  for (const route of serviceRoutes) registry.registerPath(serviceRouteOf(route) as never)
  registry.registerWebhook(eventWebhook as never)
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Kariosae 仮押さえ',
      version,
      description:
        'A developer sandbox for money that waits: wallets, transfers and holds over a token ledger. Amounts are integers in minor units.\n\n待つお金のための開発者向けサンドボックス。金額は最小単位の整数です。',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as never,
    },
    servers: [{ url: '/', description: 'This service' }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: both(text), ...(name === 'Holds' ? { externalDocs: holdsGuide } : {}) })),
    security: [{ apiKey: [] }],
  })
}

function routeOf(useCase: UseCase) {
  const { operationId, method, path, tag, summary, description, scope, answer } = useCase
  return {
    operationId,
    method,
    path,
    tags: [tag],
    summary: `${summary.en} / ${summary.ja}`,
    ...(description ? { description: both(description) } : {}),
    security: scope === null ? [] : [{ apiKey: [] }],
    request: { ...parametersOf(useCase), ...bodyOf(useCase) },
    responses: {
      [answer.status]: {
        description: answer.status === 201 ? 'Created' : 'Done',
        headers: answerHeaders(useCase),
        content: { 'application/json': { schema: answer.schema } },
      },
      ...problemResponses(refusalsOf(useCase)),
    },
  }
}

function serviceRouteOf(route: (typeof serviceRoutes)[number]) {
  const { operationId, method = 'get', path, tag, summary, description, keyed, params, headers, body, media, schema } = route
  const content = body && { content: { [body.media]: { schema: body.schema, ...(body.example === undefined ? {} : { example: body.example }) } } }
  return {
    operationId,
    method,
    path,
    tags: [tag],
    summary: both(summary),
    ...(description ? { description: both(description) } : {}),
    security: keyed ? [{ apiKey: [] }] : [],
    ...(headers ? { request: { headers, ...(params ? { params } : {}), ...(content ? { body: { required: true, ...content } } : {}) } } : {}),
    responses: { 200: { description: 'Done', content: { [media]: { schema } } }, ...problemResponses(route.refusals) },
  }
}

function parametersOf(useCase: UseCase) {
  const [, name] = /\{(\w+)\}/.exec(useCase.path) ?? []
  const params = name ? { params: z.object({ [name]: z.string().openapi({ example: useCase.example.id }) }) } : {}
  const headers = {
    ...(useCase.method === 'post'
      ? {
          'Idempotency-Key': z
            .string()
            .min(useCase.scope === null ? 32 : 1)
            .max(255)
            .optional()
            .openapi({
              description:
                'Any text of your own, such as a UUID: the same key and body are carried out once and give the first answer again, for 24 hours of host time. Refusals of the ledger are remembered too: use a new key once their cause is gone / 同じキーと本文なら、処理は一度だけで、24時間（実時間）は最初の応答が返ります。台帳のエラーも記憶されるため、原因を直したら新しいキーを使ってください',
            }),
        }
      : {}),
    ...(useCase.scope === null || !useCase.walletKeys
      ? {}
      : {
          'Act-As': walletId
            .optional()
            .openapi({ example: undefined, description: 'Act as this wallet, as a key bound to it would / このウォレットとして行う' }),
        }),
    ...(isSignable(useCase)
      ? {
          'Kariosae-Signature': z.string().optional().openapi({
            description:
              'The order of a wallet that keeps its own key, as JSON: `wallet`, `kid`, `alg`, `nonce`, `validUntil`, `sig` (/docs/guide/signing). The console signs with a key of yours / 自分で鍵を持つウォレットの署名（JSON）。コンソールの鍵で自動的に付けられます',
          }),
        }
      : {}),
  }
  return { ...params, ...queryOf(useCase), ...(Object.keys(headers).length > 0 ? { headers: z.object(headers) } : {}) }
}

/** A console fills in whatever has an example, so only what the worked example asks for keeps one: a stray filter finds nothing. */
function queryOf(useCase: UseCase) {
  if (useCase.method !== 'get' || !useCase.query) return {}
  const { shape } = useCase.query as z.ZodObject<Record<string, z.ZodType>>
  const worked = useCase.query.parse(useCase.example.query ?? {}) as Record<string, unknown>
  const fields = Object.entries(shape).map(([name, schema]) => [name, schema.openapi({ example: worked[name] })])
  return { query: z.object(Object.fromEntries(fields)) }
}

function bodyOf(useCase: UseCase) {
  if (useCase.method === 'get' || !useCase.body) return {}
  const required = !useCase.body.safeParse({}).success
  return { body: { required, content: { 'application/json': { schema: useCase.body, ...examplesOf(useCase) } } } }
}

/** The worked example; where there are several, a console lets the reader choose, and shows the first. */
function examplesOf({ operationId, example }: UseCase) {
  const named = namedExamples[operationId]
  if (!named) return { example: example.body }
  return { examples: Object.fromEntries(named.map(({ name, summary, body }) => [name, { summary: both(summary), value: body }])) }
}

function problemResponses(codes: readonly RefusalCode[]) {
  const byStatus = Map.groupBy(codes, (code) => refusals[code].status)
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, group]) => [
        status,
        {
          description: group.map((code) => `[\`${code}\`](/docs/refusals#${code}): ${both(refusals[code].title)}`).join('\n\n'),
          headers: requestIdHeader,
          content: {
            'application/problem+json': {
              schema: problemSchema,
              examples: Object.fromEntries(group.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
            },
          },
        },
      ]),
  )
}

function problemExample(code: RefusalCode) {
  const detail = 'What is particular to this case: IDs, amounts, times.'
  return { summary: code, value: toProblem({ code, detail }, { requestId: 'req_01kaz3s6m2f4tr2hz8qg5w9xyc', language: 'en' }) }
}

const requestIdHeader = { 'Request-Id': { description: 'Names this request in the log', schema: { type: 'string' } } }

function answerHeaders(useCase: UseCase) {
  return useCase.method === 'post'
    ? {
        ...requestIdHeader,
        'Idempotency-Replayed': { description: 'Present if this is the first answer again', schema: { type: 'string', enum: ['true'] } },
      }
    : requestIdHeader
}

function both({ en, ja }: Text): string {
  return `${en} / ${ja}`
}
