import { demo } from '../api/core/demo-ids.ts'

const hold = `{"from":"${demo.guest}","to":"${demo.restaurant}","asset":"JPY","amount":100}`

/** Events that come by themselves: a receiver, what is sent to it, and what is told about that. One box to paste. */
export const webhooks = {
  title: { en: 'Webhooks: events come to you', ja: 'Webhook：イベントを受け取る' },
  text: {
    en: 'Register an address, and each event is sent there within a moment, in order, signed as Standard Webhooks says (`npm install standardwebhooks`). Answer 2xx within 10 seconds; what does not go through is tried again for three days, and `/v1/webhook-deliveries/{id}/resend` sends it again. Should a server die just as it sent, the same `webhook-id` comes twice: handle it once. Only https and your own machine are sent to, unless the service is set up otherwise; a fork has no endpoints.',
    ja: '送信先を登録すると、各イベントがすぐに、順番どおりに届きます。署名は Standard Webhooks に従います（`npm install standardwebhooks`）。10秒以内に 2xx を返してください。届かなければ3日間再送し、`/v1/webhook-deliveries/{id}/resend` でも送り直せます。送信直後にサーバーが落ちると、同じ `webhook-id` が2回届くことがあるため、処理は一度だけにしてください。設定を変えない限り、送信先は https か自分のマシンに限られます。複製（fork）には引き継がれません。',
  },
  script: `HOOKS=\${HOOKS:-4000}
cat > receiver.mjs <<'END'
import { createServer } from 'http'
import { text } from 'stream/consumers'
import { Webhook } from 'standardwebhooks'

const [port, secret] = process.argv.slice(2)
const webhook = new Webhook(secret)
createServer(async (request, response) => {
  try {
    const { type, data } = webhook.verify(await text(request), request.headers)
    console.log(type, data.status)
    response.writeHead(204).end()
  } catch {
    response.writeHead(400).end()
  }
}).listen(port, '127.0.0.1')
END
send() { curl -s "$SERVER$1" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d "$2"; }
value() { grep -o "\\"$1\\":\\"[^\\"]*" | head -n 1 | cut -d '"' -f 4; }

ENDPOINT=$(send /v1/webhook-endpoints '{"url":"http://127.0.0.1:'$HOOKS'/","types":["hold.held","hold.captured"]}')
node receiver.mjs $HOOKS "$(echo "$ENDPOINT" | value secret)" & RECEIVER=$!
until curl -so /dev/null http://127.0.0.1:$HOOKS; do sleep 0.1; done
HOLD=$(send /v1/holds '${hold}' | value id)
CAPTURED=$(send /v1/holds/$HOLD/capture '{}')
sleep 3
kill $RECEIVER
curl -s "$SERVER/v1/webhook-endpoints/$(echo "$ENDPOINT" | value id)/deliveries" -H "Authorization: Bearer $KEY"`,
  /** What the receiver prints. */
  prints: ['hold.held held', 'hold.captured captured'],
  /** A part of the last answer. */
  answer: {
    data: [
      { type: 'hold.captured', status: 'delivered', attempts: [{ status: 204, error: null }] },
      { type: 'hold.held', status: 'delivered' },
    ],
  },
} as const
