import { expect, test } from 'vitest'
import { useCases } from '../catalogue.ts'
import type { UseCase } from '../core/use-case.ts'
import { dump } from './dump.ts'
import { someOf } from './engines.ts'
import { requestsFor } from './exercise.ts'
import { createTestApp } from './harness.ts'
import { fillWorld, type World } from './world.ts'

/** A wallet-bound key acts only as its wallet and sees only what is its wallet's, on every route there is. */

const app = createTestApp()
const marker = 'secret-of-the-others'
/** What the others own, as a number in JSON and as one in a sentence. */
const balances = ['71234567', '71,234,567', '71214567', '71,214,567']
const keyed = useCases.filter(({ scope }) => scope !== null).map((useCase) => [useCase.operationId, useCase] as const)

test('what a key of a wallet may call at all is decided here, so that opening a route to it is no accident', () => {
  const open = useCases.filter(({ scope, walletKeys }) => scope !== null && walletKeys).map(({ operationId }) => operationId)
  const verbs = 'create|list|get|refund|accept|decline|capture|release|cancel|adjust|extend|dispute|resolve|assign|preview|explain'
  const expected = new RegExp(`^(${verbs})(Transfers?|Holds?)$|^(sendSignal|withdrawDispute|rotateKey|getKey|listKeyUses|get(Transfer|Hold)Receipt)$`)
  expect(open.filter((name) => !expected.test(name))).toEqual([
    ...['getSandbox', 'getClock', 'listAssets', 'getAsset', 'listWallets', 'getWallet', 'listEntries'],
    ...['listHoldTemplates', 'getHoldTemplate', 'listOracles', 'getOracle', 'createBatch'],
  ])
})

async function street() {
  const { body } = await app.call('POST', '/v1/sandboxes', { body: {} })
  const others = await fillWorld(app, body.apiKey, { marker, common: 'for all', asset: 'OTHERS', funds: 71_234_567 })
  const mine = await fillWorld(app, body.apiKey, { marker: 'mine', asset: 'MINE', funds: 100_000 })
  return { key: body.apiKey as string, sandbox: body.id as string, others, mine }
}

async function answersTo(useCase: UseCase, world: World, key: string, headers = {}) {
  const answers = []
  for (const { method, path, body } of requestsFor(app, useCase, world.ids)) answers.push(await app.call(method, path, { key, body, headers }))
  return answers
}

