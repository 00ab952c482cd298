import { demo } from '../../api/core/demo-ids.ts'
import type { Chapter } from './block.ts'

/** The life of keys, how they are kept, and what others sign. */

const envelope = `# envelope <key file> <type> <whose key> <body as canonical JSON: members in order, no spaces>
envelope() {
  printf '%s\\0%s' "$2" "$4" > bytes
  SIG=$(openssl pkeyutl -sign -rawin -inkey $1 -in bytes | base64url)
  echo '{ "type": "'$2'", "body": '$4', "kid": "'$3'", "alg": "Ed25519", "sig": "'$SIG'" }'
}
openssl genpkey -algorithm ed25519 -out office.pem
OFFICE=$(post /v1/oracles '{ "name": "Key office", "publicKey": "'$(public office.pem)'" }' | value id)
get /v1/oracles/$OFFICE`

const attested = `openssl genpkey -algorithm ed25519 -out hsm.pem
HSM=$(public hsm.pem)
BODY='{"keys":"HSM","logic":["isolated"],"notAfter":null,"platform":"server","publicKey":"'$HSM'"}'
ATTESTATION=$(envelope office.pem kariosae.key-attestation.v1 $OFFICE "$BODY")
BANK=$(post /v1/wallets '{ "name": "Bank", "kind": "business", "custody": "self", "publicKey": "'$HSM'", "attestation": '"$ATTESTATION"' }' | value id)
get /v1/wallets/$BANK/key`

const delivered = `HOLD=$(post /v1/holds '{ "from": "${demo.guest}", "to": "${demo.restaurant}", "asset": "JPY", "amount": 4000,
  "rules": [{ "action": "capture", "when": { "attestedBy": { "oracle": "'$OFFICE'", "statement": "delivered" } } }] }' | value id)
SAID=$(envelope office.pem kariosae.attestation.v1 $OFFICE '{"hold":"'$HOLD'","statement":"delivered"}')
post /v1/holds/$HOLD/signals '{ "attestation": '"$SAID"' }'`

