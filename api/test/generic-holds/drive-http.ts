import type { TestApp } from '../harness.ts'
import type { World } from './oracle/book.ts'
import type { Step } from './spec.ts'
import { assets, issued, wallets } from './town.ts'
import { deedBody, holdBody, oraclePublicKey, pathOf } from './wire.ts'

/** The town in a sandbox of its own of the whole service, spoken to over HTTP. */
export async function createHttpDrive(app: TestApp) {
  const key = await app.sandbox()
  const ids = new Map<string, string>()
  const idOf = (label: string) => ids.get(label) ?? label

  async function post(path: string, body: object, { as = null, label }: { as?: string | null; label?: string } = {}): Promise<string> {
    const answer = await app.post(path, body, key, as === null ? {} : { 'Act-As': idOf(as) })
    if (answer.status >= 400) return answer.body.code
    if (label !== undefined) ids.set(label, answer.body.id)
    return 'ok'
  }
  for (const name of wallets) await post('/v1/wallets', { name }, { label: name })
  await post('/v1/oracles', { name: 'oracle', publicKey: oraclePublicKey }, { label: 'oracle' })
  for (const [code, { most }] of Object.entries(assets)) await post('/v1/assets', { code, scale: 0, ...(most ? { maxHolding: most } : {}) })
  for (const { to, asset, amount } of issued) await post(`/v1/assets/${asset}/issue`, { to: idOf(to), amount })

  return {
    async take(step: Step, label: string): Promise<string> {
      if ('until' in step) {
        app.time.now = step.until
        return 'ok'
      }
      if ('issue' in step) return post(`/v1/assets/${step.asset}/issue`, { to: idOf(step.to), amount: step.issue })
      if ('wallet' in step) return post(`/v1/wallets/${idOf(step.wallet)}/${step.to}`, {})
      if ('create' in step) return post('/v1/holds', holdBody(step.create, idOf), { as: step.as, label })
      return post(`/v1/holds/${idOf(step.hold)}/${pathOf(step.deed)}`, deedBody(step.deed, step.hold, idOf), { as: step.as })
    },
    /** Everything that `worldText` tells, as the service answers it. */
    async look({ holds }: World): Promise<string[]> {
      const told: string[] = []
      for (const { label } of holds) {
        const { status, legs } = (await app.get(`/v1/holds/${idOf(label)}`, key)).body
        for (const { captured, released, remaining } of legs) told.push(`${label} ${status} ${captured} ${released} ${remaining}`)
      }
      for (const wallet of wallets) {
        const { balances } = (await app.get(`/v1/wallets/${idOf(wallet)}`, key)).body
        for (const { asset, posted, held, incoming } of balances) told.push(`${wallet} ${asset} ${posted} ${held} ${incoming}`)
      }
      return told.filter((line) => !line.endsWith(' 0 0 0')).sort()
    },
    audit: async (): Promise<unknown> => (await app.get('/v1/audit', key)).body.differences,
  }
}
