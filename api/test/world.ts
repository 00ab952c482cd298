import type { TestApp } from './harness.ts'

/** IDs of one world, by the noun that stands first in the paths which take them. */
export interface Ids {
  readonly wallets: readonly string[]
  readonly transfers: readonly string[]
  readonly holds: readonly string[]
  readonly assets: readonly string[]
  readonly events: readonly string[]
  readonly 'api-keys': readonly string[]
  readonly 'hold-templates': readonly string[]
  readonly oracles: readonly string[]
  readonly 'webhook-endpoints': readonly string[]
  readonly 'webhook-deliveries': readonly string[]
}

export interface World {
  readonly ids: Ids
  /** Keys bound to the payer and to the payee of everything here, and to the third wallet, which arbitrates. */
  readonly payer: string
  readonly payee: string
  readonly arbiter: string
}

interface Filling {
  /** In every text that a client can choose: whoever sees one of them gives itself away. */
  readonly marker?: string
  /** The same in what belongs to the sandbox as a whole, which all its wallets may see. */
  readonly common?: string
  readonly asset?: string
  readonly funds?: number
}

/** Fills a sandbox with one of everything: four wallets and what the first pays, owes, proposes to and disputes with the second. */
export async function fillWorld(app: TestApp, key: string, filling: Filling = {}): Promise<World> {
  const { marker = 'a text', common = marker, asset = 'OWNED', funds = 100_000 } = filling
  const make = async (path: string, body: object) => {
    const { status, body: made } = await app.post(path, body, key)
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(made)}`)
    return made
  }
  await make('/v1/assets', { code: asset, scale: 0 })
  const wallets: string[] = []
  for (const name of ['payer', 'payee', 'third', 'fourth'])
    wallets.push((await make('/v1/wallets', { name: `${marker} ${name}`, attributes: { note: marker } })).id)
  const [payer, payee, third] = wallets as [string, string, string]
  for (const [to, amount] of [
    [payer, funds],
    [payee, 500_000],
    [third, 90_000],
  ] as const)
    await make(`/v1/assets/${asset}/issue`, { to, amount })
  const terms = { from: payer, to: payee, asset, amount: 20_000, memo: marker }
  const expiresAt = '2028-01-01T00:00:00Z'
  const attachments = [{ name: marker, mediaType: 'text/plain', content: marker }]
  const transfer = await make('/v1/transfers', { ...terms, attachments })
  const holds = [
    await make('/v1/holds', { ...terms, cancelUntil: '2027-06-01T00:00:00Z', expiresAt }),
    await make('/v1/holds', { ...terms, acceptances: ['payee'], expiresAt }),
    await make('/v1/holds', { ...terms, ...escrow(third), amount: 4000, expiresAt }),
    await make('/v1/holds', { ...terms, ...escrow(third), amount: 4000, expiresAt }),
  ].map(({ id }) => id as string)
  await make(`/v1/holds/${holds[3]}/dispute`, { memo: marker })
  const template = await make('/v1/hold-templates', templateOf(asset, common, [payer, payee]))
  const oracle = await make('/v1/oracles', { name: common, publicKey: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  const endpoint = await make('/v1/webhook-endpoints', { url: 'http://localhost:4000/', description: marker })
  const delivery = await make(`/v1/webhook-endpoints/${endpoint.id}/test`, {})
  const keys = []
  for (const wallet of [payer, payee, third]) keys.push(await make('/v1/api-keys', { name: marker, scopes: ['read', 'write'], wallet }))
  const events = (await app.get('/v1/events?limit=100', key)).body.data.map(({ id }: { id: string }) => id)
  const ids = {
    ...{ wallets, holds, events, transfers: [transfer.id], assets: [asset], oracles: [oracle.id] },
    ...{ 'hold-templates': [template.name], 'api-keys': keys.map(({ id }) => id) },
    ...{ 'webhook-endpoints': [endpoint.id], 'webhook-deliveries': [delivery.id] },
  }
  return { ids, payer: keys[0].apiKey, payee: keys[1].apiKey, arbiter: keys[2].apiKey }
}

/** As the demo's parcel: paid by itself when it is delivered, unless the payer disputes and the controller decides. */
function escrow(controller: string): object {
  return {
    parties: { controller },
    rules: [{ name: 'delivery', action: 'capture', when: { signal: { name: 'delivered', from: ['payee'] } } }],
    disputes: { by: ['payer'] },
  }
}

function templateOf(asset: string, text: string, [payer, payee]: readonly [string, string]): object {
  return {
    name: `${asset.toLowerCase()}-terms`,
    title: { en: text, ja: text },
    parameters: { price: { type: 'amount', description: text } },
    example: { price: 100 },
    terms: { from: payer, to: payee, asset, amount: { $: 'price' }, memo: text },
  }
}
