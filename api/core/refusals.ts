/**
 * The closed table of refusals: everything Kariosae can say no with. HTTP problems, the OpenAPI
 * responses and the refusals page derive from it; a new refusal is one row here.
 * `retryable`: could the same request succeed later, unchanged, without anyone doing anything?
 */
export const refusals = {
  // The request itself
  invalid_request: row(
    400,
    false,
    'Invalid request',
    'リクエストが不正です',
    'Correct what `detail` says, in the field named in `field` if there is one, and send the request again.',
    '`detail` の指摘どおりに（`field` があればその項目を）直して、もう一度送ってください。',
  ),
  unauthorized: row(
    401,
    false,
    'API key missing or not valid',
    'APIキーがないか、無効です',
    'Send `Authorization: Bearer <apiKey>` with a key of your sandbox; POST /v1/sandboxes makes one.',
    '`Authorization: Bearer <apiKey>` を付けてください。キーは POST /v1/sandboxes で発行できます。',
  ),
  not_permitted: row(
    403,
    false,
    'Not permitted',
    '権限がありません',
    'The detail says who may: use a key or `Act-As` of that wallet, a key of the whole sandbox without `Act-As`, or a key with the scope it names.',
    '詳細に示された者だけが行えます。そのウォレットのキーか `Act-As`、サンドボックス全体のキー（`Act-As` なし）、または示されたスコープを持つキーを使ってください。',
  ),
  not_found: row(404, false, 'No such path', 'パスが見つかりません', 'Check the path against /docs.', 'パスを /docs で確認してください。'),
  method_not_allowed: row(
    405,
    false,
    'Method not allowed',
    'このメソッドは使えません',
    'Use one of the methods in the `Allow` header.',
    '`Allow` ヘッダーにあるメソッドを使ってください。',
  ),
  payload_too_large: row(
    413,
    false,
    'Request body too large',
    'リクエスト本文が大きすぎます',
    'The detail says how much may be sent at once. Split a batch, or a part of an import, into several.',
    '一度に送れる上限は詳細にあります。バッチやインポートの一部は分割してください。',
  ),
  unsupported_media_type: row(
    415,
    false,
    'Content type must be application/json',
    'Content-Type が application/json ではありません',
    'Send the header `Content-Type: application/json`.',
    '`Content-Type: application/json` を付けてください。',
  ),
  rate_limited: row(
    429,
    true,
    'Too many requests',
    'リクエストが多すぎます',
    'Wait for the seconds given in `Retry-After`, then send it again.',
    '`Retry-After` の秒数だけ待って、もう一度送ってください。',
  ),
  idempotency_key_reused: row(
    422,
    false,
    'Idempotency key already used for another request',
    '冪等キーが別のリクエストで使用済みです',
    'Use a new `Idempotency-Key` for a new request; repeat the first request unchanged to get its answer.',
    '新しいリクエストには新しい `Idempotency-Key` を使ってください。最初の応答が必要な場合は、最初のリクエストをそのまま送ってください。',
  ),
  idempotency_in_progress: row(
    409,
    true,
    'The first request with this idempotency key is still running',
    '同じ冪等キーのリクエストを処理中です',
    'Wait a second and send the same request again.',
    '1秒待って、同じリクエストをもう一度送ってください。',
  ),
  batch_rejected: row(
    422,
    false,
    'Atomic batch rejected',
    'バッチ全体を取り消しました',
    'Nothing was applied. Correct the operation that failed (see `results`) and send the batch again.',
    '何も適用されていません。`results` で失敗した操作を直して送り直してください。',
  ),

  // Moving house
  import_invalid: row(
    422,
    false,
    'Not a sandbox that can be imported',
    'インポートできるサンドボックスではありません',
    'The detail says what does not fit. Export the sandbox again and import the file as it is; nothing of this import is left.',
    '詳細に合わない点があります。もう一度エクスポートし、ファイルをそのままインポートしてください。このインポートの内容は残っていません。',
  ),
  sandbox_exists: row(
    409,
    false,
    'The sandbox is in this service already',
    'サンドボックスはすでにこのサービスにあります',
    'A sandbox is only once in a service. Use it with the keys it has, or import it into another service.',
    '同じサンドボックスは一つのサービスに一つだけです。既存のキーで使うか、別のサービスにインポートしてください。',
  ),

  // Who ordered it
  signature_required: row(
    403,
    false,
    'The wallet must sign this itself',
    'ウォレット自身の署名が必要です',
    'Sign the bytes in `toSign` with the key of the wallet, and send the command again with the header `Kariosae-Signature`.',
    '`toSign` のバイト列をウォレットの鍵で署名し、`Kariosae-Signature` ヘッダーを付けて送り直してください。',
  ),
  signature_invalid: row(
    403,
    false,
    'Signature not valid',
    '署名が正しくありません',
    'The detail says what does not fit; `toSign` gives the exact bytes that were expected.',
    '詳細に合わない点があります。`toSign` に期待されるバイト列があります。',
  ),
  signature_replayed: row(
    409,
    false,
    'Signature used before',
    'この署名は使用済みです',
    'Sign again with a new nonce. To repeat a request safely, send the same Idempotency-Key.',
    '新しい nonce で署名し直してください。同じリクエストを再送する場合は、同じ冪等キーを使ってください。',
  ),
  key_revoked: row(
    409,
    false,
    'Key of the wallet is revoked',
    'ウォレットの鍵は失効しています',
    'A managed wallet can be given a new key with POST /v1/wallets/{id}/rotate-key. A wallet that keeps its own key cannot; use another.',
    'managed のウォレットは POST /v1/wallets/{id}/rotate-key で新しい鍵にできます。自分で鍵を持つウォレットはできないため、別のウォレットを使ってください。',
  ),
  signing_refused: row(
    403,
    false,
    'The signing backend refused to sign',
    '署名バックエンドが署名を拒否しました',
    'The detail names the policy of the key; stay within it. With a key of the whole sandbox, POST /v1/wallets/{id}/rotate-key gives the wallet another.',
    '詳細に鍵のポリシーが示されています。範囲内にしてください。サンドボックス全体のキーなら、rotate-key で別のポリシーにできます。',
  ),
  attestation_invalid: row(
    422,
    false,
    'Attestation of the key not valid',
    '鍵のアテステーションが正しくありません',
    'It must be signed by an oracle of this sandbox, be about this public key, and not have ended.',
    'このサンドボックスのオラクルの署名があり、この公開鍵についてのもので、期限内である必要があります。',
  ),

  // Not there
  wallet_not_found: row(
    404,
    false,
    'Wallet not found',
    'ウォレットが見つかりません',
    'Check the wallet ID; GET /v1/wallets lists them.',
    'ウォレットIDを確認してください。GET /v1/wallets で一覧できます。',
  ),
  asset_not_found: row(
    404,
    false,
    'Asset not found',
    '資産が見つかりません',
    'Check the asset code; GET /v1/assets lists them.',
    '資産コードを確認してください。GET /v1/assets で一覧できます。',
  ),
  transfer_not_found: row(
    404,
    false,
    'Transfer not found',
    '送金が見つかりません',
    'Check the transfer ID; GET /v1/transfers lists them.',
    '送金IDを確認してください。GET /v1/transfers で一覧できます。',
  ),
  oracle_not_found: row(
    404,
    false,
    'Oracle not found',
    'オラクルが見つかりません',
    'Register its public key with POST /v1/oracles first.',
    '先に POST /v1/oracles で公開鍵を登録してください。',
  ),
  hold_template_not_found: row(
    404,
    false,
    'Hold template not found',
    '仮押さえのテンプレートが見つかりません',
    'GET /v1/hold-templates lists those there are; check name and version.',
    'GET /v1/hold-templates で一覧を確認し、名前とバージョンを確かめてください。',
  ),
  template_name_taken: row(
    409,
    false,
    'Template name taken',
    'このテンプレート名は使えません',
    'A template that ships with Kariosae has this name; choose another.',
    '標準のテンプレートと同じ名前です。別の名前にしてください。',
  ),
  hold_not_found: row(
    404,
    false,
    'Hold not found',
    '仮押さえが見つかりません',
    'Check the hold ID; GET /v1/holds lists them.',
    '仮押さえIDを確認してください。GET /v1/holds で一覧できます。',
  ),
  webhook_endpoint_not_found: row(
    404,
    false,
    'Webhook endpoint not found',
    'Webhookの送信先が見つかりません',
    'Check the endpoint ID; GET /v1/webhook-endpoints lists them.',
    '送信先IDを確認してください。GET /v1/webhook-endpoints で一覧できます。',
  ),
  webhook_delivery_not_found: row(
    404,
    false,
    'Webhook delivery not found',
    'Webhookの配信が見つかりません',
    'Check the delivery ID; GET /v1/webhook-endpoints/{id}/deliveries lists them.',
    '配信IDを確認してください。GET /v1/webhook-endpoints/{id}/deliveries で一覧できます。',
  ),
  too_many_webhook_endpoints: row(
    409,
    false,
    'Too many webhook endpoints',
    'Webhookの送信先が多すぎます',
    'Disable or delete one that you no longer need.',
    '使わないものを無効にするか、削除してください。',
  ),
  record_not_found: row(
    404,
    false,
    'Journal does not reach that far',
    'ジャーナルにその記録はありません',
    'Use a sequence number from 1 to the size that GET /v1/journal/checkpoint gives.',
    '1 から GET /v1/journal/checkpoint の size までの番号を使ってください。',
  ),
  api_key_not_found: row(
    404,
    false,
    'API key not found',
    'APIキーが見つかりません',
    'Check the key ID; GET /v1/api-keys lists them.',
    'キーIDを確認してください。GET /v1/api-keys で一覧できます。',
  ),
  event_not_found: row(
    404,
    false,
    'Event not found',
    'イベントが見つかりません',
    'Check the event ID; GET /v1/events lists them.',
    'イベントIDを確認してください。GET /v1/events で一覧できます。',
  ),

  // Money
  asset_exists: row(
    409,
    false,
    'Asset code already in use',
    '資産コードは使用済みです',
    'Choose another code, or use the asset that is there.',
    '別のコードを選ぶか、既存の資産を使ってください。',
  ),
  same_wallet: row(
    422,
    false,
    'Sender and receiver are the same wallet',
    '送り手と受け手が同じウォレットです',
    'Name two different wallets.',
    '異なる2つのウォレットを指定してください。',
  ),
  wallet_frozen: row(
    409,
    false,
    'Wallet is frozen',
    'ウォレットは凍結中です',
    'Unfreeze the wallet, or use another.',
    '凍結を解除するか、別のウォレットを使ってください。',
  ),
  wallet_closed: row(
    409,
    false,
    'Wallet is closed',
    'ウォレットは閉鎖済みです',
    'Use another wallet; a closed one sends and receives nothing new.',
    '別のウォレットを使ってください。閉鎖後は新しい入出金ができません。',
  ),
  insufficient_funds: row(
    422,
    false,
    'Not enough available',
    '残高が足りません',
    'Lower the amount, or fund the wallet; held and incoming value cannot be spent.',
    '金額を下げるか入金してください。留保中・入金予定の額は使えません。',
  ),
  holding_limit_exceeded: row(
    422,
    false,
    'Holding limit exceeded',
    '保有上限を超えます',
    'Lower the amount: the receiver may not own more of this asset (incoming value counts).',
    '金額を下げてください。受け手の保有上限を超えます（入金予定額を含む）。',
  ),
  supply_limit_exceeded: row(
    422,
    false,
    'Supply limit exceeded',
    '発行上限を超えます',
    'Issue less, or redeem first.',
    '発行額を下げるか、先に償還してください。',
  ),
  rule_violated: row(
    422,
    false,
    'A rule of the asset forbids this',
    '資産のルールに反します',
    'The detail names the rule; GET /v1/assets/{code} shows them all.',
    '詳細にルール名があります。GET /v1/assets/{code} で確認できます。',
  ),
  exceeds_refundable: row(
    422,
    false,
    'More than can still be refunded',
    '返金できる額を超えます',
    'Refund at most the amount that has not been refunded yet.',
    '未返金の額以下にしてください。',
  ),

  // Holds
  hold_not_open: row(
    409,
    false,
    'Hold is not in a state for this',
    '仮押さえはこの操作ができる状態ではありません',
    'The detail gives the state; read the hold and choose an action that fits.',
    '状態を確認し、可能な操作を選んでください。',
  ),
  already_captured: row(
    409,
    false,
    'Hold already captured',
    '仮押さえは確定済みです',
    'Nothing is left to do; to give money back, send it with POST /v1/transfers.',
    'これ以上の操作は不要です。返金するには POST /v1/transfers で送金してください。',
  ),
  already_released: row(
    409,
    false,
    'Hold already released',
    '仮押さえは解放済みです',
    'Create a new hold: a released one does not re-open.',
    '新しい仮押さえを作成してください。解放後は再開できません。',
  ),
  hold_expired: row(
    409,
    false,
    'Hold expired',
    '仮押さえは期限切れです',
    'Create a new hold: the value went back to the payer when it expired.',
    '新しい仮押さえを作成してください。価値は期限に支払人へ戻りました。',
  ),
  exceeds_hold: row(
    422,
    false,
    'More than the hold allows',
    '仮押さえの額を超えます',
    'Use at most the remaining amount; the payer can raise it with adjust.',
    '残額以下にしてください。支払人は adjust で増額できます。',
  ),
  condition_not_met: row(
    422,
    false,
    'Condition not met',
    '条件が満たされていません',
    'The detail says which condition; `rules` of the hold shows what each party can still do.',
    '詳細に満たされていない条件があります。仮押さえの `rules` で、各当事者にできることを確認できます。',
  ),
  limit_exceeded: row(
    422,
    false,
    'Limit of the terms exceeded',
    '条件の上限を超えています',
    'The detail says which limit of the hold, and when its next period begins.',
    '詳細に、超えた上限と次の期間の開始時刻があります。',
  ),
  terms_invalid: row(
    422,
    false,
    'Terms of the hold not possible',
    '仮押さえの条件が成り立ちません',
    'Correct what `field` points at: a name nobody has, shares beyond the whole, something that can never happen.',
    '`field` の示す箇所を直してください。存在しない名前、全体を超える配分、決して起こらない条件などです。',
  ),
  evidence_not_expected: row(
    422,
    false,
    'No condition waits for this',
    'この事実を待つ条件がありません',
    'Compare with the conditions in `rules` of the hold: names must be the same to the letter.',
    '仮押さえの `rules` にある条件と比べてください。名前は一字一句同じである必要があります。',
  ),
  evidence_invalid: row(
    422,
    false,
    'Evidence not valid',
    '事実の証明が正しくありません',
    'The detail says what is wrong: a signature, a preimage, or an amount in the data.',
    '詳細に、署名・原像・データ中の金額などの誤りが示されています。',
  ),
  expiry_in_past: row(
    422,
    false,
    'Expiry is not in the future',
    '期限が未来ではありません',
    'Choose a time after the sandbox clock; GET /v1/clock gives it.',
    'サンドボックスの時計より後の時刻にしてください。GET /v1/clock で確認できます。',
  ),
  expiry_not_later: row(
    422,
    false,
    'New expiry is not later than the present one',
    '新しい期限が現在の期限より後ではありません',
    'Extend only moves an expiry later; release the hold to end it sooner.',
    'extend は期限を延ばすだけです。早く終えるには release してください。',
  ),
  too_many_steps: row(
    422,
    false,
    'Hold has had too many steps',
    '仮押さえの操作回数が上限に達しました',
    'End the hold with a final capture, a release or a cancellation, and create a new one.',
    'capture・release・cancel で終了し、新しい仮押さえを作成してください。',
  ),
  clock_out_of_range: row(
    422,
    false,
    'The clock only moves forward, to the year 9999 at most',
    '時計は前にのみ、9999年まで進められます',
    'Choose a later time; POST /v1/sandbox/reset starts again at the real time.',
    'より後の時刻にしてください。POST /v1/sandbox/reset で実時間に戻せます。',
  ),

  // The service
  internal_error: row(
    500,
    true,
    'Internal error',
    '内部エラー',
    'Nothing was changed. Try again; if it stays, report the request ID.',
    '何も変更されていません。再試行し、続く場合はリクエストIDを知らせてください。',
  ),
  unavailable: row(
    503,
    true,
    'Temporarily unavailable',
    '一時的に利用できません',
    'Nothing was changed. Wait for the seconds in `Retry-After`, then send it again with the same Idempotency-Key.',
    '何も変更されていません。`Retry-After` の秒数後、同じ冪等キーで再送してください。',
  ),
} as const satisfies Record<string, RefusalRow>

export type RefusalCode = keyof typeof refusals

export interface RefusalRow {
  readonly status: number
  readonly retryable: boolean
  readonly title: { readonly en: string; readonly ja: string }
  readonly advice: { readonly en: string; readonly ja: string }
}

function row(status: number, retryable: boolean, en: string, ja: string, adviceEn: string, adviceJa: string): RefusalRow {
  return { status, retryable, title: { en, ja }, advice: { en: adviceEn, ja: adviceJa } }
}

/** One refusal of one request: which row, and what is particular to this time. */
export interface Refusal<R extends RefusalCode = RefusalCode> {
  readonly code: R
  /** One sentence with the facts of this case: IDs, amounts, times. */
  readonly detail: string
  /** The request field at fault, as a dotted path: `operations.3.body.amount`. */
  readonly field?: string
  /** Members of the problem beyond the common ones, such as `results` of a rejected batch. */
  readonly extra?: Readonly<Record<string, unknown>>
}
