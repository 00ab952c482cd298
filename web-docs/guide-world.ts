/** A world of the reader's own, from nothing to a hold that is captured in parts: one box to paste after the guide's setup. */
export const ownWorld = {
  title: { en: 'Your own world', ja: '自分の世界をつくる' },
  text: {
    en: 'A new sandbox, an asset, two wallets, and a key bound to the payee, who accepts and captures 4 of 10 hours; with `final: false`, 6 stay held. The stream shows each event, without `--max-time` until Ctrl-C.',
    ja: 'サンドボックス・資産・2つのウォレット・支払先専用のキーを作ります。支払先が承諾し、10時間のうち4時間を確定します。`final: false` なので6時間は留保のままです。イベントは順に届きます（`--max-time` がなければ Ctrl-C まで）。',
  },
  script: `post() {
  echo "$(curl -s "$SERVER$2" -H "Authorization: Bearer $1" -H "Content-Type: application/json" -d "$3")"
}
value() { grep -o "\\"$1\\":\\"[^\\"]*" | head -n 1 | cut -d '"' -f 4; }

OWN=$(post none /v1/sandboxes '{}' | value apiKey)
curl -sN --max-time 6 "$SERVER/v1/events/stream" -H "Authorization: Bearer $OWN" & sleep 1
post $OWN /v1/assets '{"code":"HOUR","scale":0,"kind":"voucher"}'
HANA=$(post $OWN /v1/wallets '{"name":"Hana","kind":"person"}' | value id)
GARDENER=$(post $OWN /v1/wallets '{"name":"Gardener","kind":"business"}' | value id)
THEIRS=$(post $OWN /v1/api-keys '{"scopes":["read","write"],"wallet":"'$GARDENER'"}' | value apiKey)
post $OWN /v1/assets/HOUR/issue '{"to":"'$HANA'","amount":40}'
HOLD=$(post $OWN /v1/holds '{"from":"'$HANA'","to":"'$GARDENER'","asset":"HOUR","amount":10,
  "acceptances":["payee"],"cancelUntil":"2030-05-01T09:00:00Z","expiresAt":"2030-05-31T09:00:00Z"}' | value id)
post $THEIRS /v1/holds/$HOLD/accept '{}'
post $THEIRS /v1/holds/$HOLD/capture '{"amount":4,"final":false}'`,
  /** A part of the last answer. */
  answer: { status: 'held', amount: 10, captured: 4, released: 0, remaining: 6 },
} as const
