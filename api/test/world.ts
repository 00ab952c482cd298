import type { TestApp } from './harness.ts'

/** IDs of one world, by the noun that stands first in the paths which take them. */
export interface Ids {
  readonly wallets: readonly string[]
  readonly transfers: readonly string[]
  readonly holds: readonly string[]
  readonly assets: readonly string[]
  readonly events: readonly string[]
  readonly 'api-keys': readonly string[]
}

export interface World {
  readonly ids: Ids
  /** Keys bound to the payer and to the payee of everything here. */
  readonly payer: string
  readonly payee: string
}

/**
 * Fills a sandbox with one of everything: four wallets and what the first pays, owes and proposes to the second. Every
 * text that a client can choose holds the marker, so that whoever sees one of them gives itself away.
 */
export async function fillWorld(app: TestApp, key: string, { marker = 'a text', asset = 'OWNED', funds = 100_000 } = {}): Promise<World> {
  const make = async (path: string, body: object) => {
    const { status, body: made } = await app.post(path, body, key)
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(made)}`)
    return made
  }
  await make('/v1/assets', { code: asset, scale: 0 })
  const wallets: string[] = []
  for (const name of ['payer', 'payee', 'third', 'fourth'])
    wallets.push((await make('/v1/wallets', { name: `${marker} ${name}`, attributes: { note: marker } })).id)
  const [payer, payee, third] = wallets
  for (const [to, amount] of [
    [payer, funds],
    [payee, 500_000],
    [third, 90_000],
  ] as const)
    await make(`/v1/assets/${asset}/issue`, { to, amount })
  const terms = { from: payer, to: payee, asset, amount: 20_000, memo: marker }
  const attachments = [{ name: marker, mediaType: 'text/plain', content: marker }]
  const transfer = await make('/v1/transfers', { ...terms, attachments })
  const held = await make('/v1/holds', { ...terms, cancelUntil: '2027-06-01T00:00:00Z', expiresAt: '2028-01-01T00:00:00Z' })
  const proposed = await make('/v1/holds', { ...terms, acceptances: ['payee'], expiresAt: '2028-01-01T00:00:00Z' })
  const scopes = ['read', 'write']
  const [payerKey, payeeKey] = [
    await make('/v1/api-keys', { name: marker, scopes, wallet: payer }),
    await make('/v1/api-keys', { name: marker, scopes, wallet: payee }),
  ]
  const events = (await app.get('/v1/events?limit=100', key)).body.data.map(({ id }: { id: string }) => id)
  const ids = { wallets, transfers: [transfer.id], holds: [held.id, proposed.id], assets: [asset], events, 'api-keys': [payerKey.id, payeeKey.id] }
  return { ids, payer: payerKey.apiKey, payee: payeeKey.apiKey }
}
