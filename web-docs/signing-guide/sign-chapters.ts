import { demo } from '../../api/core/demo-ids.ts'
import type { Chapter } from './block.ts'

/** From a key to a signed payment, by hand and with the library. */

const tools = `get() { curl -s "$SERVER$1" -H "Authorization: Bearer $KEY"; echo; }
post() {
  curl -s "$SERVER$1" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d "$2" "\${@:3}"; echo
}
value() { node -p "JSON.parse(require('fs').readFileSync(0)).$1"; }
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
public() { openssl pkey -in $1 -pubout -outform DER | tail -c 32 | base64url; }`

const byHand = `# signed <key file> <path> <body>
signed() {
  post "$2" "$3" > unsigned.json
  node -e "process.stdout.write(JSON.parse(require('fs').readFileSync('unsigned.json')).toSign.bytes)" > bytes
  SIG=$(openssl pkeyutl -sign -rawin -inkey $1 -in bytes | base64url)
  ORDER=$(node -p "
    const { wallet, kid, body } = JSON.parse(require('fs').readFileSync('unsigned.json')).toSign
    const { nonce, validUntil } = body
    JSON.stringify({ wallet, kid, alg: 'Ed25519', nonce, validUntil, sig: '$SIG' })")
  post "$2" "$3" -H "Kariosae-Signature: $ORDER"
}
signed aya.pem /v1/transfers "$PAYMENT"`

const withoutNode = `# the same bytes without Node.js
TEXT=$(sed -E 's/.*"bytes":"(([^"\\\\]|\\\\.)*)".*/\\1/; s/\\\\"/"/g; s/\\\\u0000/\\\\0000/' unsigned.json)
printf '%b' "$TEXT" | cmp - bytes`

const program = `curl -s "$SERVER/docs/assets/client.js" -o client.mjs
cat > pay.mjs <<'END'
import { createClient, createSigner } from './client.mjs'

const [origin, apiKey] = process.argv.slice(2)
const client = createClient({ origin, apiKey })
const signer = createSigner()
const { id } = await client.createWallet({ name: 'Ben Abe', custody: 'self', publicKey: signer.publicKey })
await client.request('POST', '/v1/assets/JPY/issue', { to: id, amount: 5000 })
const payment = { from: id, to: '${demo.restaurant}', asset: 'JPY', amount: 300 }
const paid = await client.transfer(payment, { as: { wallet: id, signer } })
console.log(JSON.stringify(paid))
END
node pay.mjs "$SERVER" "$KEY"`

