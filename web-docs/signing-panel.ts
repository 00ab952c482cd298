import { html } from 'hono/html'
import type { Markup } from './page.ts'

/** The console's panel for a wallet that keeps its own key; signing-panel.js brings it to life. */
export function renderSigningPanel(): Markup {
  return html`<details id="signing" class="signing">
<summary>Signing key <span lang="ja">署名鍵</span> <span id="signing-state" class="chip">off / オフ</span></summary>
<p>For wallets with custody <code class="word">self</code>: what you execute below is signed with this key, in the header <code class="word">Kariosae-Signature</code>. The key is only in the memory of this page: it is not stored, never sent, and gone when you leave or reload. <a href="/docs/guide/signing">Guide</a></p>
<p lang="ja">custody が <code class="word">self</code> のウォレット用です。下で実行する操作に、この鍵で署名します（<code class="word">Kariosae-Signature</code> ヘッダー）。鍵はこのページのメモリーにだけあり、保存も送信もされません。ページを離れるか再読み込みすると消えます。<a href="/docs/guide/signing/ja">ガイド</a></p>
<div class="signing-row"><button type="button" id="signing-make">Make a key / 鍵を作る</button>
<label>Seed (hex or base64url) / シード <input id="signing-seed" type="password" autocomplete="off" spellcheck="false" size="24"></label>
<button type="button" id="signing-use">Use it / 使う</button>
<button type="button" id="signing-demo">Ran Mori’s key (demo) / 森さんの鍵（デモ）</button>
<button type="button" id="signing-forget" hidden>Forget / 消去</button></div>
<dl id="signing-key" hidden>
<dt>Public key, for <code class="word">createWallet</code> / 公開鍵</dt><dd><code id="signing-public"></code></dd>
<dt>did:key</dt><dd><code id="signing-did"></code></dd>
<dt><label for="signing-wallet">Signs for / 署名するウォレット</label></dt><dd><select id="signing-wallet"></select>
<p id="signing-none">No wallet has this key yet: execute createWallet with <code class="word">{ "name": "…", "custody": "self", "publicKey": "…" }</code>. / この鍵のウォレットはまだありません。createWallet で作ってください。</p></dd>
<dt><label for="signing-on">Sign / 署名する</label></dt><dd><input id="signing-on" type="checkbox" checked></dd>
</dl></details>`
}
