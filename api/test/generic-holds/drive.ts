import { createAsset } from '../../assets/create-asset.ts'
import { issueAsset } from '../../assets/issue-asset.ts'
import { useCases } from '../../catalogue.ts'
import { emptySource, newSandbox } from '../../core/new-sandbox.ts'
import type { Reader } from '../../core/reader.ts'
import { State } from '../../core/state.ts'
import { type AnyCommand, type AnyView, type Context, isRefusal } from '../../core/use-case.ts'
import { createCredentials, fingerprint } from '../../credentials.ts'
import { actOnDue } from '../../execute.ts'
import { runOperation } from '../../operations.ts'
import { createOracle } from '../../oracles/create-oracle.ts'
import { createWallet } from '../../wallets/create-wallet.ts'
import { noSigning, unsigned } from '../contexts.ts'
import type { Deed, Step } from './spec.ts'
import { assets, issued, t0, wallets } from './town.ts'
import { deedBody, holdBody, oraclePublicKey, pathOf } from './wire.ts'

const commands = new Map(useCases.map((useCase) => [`${useCase.method} ${useCase.path}`, useCase]))
const post = (path: string) => commands.get(`post ${path}`) as AnyCommand
const view = (path: string) => commands.get(`get ${path}`) as AnyView

/** The town in the service's core: steps are decided one after the other, without HTTP or store. */
export function createDrive() {
  const state = new State(emptySource(newSandbox('sbx_1', t0)))
  const ids = new Map<string, string>()
  const idOf = (label: string) => ids.get(label) ?? label
  let now = t0
  let made = 0
  const world = { sandbox: 'sbx_1', requestId: 'req_1', language: 'en' as const, ...unsigned, fingerprint, ...createCredentials('test') }
  const newId = (prefix: string) => `${prefix}_${String(++made).padStart(26, '0')}`
  const callerOf = (as: string | null) => ({ key: 'key_1', scopes: ['read', 'write', 'admin'] as const, wallet: as === null ? null : idOf(as) })

  /** What it answered: `ok` or the code of the refusal; a new ID is learnt under the label. */
  function run(command: AnyCommand, id: string, body: object, { as = null, label }: { as?: string | null; label?: string | undefined } = {}): string {
    const context: Context = { ...world, newId, now, real: now, caller: callerOf(as) }
    const decision = runOperation(state, { command, id, body: command.body!.parse(body) }, context)
    if (isRefusal(decision)) return decision.code
    if (label !== undefined) ids.set(label, (decision.result as { id: string }).id)
    return 'ok'
  }
  for (const name of wallets) run(createWallet, '', { name }, { label: name })
  run(createOracle, '', { name: 'oracle', publicKey: oraclePublicKey }, { label: 'oracle' })
  for (const [code, { most }] of Object.entries(assets)) run(createAsset, '', { code, scale: 0, ...(most ? { maxHolding: most } : {}) })
  for (const { to, asset, amount } of issued) run(issueAsset, asset, { to: idOf(to), amount })

  return {
    state,
    idOf,
    take(step: Step, label: string): string {
      if ('until' in step) {
        now = step.until
        actOnDue(state, now)
        return 'ok'
      }
      if ('issue' in step) return run(issueAsset, step.asset, { to: idOf(step.to), amount: step.issue })
      if ('wallet' in step) return run(post(`/v1/wallets/{id}/${step.to}`), idOf(step.wallet), {})
      if ('create' in step) return run(post('/v1/holds'), '', holdBody(step.create, idOf), { as: step.as, label })
      return run(post(`/v1/holds/{id}/${pathOf(step.deed)}`), idOf(step.hold), deedBody(step.deed, step.hold, idOf), { as: step.as })
    },
    hold: (label: string) => state.find('hold', idOf(label))!,
    /** What the service says would come of it. */
    preview(hold: string, { deed, as, at }: { deed: Deed | null; as: string | null; at: number }) {
      const action = deed === null ? 'none' : deed.do
      const asked = { action, at, ...(as === null ? {} : { by: idOf(as) }), body: deed ? JSON.stringify(deedBody(deed, hold, idOf)) : '{}' }
      return view('/v1/holds/{id}/preview').read(reader(state), { id: idOf(hold), query: asked }, { now, caller: callerOf(null), ...noSigning })
    },
  }
}
export type Drive = ReturnType<typeof createDrive>

function reader(state: State): Reader {
  return { load: async () => new State(state) } as Partial<Reader> as Reader
}
