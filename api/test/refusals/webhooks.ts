import { demo } from '../../core/demo-ids.ts'
import { nowhere, type Scenarios, type Step } from './scenario.ts'

const isNowhere = { webhook_endpoint_not_found: { id: nowhere.endpoint } }
const deleted: Step = { op: 'deleteWebhookEndpoint', id: demo.endpoint }
const url = 'https://example.com/webhooks'
const sixteen: Step[] = Array.from({ length: 16 }, () => ({ op: 'createWebhookEndpoint', body: { url } }))

export const webhooks: Scenarios = {
  createWebhookEndpoint: { too_many_webhook_endpoints: { body: { url }, before: sixteen } },
  getWebhookEndpoint: { webhook_endpoint_not_found: { before: [deleted] } },
  enableWebhookEndpoint: { ...isNowhere, too_many_webhook_endpoints: { before: sixteen } },
  disableWebhookEndpoint: isNowhere,
  deleteWebhookEndpoint: { webhook_endpoint_not_found: { before: [deleted] } },
  rotateWebhookSecret: isNowhere,
  testWebhookEndpoint: isNowhere,
  listWebhookDeliveries: isNowhere,
  getWebhookDelivery: { webhook_delivery_not_found: { before: [deleted] } },
  resendWebhookDelivery: { webhook_delivery_not_found: { id: nowhere.delivery } },
}
