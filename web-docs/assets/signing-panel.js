import { commandAt, createClient, createPlatformSigner, createSigner, signCommand } from './client.js'

/** RFC 8032, section 7.1, test 2: everyone knows the key of the demo fixture's Ran Mori. */
const knownSeed = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'

const element = (name) => document.getElementById(`signing-${name}`)

/**
 * The panel for a wallet that keeps its own key. `apiKey` gives the key that Swagger UI sends, or nothing; `say` tells the
 * reader one thing. The signer is a variable in here: its seed is in no element, storage or request.
 */
export function createSigningPanel({ apiKey, say }) {
  let signer
  let client

  /** Of the API key in use now: it may be that of another sandbox than before. */
  function clientInUse() {
    const key = apiKey()
    if (client?.key !== key) client = key ? { key, calls: createClient({ apiKey: key }) } : undefined
    return client?.calls
  }

  function take(made) {
    signer = made
    element('seed').value = ''
    element('public').textContent = signer?.publicKey ?? ''
    element('did').textContent = signer?.keyId ?? ''
    element('key').hidden = element('forget').hidden = !signer
    element('on').checked = Boolean(signer)
    // What was said of another key before is over.
    say(signer ? 'The key is loaded / 鍵を読み込みました' : 'The key is forgotten / 鍵を消去しました')
    return findWallets()
  }

  /** Which wallets of this sandbox have the key. */
  async function findWallets() {
    const calls = clientInUse()
    const found = signer && calls ? await walletsWith(calls, signer.keyId) : []
    const chosen = element('wallet').value
    element('wallet').replaceChildren(...found.map(({ id, name }) => new Option(`${name} (${id})`, id)))
    if (found.some(({ id }) => id === chosen)) element('wallet').value = chosen
    element('wallet').hidden = found.length === 0
    element('none').hidden = found.length > 0
    showState()
  }

  function chosenName() {
    return element('wallet').selectedOptions[0].textContent.replace(/ \(\w+\)$/, '')
  }

  /** The service cannot know that the reader may not have meant to act as the wallet: it only sees the signature. */
  function explained(request, name) {
    const { responseInterceptor } = request
    request.responseInterceptor = (response) => {
      if (response.status === 403 && read(response.text)?.code === 'not_permitted') {
        const why = `Refused because the panel “Signing key” is on, so this call acts as ${name}: untick Sign there to act with the API key alone`
        say(`${why} / 「署名鍵」がオンのため ${name} として実行されました。APIキーだけで実行するには「署名する」を外してください`, true)
      }
      return responseInterceptor?.(response) ?? response
    }
    return request
  }

  function showState() {
    const on = isOn()
    element('state').textContent = on ? `on / オン: ${chosenName()}` : 'off / オフ'
    element('state').classList.toggle('good', on)
  }

  function isOn() {
    return Boolean(signer && element('on').checked && element('wallet').value)
  }

  /** Signs what Swagger UI is about to send, where a wallet can order it; gives the request again. */
  async function sign(request) {
    const { origin, pathname } = new URL(request.url, location.href)
    const command = isOn() && origin === location.origin && request.method === 'POST' ? commandAt(pathname) : undefined
    if (!command || request.headers['Kariosae-Signature']) return request
    const body = read(request.body || '{}')
    if (body === undefined) return request // the service says what is wrong with it
    const unsigned = { ...command, sandbox: await clientInUse().sandboxId(), wallet: element('wallet').value, request: body }
    request.headers['Kariosae-Signature'] = await signCommand(signer, unsigned)
    return explained(request, chosenName())
  }

  const act = (name, event, task) => element(name).addEventListener(event, () => Promise.resolve(task()).catch((fault) => say(fault.message, true)))
  act('make', 'click', async () => take(await createPlatformSigner()))
  act('use', 'click', async () => take(createSigner(element('seed').value)))
  act('demo', 'click', () => take(createSigner(knownSeed)))
  act('forget', 'click', () => take(undefined))
  act('on', 'change', showState)
  act('wallet', 'change', showState)

  return { sign, findWallets }
}

async function walletsWith(calls, keyId) {
  const found = []
  for (let after = ''; after !== null; ) {
    const page = await calls.request('GET', `/v1/wallets?limit=100${after && `&after=${encodeURIComponent(after)}`}`)
    found.push(...page.data.filter(({ custody, key }) => custody === 'self' && key?.id === keyId))
    after = page.nextCursor
  }
  return found
}

function read(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
