import { demo } from '../../api/core/demo-ids.ts'
import type { Chapter } from './block.ts'

/** What the service signs, and how to check it without the service. */

const check = `cat > check.mjs <<'END'
import { readFileSync } from 'fs'
import { verifyCredential, verifyReceipt } from './client.mjs'

const [file, verifierKey] = process.argv.slice(2)
const document = JSON.parse(readFileSync(file, 'utf8'))
const verify = document.type.includes('KariosaeReceipt') ? verifyCredential : verifyReceipt
const { ok, checks } = verify(document, { verifierKey })
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
      {
        en: 'The key comes in two forms. The `verifierKey` of this answer is for one journal, and a reset or a fork begins another, under another name and the same key. The public key of the service in base64url is the one that lasts: it is good for all its journals. Whoever runs the service finds it beside the database, in the file `<database>.log.vkey` (`data/kariosae.log.vkey`). It is also in every verifier key: the last 32 bytes of the part after the second `+`, which is base64. Every check below takes either form.',
        ja: '鍵には2つの形があります。この応答の `verifierKey` は一つのジャーナルのもので、初期化や複製（fork）の後は、同じ鍵でも名前の違う別のジャーナルになります。長く使えるのはサービスの公開鍵（base64url）で、そのサービスのすべてのジャーナルに有効です。サービスの運営者は、データベースの隣の `<データベース>.log.vkey` ファイル（`data/kariosae.log.vkey`）で確認できます。検証鍵の2つ目の `+` より後（base64）の末尾32バイトも同じ公開鍵です。以下の検証ではどちらの形も使えます。',
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
      { command: `npm --prefix "$CHECKOUT" --silent run verify -- "$PWD/receipt.json" --key "$TRUSTED"`, prints: 'All is right.' },
    ],
  },
  {
    id: 'credential',
    title: { en: 'The same as a credential', ja: 'クレデンシャルとして受け取る' },
    text: [
      {
        en: 'With `?as=credential` the receipt comes inside a verifiable credential (W3C, Data Model 2.0), which its issuer, a did:key of the service, signed with eddsa-jcs-2022. It is checked in the same places: its proof, the receipt inside, and that both tell the same. In the library that is `verifyCredential`; whom you trust to issue is `--issuer`, or `issuer` in the library.',
        ja: '`?as=credential` を付けると、受領証は検証可能クレデンシャル（W3C、Data Model 2.0）として届きます。発行者（サービスの did:key）が eddsa-jcs-2022 で署名しています。同じ場所で、その署名、中の受領証、両者の一致を検証できます。ライブラリーでは `verifyCredential` を使います。信頼する発行者は `--issuer`（ライブラリーでは `issuer`）で指定します。',
      },
      {
        en: '`npm run verify -- data/kariosae.db` checks a whole database, with the key that lies beside it, or better with `--key` and one that you kept. While the service runs, copy the database together with its `-wal` file, and check the copy.',
        ja: '`npm run verify -- data/kariosae.db` でデータベース全体を検証できます。鍵は隣のファイルから読みますが、手元に保存した鍵を `--key` で渡すほうが確実です。サービスの稼働中は、データベースと `-wal` ファイルを一緒にコピーし、そのコピーを検証してください。',
      },
    ],
    blocks: [
      {
        command: `get "/v1/transfers/$PAID/receipt?as=credential" > credential.json
cat credential.json`,
        status: 200,
        answer: { type: ['VerifiableCredential', 'KariosaeReceipt'], credentialSubject: { kind: 'transfer', amount: 1200 } },
      },
      { command: `node check.mjs credential.json "$TRUSTED"`, answer: { ok: true, wrong: [] } },
      {
        command: `ISSUER=$(value issuer < credential.json)
npm --prefix "$CHECKOUT" --silent run verify -- "$PWD/credential.json" --key "$TRUSTED" --issuer "$ISSUER"`,
        prints: 'All is right.',
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