test.each(someOf(keyed))('%s with a key of the wallet, or acting as it, on what is of others', async (_name, useCase) => {
  const { key, sandbox, others, mine } = await street()
  const wallet = mine.ids.wallets[0]!
  const before = await dump(app.store, sandbox)
  for (const [someKey, headers] of [
    [mine.payer, {}],
    [mine.payer, { 'Act-As': wallet }],
    [key, { 'Act-As': wallet }],
  ] as const) {
    const answers = await answersTo(useCase, others, someKey, headers)
    for (const { status, body } of answers) {
      const text = JSON.stringify(body)
      for (const secret of [marker, ...balances]) expect(text).not.toContain(secret)
      if (!useCase.walletKeys) expect([status, body.code]).toEqual([403, 'not_permitted'])
    }
    if (/^\/v1\/(wallets|holds|transfers)\/\{/.test(useCase.path)) expect(answers.every(({ status }) => status === 403)).toBe(true)
    if (useCase.operationId === 'createBatch') expect(answers[1]!.body.results.map(({ status }: { status: number }) => status)).not.toContain(200)
  }
  expect(await dump(app.store, sandbox)).toEqual(before)
})

test.each(someOf(keyed))('%s with a key of one wallet in the name of another', async (_name, useCase) => {
  const { sandbox, others, mine } = await street()
  const before = await dump(app.store, sandbox)
  for (const wallet of [others.ids.wallets[0]!, mine.ids.wallets[1]!])
    for (const world of [others, mine])
      for (const { status, body } of await answersTo(useCase, world, mine.payer, { 'Act-As': wallet }))
        expect([status, body.code, body.field]).toEqual([403, 'not_permitted', 'Act-As'])
  expect(await dump(app.store, sandbox)).toEqual(before)
})

test.each(someOf(keyed.filter(([, { walletKeys }]) => walletKeys)))('%s is open to the wallet it concerns', async (_name, useCase) => {
  const statuses: number[] = []
  for (const party of ['payer', 'payee', 'arbiter'] as const) {
    const { mine } = await street()
    statuses.push(...(await answersTo(useCase, mine, mine[party])).map(({ status }) => status))
  }
  expect(statuses).toContain(useCase.answer.status)
})

test('lists show a wallet its own and nothing else', async () => {
  const { mine } = await street()
  const [wallet] = mine.ids.wallets
  expect((await app.get('/v1/wallets', mine.payer)).body.data.map(({ id }: { id: string }) => id)).toEqual([wallet])
  expect((await app.get('/v1/transfers', mine.payer)).body.data.map(({ id }: { id: string }) => id)).toEqual(mine.ids.transfers)
  expect((await app.get('/v1/holds', mine.payer)).body.data.map(({ id }: { id: string }) => id)).toEqual([...mine.ids.holds].reverse())
})

test('who sees one hold sees nothing of another that is linked with it', async () => {
  const { key, mine } = await street()
  const [from, to, , other] = mine.ids.wallets
  const terms = { from, to: other, asset: 'MINE', amount: 4321, memo: marker }
  const rules = [{ action: 'capture', when: { holdStatus: { hold: mine.ids.holds[0], is: ['captured'] } } }]
  const { status, body: watching } = await app.post('/v1/holds', { ...terms, rules }, key)
  expect(status).toBe(201)
  const preview = (id: string, action: string, actAs: string) => app.get(`/v1/holds/${id}/preview?action=${action}`, key, { 'Act-As': actAs })
  expect((await preview(mine.ids.holds[0]!, 'capture', from!)).status).toBe(200)
  for (const { body } of [
    await preview(mine.ids.holds[0]!, 'capture', to!),
    await app.post(`/v1/holds/${mine.ids.holds[0]}/capture`, {}, key, { 'Act-As': to! }),
  ])
    for (const secret of [watching.id, other, '4321', marker]) expect(JSON.stringify(body)).not.toContain(secret)
  expect((await app.post('/v1/holds', { ...terms, from: other, to, rules }, key, { 'Act-As': other! })).body.code).toBe('not_permitted')
  const { body } = await preview(watching.id, 'none', other!)
  expect(body.effects.map(({ id }: { id: string }) => id)).toEqual([watching.id])
})

/** A refusal that depends on another's balance may say no, but not by how much. */
test('a refusal tells nobody what another wallet has', async () => {
  const key = await app.sandbox()
  await app.post('/v1/assets', { code: 'TIGHT', scale: 0, maxHolding: 1_000_000 }, key)
  const [payer, payee] = [
    (await app.post('/v1/wallets', { name: 'payer' }, key)).body.id,
    (await app.post('/v1/wallets', { name: 'payee' }, key)).body.id,
  ]
  const issue = (to: string, amount: number) => app.post('/v1/assets/TIGHT/issue', { to, amount }, key)
  await issue(payer, 765_432)
  await issue(payee, 345_679)
  const terms = { from: payer, to: payee, asset: 'TIGHT' }
  const made = async (path: string, more: object) => (await app.post(path, { ...terms, ...more }, key)).body.id
  const small = await made('/v1/holds', { amount: 1000 })
  const open = await made('/v1/holds', { amount: 1000, limits: { overcapture: 900_000 } })
  const asked = await made('/v1/holds', { amount: 800_000, acceptances: ['payee'] })
  const paid = await made('/v1/transfers', { amount: 5000 })

  async function refuses(code: string, wallet: string, path: string, body: object) {
    const answer = await app.post(path, body, key, { 'Act-As': wallet })
    expect(answer.body.code).toBe(code)
    const problem = answer.body.results?.[0].problem ?? answer.body
    const told: string[] = problem.detail.replaceAll(/\w+_\w{26}/g, '').match(/\d[\d,]*\d/g)
    expect(told.filter((number) => !['1,000,000', '800,000'].includes(number))).toEqual([])
  }
  await refuses('holding_limit_exceeded', payer, '/v1/transfers', { ...terms, amount: 700_000 })
  await refuses('holding_limit_exceeded', payer, '/v1/holds', { ...terms, amount: 700_000 })
  await refuses('holding_limit_exceeded', payer, `/v1/holds/${small}/adjust`, { amount: 700_000 })
  await refuses('insufficient_funds', payee, `/v1/holds/${asked}/accept`, {})
  await refuses('insufficient_funds', payee, `/v1/holds/${open}/capture`, { amount: 801_000 })
  await refuses('batch_rejected', payee, '/v1/batches', { atomic: true, operations: [{ op: 'acceptHold', id: asked }] })
  await issue(payer, 236_000)
  await refuses('holding_limit_exceeded', payee, `/v1/transfers/${paid}/refund`, {})
})
