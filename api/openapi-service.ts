import { z } from '@hono/zod-openapi'
import type { RefusalCode } from './core/refusals.ts'
import { eventId } from './core/schemas.ts'
import type { Tag, Text } from './core/use-case.ts'
import { movingRoutes } from './moving/service-routes.ts'

export interface ServiceRoute {
  readonly operationId: string
  /** Absent: get. */
  readonly method?: 'post'
  readonly path: string
  readonly tag: Tag
  readonly summary: Text
  readonly description?: Text
  readonly keyed: boolean
  readonly params?: z.ZodObject
  readonly headers?: z.ZodObject
  readonly body?: { readonly media: string; readonly schema: z.ZodType; readonly example?: unknown }
  readonly media: string
  readonly schema: z.ZodType
  readonly refusals: readonly RefusalCode[]
}

const stream: ServiceRoute = {
  operationId: 'streamEvents',
  path: '/v1/events/stream',
  tag: 'Events',
  summary: { en: 'Follow the journal as server-sent events', ja: 'ジャーナルをServer-Sent Eventsで受け取る' },
  description: {
    en: 'Each event comes as it is committed; its `data` is an Event. The answer never ends, so a console shows nothing of it: use `curl -N` or EventSource.',
    ja: '確定したイベントが順に届きます（data は Event）。応答は終わらないため、コンソールではなく `curl -N` や EventSource で受け取ってください。',
  },
  keyed: true,
  headers: z.object({
    'Last-Event-ID': eventId.optional().openapi({
      example: undefined,
      description: 'Start after this event; absent: with what happens next / このイベントの次から。省略すると、これから起きるもの',
    }),
  }),
  media: 'text/event-stream',
  schema: z.string(),
  refusals: ['invalid_request', 'unauthorized', 'not_permitted', 'rate_limited', 'unavailable', 'internal_error'],
}

const health: ServiceRoute = {
  operationId: 'getHealth',
  path: '/healthz',
  tag: 'Service',
  summary: { en: 'Is the service up?', ja: '稼働状況を確認する' },
  keyed: false,
  media: 'application/json',
  schema: z
    .object({ status: z.literal('ok'), queue: z.int().min(0).openapi({ description: 'Commands that wait for their commit', example: 0 }) })
    .openapi('Health'),
  refusals: ['internal_error'],
}

const live: ServiceRoute = {
  operationId: 'getLiveness',
  path: '/healthz/live',
  tag: 'Service',
  summary: { en: 'Does the process still turn?', ja: 'プロセスが動いているか確認する' },
  description: {
    en: 'For whoever restarts a process that hangs. Says nothing of the store.',
    ja: '応答しなくなったプロセスを再起動する仕組みのためのものです。ストアの状態は含みません。',
  },
  keyed: false,
  media: 'application/json',
  schema: z.object({ status: z.literal('live') }).openapi('Liveness'),
  refusals: ['internal_error'],
}

const ready: ServiceRoute = {
  operationId: 'getReadiness',
  path: '/healthz/ready',
  tag: 'Service',
  summary: { en: 'Should it be sent requests?', ja: 'リクエストを送ってよいか確認する' },
  description: {
    en: '503 while it starts or stops, while the store or the signing backend cannot serve, and while the queue is nearly full; `detail` says which.',
    ja: '起動中・停止中、ストアまたは署名バックエンドが使えない間、待ち行列がほぼ一杯の間は503で、理由は detail にあります。',
  },
  keyed: false,
  media: 'application/json',
  schema: z.object({ status: z.literal('ready') }).openapi('Readiness'),
  refusals: ['unavailable', 'internal_error'],
}

const metrics: ServiceRoute = {
  operationId: 'getMetrics',
  path: '/metrics',
  tag: 'Service',
  summary: { en: 'Read metrics in the Prometheus format', ja: 'Prometheus形式のメトリクスを読む' },
  keyed: false,
  media: 'text/plain',
  schema: z.string(),
  refusals: ['internal_error'],
}

/** What the service answers beside its use cases. */
export const serviceRoutes: readonly ServiceRoute[] = [stream, ...movingRoutes, health, live, ready, metrics]
