import { demo } from '../../api/core/demo-ids.ts'
import type { Chapter } from './block.ts'

/** What the service signs, and how to check it without the service. */

const check = `cat > check.mjs <<'END'
import { readFileSync } from 'fs'
import { verifyReceipt } from './client.mjs'

const [file, verifierKey] = process.argv.slice(2)
const { ok, checks } = verifyReceipt(JSON.parse(readFileSync(file, 'utf8')), { verifierKey })
console.log(JSON.stringify({ ok, wrong: checks.filter(({ ok }) => ok === false).map(({ name }) => name) }))
END
node check.mjs receipt.json "$TRUSTED"`

const growth = `cat > growth.mjs <<'END'
import { readFileSync } from 'fs'
import { faultOfGrowth } from './client.mjs'

const read = (name) => JSON.parse(readFileSync(name, 'utf8'))
const [older, newer, { hashes }] = ['older.json', 'newer.json', 'proof.json'].map(read)
const fault = faultOfGrowth({ older: older.note, newer: newer.note, hashes, verifierKey: process.argv[2] })
console.log(JSON.stringify({ from: older.size, grew: newer.size > older.size, fault: fault ?? null }))
END
node growth.mjs "$TRUSTED"`

export const proofChapters: readonly Chapter[] = [
  {
    id: 'checkpoint',
    title: { en: 'The signed head of the journal', ja: 'ジャーナルの署名付き先頭' },
    text: [
      {
        en: 'Every commit adds its records to a Merkle tree (RFC 6962) and signs its head: a checkpoint in the form of C2SP, which tools for transparency logs read. Keep one, and the key that signs them: that key is all you need to trust.',
        ja: 'コミットごとに記録をマークル木（RFC 6962）に加え、その先頭に署名します。これがチェックポイント（C2SP形式）で、透明性ログのツールで読めます。チェックポイントと署名鍵を手元に保存してください。信頼する必要があるのはその鍵だけです。',
      },
    ],
    blocks: [
      {
        command: `get /v1/journal/checkpoint > older.json
TRUSTED=$(value verifierKey < older.json)
cat older.json`,
        status: 200,
        answer: {},
      },
    ],
  },
  {
    id: 'receipt',
    title: { en: 'A receipt, checked without the service', ja: '受領証を、サービスなしで検証する' },
    text: [
      {
        en: 'A receipt holds the records of a transfer or hold, the proof that each is in the tree, the checkpoint, and the signature of whoever spent with the record that made the key that of the wallet. A wallet that asks for it sees what others own as digests only.',
        ja: '受領証には、送金や仮押さえの記録、それぞれが木にある証明、チェックポイント、支出した人の署名、その鍵がウォレットのものである記録が入っています。ウォレットとして取得すると、ほかの人の残高はハッシュだけになります。',
      },
      {
        en: 'Anybody can check it: by dropping it on [/docs/verify](/docs/verify), with `npm run verify`, or with the library. A copy in which one number was changed is not believed.',
        ja: '誰でも検証できます。[/docs/verify](/docs/verify/ja) に置くか、`npm run verify`、またはライブラリーを使います。数字を一つ変えただけの写しも見破られます。',
      },
    ],
    blocks: [
      {
        command: `PAID=$(signed next.pem /v1/transfers "$PAYMENT" | value id)
get /v1/transfers/$PAID/receipt > receipt.json
cat receipt.json`,
        status: 200,
        answer: { type: 'kariosae.receipt.v1' },
      },
      { command: check, answer: { ok: true, wrong: [] } },
      {
        command: `sed 's/"amount":1200/"amount":1201/g' receipt.json > tampered.json
node check.mjs tampered.json "$TRUSTED"`,
        answer: { ok: false },
      },
    ],
  },
  {
    id: 'consistency',
    title: { en: 'Nothing was rewritten', ja: '書き換えがないことの証明' },
    text: [
      {
        en: 'A consistency proof shows that the journal of now begins with all that an earlier checkpoint covers. Two checkpoints that do not fit would be proof, signed by the service itself, that it rewrote its history. `entry` instead of `from` proves a single record.',
        ja: '整合性証明は、現在のジャーナルが以前のチェックポイントの範囲をそのまま含むことを示します。合わない2つのチェックポイントがあれば、サービス自身の署名が改ざんの証拠になります。`from` の代わりに `entry` を使うと、個々の記録を証明できます。',
      },
    ],
    blocks: [
      {
        command: `post /v1/transfers '{ "from": "${demo.guest}", "to": "${demo.taxi}", "asset": "JPY", "amount": 900 }' > /dev/null
get /v1/journal/checkpoint > newer.json
get "/v1/journal/proofs?from=$(value size < older.json)&size=$(value size < newer.json)" > proof.json
${growth}`,
        answer: { grew: true, fault: null },
      },
    ],
  },
]