export const keyChapters: readonly Chapter[] = [
  {
    id: 'policy',
    title: { en: 'Policies of managed keys', ja: '管理された鍵のポリシー' },
    text: [
      {
        en: 'What a managed key may be used for is kept by the signing backend, whatever the service asks of it: for which operations, how much of which asset at once, how often. Beyond it the whole command is refused. `maxAmounts` forbids every asset that it does not name.',
        ja: '管理された鍵の用途（操作、資産ごとの一回の上限、頻度）は署名バックエンドが守り、サービスに頼まれても超えません。超える操作は全体が断られます。`maxAmounts` に書かれていない資産は、すべて支出できなくなります。',
      },
      {
        en: 'The backend writes down every signature and every refusal: the audit trail of the key.',
        ja: 'バックエンドは、署名も拒否もすべて記録します。これが鍵の監査証跡です。',
      },
    ],
    blocks: [
      {
        command: `POLICY='{ "operations": ["createTransfer"], "maxAmounts": { "JPY": 5000 } }'
TILL=$(post /v1/wallets '{ "name": "Till 3", "kind": "business", "keyPolicy": '"$POLICY"' }' | value id)
post /v1/assets/JPY/issue '{ "to": "'$TILL'", "amount": 20000 }' > /dev/null
post /v1/transfers '{ "from": "'$TILL'", "to": "${demo.taxi}", "asset": "JPY", "amount": 5001 }'`,
        status: 403,
        answer: { code: 'signing_refused' },
      },
      {
        command: `get "/v1/wallets/$TILL/key-uses"`,
        status: 200,
        answer: {
          data: [
            { event: 'refused', operation: 'createTransfer' },
            { event: 'created', operation: null },
          ],
        },
      },
    ],
  },
  {
    id: 'rotate',
    title: { en: 'Rotate and revoke', ja: '鍵の更新と失効' },
    text: [
      {
        en: 'A new key takes the place of the old one at once; what the old one signed stays provable. For a `self` wallet the present key signs for the next.',
        ja: '新しい鍵はすぐに古い鍵に代わり、古い鍵による署名は後からも証明できます。`self` では、現在の鍵で次の鍵に署名します。',
      },
      {
        en: 'A key that was lost or stolen is revoked with the scope `admin`: nothing more is spent with it. A managed wallet can then be given another.',
        ja: '紛失・盗難時は `admin` 権限で失効させます。以後その鍵では支出できません。managed のウォレットには新しい鍵を作れます。',
      },
    ],
    blocks: [
      {
        command: `openssl genpkey -algorithm ed25519 -out next.pem
signed aya.pem /v1/wallets/$AYA/rotate-key '{ "publicKey": "'$(public next.pem)'" }' > /dev/null
signed aya.pem /v1/transfers "$PAYMENT"`,
        status: 403,
        answer: { code: 'signature_invalid' },
      },
      { command: `signed next.pem /v1/transfers "$PAYMENT"`, status: 201, answer: { status: 'completed', amount: 1200 } },
      {
        command: `post /v1/wallets/$TILL/revoke-key '{}' > /dev/null
post /v1/transfers '{ "from": "'$TILL'", "to": "${demo.taxi}", "asset": "JPY", "amount": 10 }'`,
        status: 409,
        answer: { code: 'key_revoked' },
      },
    ],
  },
  {
    id: 'attestation',
    title: { en: 'How a key is kept: attestations', ja: '鍵の保管方法：アテステーション' },
    text: [
      {
        en: 'An oracle of the sandbox can say how a client keeps its key: in software, a secure element or an HSM. It signs the same kind of envelope, under another type; the body must be signed in canonical form.',
        ja: 'サンドボックスのオラクルは、クライアントの鍵の保管方法（ソフトウェア、セキュアエレメント、HSM）を証明できます。type だけが違う同じ形のエンベロープで、本文は正規形で署名します。',
      },
      {
        en: 'The rule `senderKeys` of an asset lets only such wallets spend it. A managed wallet has the attestation of the backend’s own provider, here `software`.',
        ja: '資産の規則 `senderKeys` により、そのような鍵のウォレットだけが支出できます。managed のウォレットには、バックエンド自身の証明（ここでは `software`）が付きます。',
      },
    ],
    blocks: [
      { command: envelope, status: 200, answer: { name: 'Key office' } },
      { command: attested, status: 200, answer: { custody: 'self', key: { attestation: { platform: 'server', keys: 'HSM' } } } },
      {
        command: `post /v1/assets '{ "code": "BOND", "scale": 0, "kind": "security", "rules": { "senderKeys": ["HSM"] } }' > /dev/null
post /v1/assets/BOND/issue '{ "to": "'$BANK'", "amount": 100 }' > /dev/null
signed hsm.pem /v1/transfers '{ "from": "'$BANK'", "to": "${demo.guest}", "asset": "BOND", "amount": 5 }'`,
        status: 201,
        answer: { status: 'completed', asset: 'BOND' },
      },
      {
        command: `post /v1/transfers '{ "from": "${demo.guest}", "to": "${demo.taxi}", "asset": "BOND", "amount": 1 }'`,
        status: 422,
        answer: { code: 'rule_violated' },
      },
    ],
  },
  {
    id: 'envelopes',
    title: { en: 'What third parties sign', ja: '第三者の署名' },
    text: [
      {
        en: 'A hold can wait for the word of an oracle. Whoever brings it, only the signature counts, and it names its hold, so it says nothing of another one. The library has `signEvidence` and `signKeyAttestation` for the two envelopes of this page.',
        ja: '仮押さえはオラクルの証明を待つことができます。誰が届けても、署名だけが決め手です。対象の仮押さえを名指しするため、ほかには使えません。ライブラリーでは、このページの2種類を `signEvidence` と `signKeyAttestation` で作れます。',
      },
    ],
    blocks: [{ command: delivered, status: 200, answer: { status: 'captured', captured: 4000 } }],
  },
]