export const signChapters: readonly Chapter[] = [
  {
    id: 'custody',
    title: { en: 'Who keeps the key', ja: '誰が鍵を持つか' },
    text: [
      {
        en: 'Every wallet has an Ed25519 key, and everything it spends is signed with it. With custody `managed`, the default, the signing backend of the service makes the key, keeps it encrypted and signs whenever a caller who may spends. With custody `self` the client keeps it, and whoever has the API key alone spends nothing. Either way the signature is in the journal.',
        ja: 'すべてのウォレットは Ed25519 の鍵を持ち、支出には必ずその署名が付きます。custody が `managed`（既定）なら、サービスの署名バックエンドが鍵を作って暗号化して保管し、権限のある呼び出しのたびに署名します。`self` ならクライアントが鍵を持ち、APIキーだけでは支出できません。どちらの署名もジャーナルに残ります。',
      },
      {
        en: 'These shell functions are used on the whole page; they need bash, curl, OpenSSL 3 and Node.js 20 or newer. The service itself and `npm run verify` need Node.js 22.18 or newer.',
        ja: '次のシェル関数をこのページ全体で使います。bash、curl、OpenSSL 3、Node.js 20 以降が必要です（サービス本体と `npm run verify` は Node.js 22.18 以降）。',
      },
    ],
    blocks: [
      { command: tools },
      {
        command: `post /v1/wallets '{ "name": "Yui Mori" }'`,
        status: 201,
        answer: { custody: 'managed', key: { attestation: { keys: 'software', by: null } } },
      },
    ],
  },
  {
    id: 'key',
    title: { en: 'Make a key, and a wallet for it', ja: '鍵を作り、ウォレットに登録する' },
    text: [
      {
        en: 'Only the public key leaves your machine: 32 bytes in base64url. They are the last 32 bytes of the key in DER, so one line makes them out of a PEM file; `public` above is that line. The answer also names it as a did:key, by which signatures refer to it.',
        ja: '外に出るのは公開鍵（32バイト、base64url）だけです。DER形式の末尾32バイトなので、PEMファイルから1行で得られます（上の `public` がそれです）。応答にある did:key は同じ鍵の名前で、署名で使います。',
      },
    ],
    blocks: [
      {
        command: `openssl genpkey -algorithm ed25519 -out aya.pem
PUBLIC=$(openssl pkey -in aya.pem -pubout -outform DER | tail -c 32 | openssl base64 -A | tr '+/' '-_' | tr -d '=')
AYA=$(post /v1/wallets '{ "name": "Aya Kato", "custody": "self", "publicKey": "'$PUBLIC'" }' | value id)
post /v1/assets/JPY/issue '{ "to": "'$AYA'", "amount": 10000 }' > /dev/null
get /v1/wallets/$AYA`,
        status: 200,
        answer: { name: 'Aya Kato', custody: 'self', balances: [{ asset: 'JPY', posted: 10_000 }] },
      },
    ],
  },
  {
    id: 'by-hand',
    title: { en: 'Sign by hand', ja: '手作業で署名する' },
    text: [
      {
        en: 'Without a signature nothing is spent, and the refusal says what is missing: `toSign.bytes` is the exact text to sign, `kariosae.command.v1`, a zero byte, and the command as canonical JSON (RFC 8785). It names the sandbox, the wallet, the operation, the body, a nonce and an end by the real clock, so it is good for this one thing, once.',
        ja: '署名がなければ支出されず、エラーが必要なものを示します。`toSign.bytes` が署名する文字列そのもので、`kariosae.command.v1`、ゼロバイト、正規化した JSON（RFC 8785）の順です。サンドボックス・ウォレット・操作・本文・nonce・実時間の期限を含むため、この操作に一度だけ使えます。',
      },
      {
        en: 'Sign these bytes, and send the same body again with the header `Kariosae-Signature`. The request then acts as the wallet that signed it. In the answer the zero byte stands as `\\u0000`, as JSON writes it, so the text must be unescaped: any JSON parser does that, here Node.js. The last block gives the same bytes with sed and printf, whose octal `\\0000` is a zero byte.',
        ja: 'このバイト列に署名し、同じ本文に `Kariosae-Signature` ヘッダーを付けて送り直します。リクエストは署名したウォレットとして扱われます。応答のJSONではゼロバイトが `\\u0000` と書かれるため、エスケープを解く必要があります（ここでは Node.js を使用）。最後のブロックは、sed と printf（8進の `\\0000`）で同じバイト列を作ります。',
      },
    ],
    blocks: [
      {
        command: `PAYMENT='{ "from": "'$AYA'", "to": "${demo.restaurant}", "asset": "JPY", "amount": 1200 }'
post /v1/transfers "$PAYMENT"`,
        status: 403,
        answer: { code: 'signature_required', toSign: { type: 'kariosae.command.v1', body: { operation: 'createTransfer', id: null } } },
      },
      { command: byHand, status: 201, answer: { status: 'completed', asset: 'JPY', amount: 1200 } },
      { command: withoutNode },
    ],
  },
  {
    id: 'refusals',
    title: { en: 'What is refused', ja: '断られるもの' },
    text: [
      {
        en: 'A signature is used up by its nonce, and fits one body: a payment that was overheard cannot be sent again, or be made a larger one. To repeat a request that may have been lost, send the same `Idempotency-Key`: you get the first answer again.',
        ja: '署名は nonce ごとに一度きりで、一つの本文にだけ合います。盗み見た支払いを送り直したり、金額を増やしたりはできません。届いたか分からないリクエストは同じ `Idempotency-Key` で送れば、最初の応答が返ります。',
      },
    ],
    blocks: [
      {
        command: `post /v1/transfers "$PAYMENT" -H "Kariosae-Signature: $ORDER"`,
        status: 409,
        answer: { code: 'signature_replayed', field: 'Kariosae-Signature.nonce' },
      },
      {
        command: `post /v1/transfers "\${PAYMENT/1200/9000}" -H "Kariosae-Signature: $ORDER"`,
        status: 403,
        answer: { code: 'signature_invalid', field: 'Kariosae-Signature.sig', toSign: { body: { request: { amount: 9000 } } } },
      },
    ],
  },
  {
    id: 'library',
    title: { en: 'Sign in a program', ja: 'プログラムで署名する' },
    text: [
      {
        en: 'The client library signs by itself, repeats what was lost under the same key, and runs in a browser and in Node.js: one file without dependencies, `/docs/assets/client.js`. A page served from here writes `import { createClient } from "/docs/assets/client.js"`; elsewhere, copy the file. In a browser `createPlatformSigner()` makes a key that no script can read. In a batch each operation carries its own `signature`: `client.batch` adds them.',
        ja: 'クライアントライブラリーは署名と、同じ冪等キーでの再送を自動で行います。ブラウザーでも Node.js でも動く、依存のない一つのファイル `/docs/assets/client.js` です。ここから配信されるページでは `import { createClient } from "/docs/assets/client.js"` と書き、ほかではファイルをコピーします。ブラウザーの `createPlatformSigner()` はスクリプトから読めない鍵を作ります。バッチでは操作ごとに `signature` が必要で、`client.batch` が付けます。',
      },
    ],
    blocks: [{ command: program, answer: { status: 'completed', amount: 300 } }],
  },
]
