/* global SwaggerUIBundle */

/** Says one thing in the bar for a while. */
function say(text, bad = false) {
  const notice = document.getElementById('notice')
  notice.textContent = text
  notice.classList.toggle('bad', bad)
  clearTimeout(say.timer)
  say.timer = setTimeout(() => {
    notice.textContent = ''
  }, 6000)
}

/** The demo key, or null where this service gives none out: it does so only to a browser on its own machine. */
async function readDemoKey() {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)) return null
  const answer = await fetch('/docs/demo-key.json')
  return answer.ok ? (await answer.json()).apiKey : null
}

function keyInUse(ui) {
  return ui.authSelectors.authorized()?.getIn(['apiKey', 'value'])
}

async function resetSandbox(ui, demoKey) {
  const key = keyInUse(ui)
  if (!key) return say('Press Authorize first / 先に Authorize を押してください', true)
  const question = 'This is not the demo sandbox. Reset yours? / デモではなく、あなたのサンドボックスを初期化しますか？'
  if (key !== demoKey && !confirm(question)) return
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
  const answer = await fetch('/v1/sandbox/reset', { method: 'POST', headers, body: '{}' })
  if (answer.ok) say('Everything is as at the start / 初期化しました')
  else say((await answer.json()).title, true)
}

function changesKeys({ ok, url }) {
  return ok && /\/v1\/(wallets|wallets\/[^/]+\/rotate-key|sandbox\/reset|batches)$/.test(url)
}

/** Swagger UI scrolls an operation under the bar; the browser's own way heeds the page's scroll padding. */
function scrollToElement(element) {
  return () => element.scrollIntoView()
}

async function start() {
  const [demoKey, { createSigningPanel }] = await Promise.all([readDemoKey(), import('/docs/assets/signing-panel.js')])
  const panel = createSigningPanel({ apiKey: () => keyInUse(ui), say })
  const ui = SwaggerUIBundle({
    url: '/openapi.json',
    dom_id: '#swagger-ui',
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
    plugins: [() => ({ statePlugins: { layout: { actions: { scrollToElement } } } })],
    tryItOutEnabled: true,
    persistAuthorization: true,
    displayRequestDuration: true,
    displayOperationId: true,
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: panel.sign,
    responseInterceptor(response) {
      // Another wallet may have the key now.
      if (changesKeys(response)) panel.findWallets().catch((fault) => say(fault.message, true))
      return response
    },
    onComplete() {
      // A key that the reader has entered stays; the demo key is only for who has none.
      if (!demoKey || keyInUse(ui)) return
      ui.preauthorizeApiKey('apiKey', demoKey)
      say('The demo key is filled in / デモキー入力済み')
    },
  })
  document.getElementById('reset').addEventListener('click', () => {
    resetSandbox(ui, demoKey)
      .then(panel.findWallets)
      .catch((fault) => say(fault.message, true))
  })
}

start()
