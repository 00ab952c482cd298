import { z } from '@hono/zod-openapi'
import { webhookDeliveryId } from './core/schemas.ts'
import { eventSchema } from './events/event.ts'

const header = (description: string, example: string) => z.string().openapi({ description, example })

/** What the service itself sends: the document shows it beside what it takes. */
export const eventWebhook = {
  operationId: 'event',
  method: 'post',
  path: 'event',
  tags: ['Webhooks'],
  summary: 'An event is sent to a webhook endpoint / イベントが送信先に届く',
  description:
    'Check the signature with the secret of the endpoint and any library of Standard Webhooks, and answer 2xx within 10 seconds. The same `webhook-id` may come more than once: handle it once. / 送信先のシークレットと Standard Webhooks のライブラリーで署名を検証し、10秒以内に 2xx を返してください。同じ `webhook-id` が複数回届くことがあります。処理は一度だけにしてください。',
  security: [],
  request: {
    headers: z.object({
      'webhook-id': webhookDeliveryId.openapi({ description: 'The delivery, the same at every attempt / 配信ID（再送でも同じ）' }),
      'webhook-timestamp': header('When this attempt was made, in seconds since 1970 / 送信時刻（1970年からの秒数）', '1795253400'),
      'webhook-signature': header(
        '`v1,` and the signature, for each secret / 署名（シークレットごと）',
        'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
      ),
    }),
    body: { required: true, content: { 'application/json': { schema: eventSchema } } },
  },
  responses: {
    '2XX': { description: 'It arrived / 届いた' },
    '410': { description: 'The endpoint is disabled / 送信先は無効になる' },
    '4XX': { description: 'It is sent again later, for three days / 後で再送する（3日間）' },
  },
}
