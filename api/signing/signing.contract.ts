import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toDidKey } from '../core/crypto/did-key.ts'
import type { KeyPolicy, KeyProtection, KeyView, SigningBackend, SigningRefusal, SigningRequest } from '../core/signing.ts'
import { payloadBytes } from './payload.ts'

export interface ContractSetup {
  readonly protection: KeyProtection
  /** A backend with no keys. */
  open(): Promise<SigningBackend>
  /** The same keys after everything was closed; absent where they end with the process. */
  reopen?(): Promise<SigningBackend>
}

const payment: KeyPolicy = {
  purposes: ['test.command.v1', 'note', 'credential'],
  operations: ['transfer'],
  maxAmounts: { JPY: 1_000 },
}
const command = (keyId: string, body: object = {}): SigningRequest => ({
  keyId,
  payload: { form: 'envelope', type: 'test.command.v1', body: { operation: 'transfer', spends: [{ asset: 'JPY', amount: 10 }], ...body } },
})

function good(request: SigningRequest, signature: string, { publicKey }: KeyView): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  return verify(null, payloadBytes(request.payload), key, Buffer.from(signature, 'base64url'))
}

/** What every signing backend does, whatever keeps its keys. */
export function signingContract(name: string, setup: ContractSetup): void {
  describe(name, () => {
    let backend: SigningBackend
    beforeAll(async () => {
      backend = await setup.open()
    })
    afterAll(() => backend.close())

    async function make(keyName: string, policy: KeyPolicy = payment): Promise<KeyView> {
      const [key] = await backend.createKeys([{ name: keyName, policy }])
      expect(key).toHaveProperty('keyId')
      return key as KeyView
    }
    async function signed(...requests: SigningRequest[]): Promise<readonly string[]> {
      const answer = await backend.sign(requests)
      expect(answer).toHaveProperty('signatures')
      return (answer as { signatures: readonly string[] }).signatures
    }
    async function refusals(...requests: SigningRequest[]): Promise<readonly (SigningRefusal['refused'] | null)[]> {
      const answer = await backend.sign(requests)
      expect(answer).toHaveProperty('refusals')
      return (answer as { refusals: readonly (SigningRefusal | null)[] }).refusals.map((refusal) => refusal?.refused ?? null)
    }
    const events = async (keyId: string) => (await backend.uses(keyId, { after: null, limit: 100 })).map(({ event }) => event)

    test('a key is named by its did:key and says how it is protected', async () => {
      const key = await make('alice')
      const { publicKey, keyId, attestation } = key
      expect(keyId).toBe(toDidKey(Buffer.from(publicKey, 'base64url')))
      expect(attestation).toMatchObject({ platform: 'server', keys: setup.protection })
      expect(key).toMatchObject({ name: 'alice', status: 'active', policy: payment, rotatedTo: null })
      expect(await backend.publicKey(keyId)).toEqual(key)
      expect(await backend.publicKey('did:key:z6Mkunknown')).toBeUndefined()
    })

    test('the same name is the same key, with its first policy, in one call and in two', async () => {
      const [first, other, again] = await backend.createKeys([
        { name: 'bob', policy: payment },
        { name: 'carol', policy: payment },
        { name: 'bob', policy: { purposes: [] } },
      ])
      expect(again).toEqual(first)
      expect((other as KeyView).keyId).not.toBe((first as KeyView).keyId)
      expect(await make('bob', { purposes: ['note'] })).toEqual(first)
    })

    test('a policy that demands what the provider cannot attest makes no key, and holds up no other', async () => {
      const demanding: KeyPolicy = { ...payment, attestation: { keys: ['eSE'] } }
      const [refused, key] = await backend.createKeys([
        { name: 'phone', policy: demanding },
        { name: 'server', policy: { ...payment, attestation: { keys: [setup.protection] } } },
      ])
      expect(refused).toMatchObject({ refused: 'attestation' })
      expect(await signed(command((key as KeyView).keyId))).toHaveLength(1)
    })

    test('each form is signed over its own bytes', async () => {
      const key = await make('forms')
      const requests: SigningRequest[] = [
        command(key.keyId, { memo: '東京 😀' }),
        { keyId: key.keyId, payload: { form: 'note', text: 'kariosae/1\n7\nabc=\n' } },
        {
          keyId: key.keyId,
          payload: {
            form: 'credential',
            document: { id: 'urn:a', issuer: key.keyId },
            proof: { type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', proofPurpose: 'assertionMethod' },
          },
        },
      ]
      const signatures = await signed(...requests)
      expect(signatures.map((signature) => Buffer.from(signature, 'base64url').length)).toEqual([64, 64, 64])
      expect(requests.map((request, i) => good(request, signatures[i]!, key))).toEqual([true, true, true])
      expect(requests.map((request, i) => good(request, signatures[(i + 1) % 3]!, key))).toEqual([false, false, false])
    })

    test('a batch of several keys comes back in its order', async () => {
      const keys = [await make('first'), await make('second')]
      const requests = Array.from({ length: 64 }, (_, i) => command(keys[i % 2]!.keyId, { i }))
      const signatures = await signed(...requests)
      expect(requests.every((request, i) => good(request, signatures[i]!, keys[i % 2]!))).toBe(true)
    })

    test('one refusal in a batch and nothing is signed or counted', async () => {
      const key = await make('batch', { ...payment, rate: { count: 2, seconds: 3_600 } })
      const tooMuch = command(key.keyId, { spends: [{ asset: 'JPY', amount: 1_001 }] })
      expect(await refusals(command(key.keyId), tooMuch, command('did:key:z6Mkunknown'))).toEqual([null, 'amount', 'unknown_key'])
      expect(await signed(command(key.keyId), command(key.keyId))).toHaveLength(2)
      expect(await events(key.keyId)).toEqual(['signed', 'signed', 'refused', 'created'])
    })

    test('a rate counts within a batch and over several', async () => {
      const key = await make('rate', { ...payment, rate: { count: 3, seconds: 3_600 } })
      expect(await signed(command(key.keyId), command(key.keyId))).toHaveLength(2)
      expect(await refusals(command(key.keyId), command(key.keyId))).toEqual([null, 'rate'])
      expect(await signed(command(key.keyId))).toHaveLength(1)
      expect(await refusals(command(key.keyId))).toEqual(['rate'])
    })

    test('calls at the same time cannot exceed a rate together', async () => {
      const key = await make('together', { ...payment, rate: { count: 3, seconds: 3_600 } })
      const answers = await Promise.all(Array.from({ length: 10 }, () => backend.sign([command(key.keyId)])))
      expect(answers.filter((answer) => 'signatures' in answer)).toHaveLength(3)
    })

    test('calls at the same time are signed each in its order', async () => {
      const keys = [await make('first of many'), await make('second of many')]
      const calls = Array.from({ length: 12 }, (_, call) =>
        Array.from({ length: call % 4 }, (_, i) => command(keys[(call + i) % 2]!.keyId, { call, i })),
      )
      const answers = await Promise.all(calls.map((requests) => signed(...requests)))
      expect(answers.map(({ length }) => length)).toEqual(calls.map(({ length }) => length))
      const checked = calls.flatMap((requests, call) => requests.map((request, i) => good(request, answers[call]![i]!, keys[(call + i) % 2]!)))
      expect(checked).toEqual(Array.from({ length: 18 }, () => true))
      expect(await events(keys[0]!.keyId)).toEqual([...Array.from({ length: 6 }, () => 'signed'), 'created'])
    })

    test('of calls at the same time one that is refused, uses up a rate or is malformed leaves the others alone', async () => {
      const [key, rare] = [await make('among others'), await make('rare', { ...payment, rate: { count: 1, seconds: 3_600 } })]
      const tooMuch = command(key.keyId, { spends: [{ asset: 'JPY', amount: 1_001 }] })
      const calls = [[command(key.keyId)], [command(key.keyId), tooMuch], null as never, [command(rare.keyId)], [command(rare.keyId)]]
      const answers = await Promise.allSettled(calls.map((requests) => backend.sign(requests)))
      const outcomes = answers.map((answer) => (answer.status === 'rejected' ? 'rejected' : Object.keys(answer.value)[0]))
      expect(outcomes.slice(0, 3)).toEqual(['signatures', 'refusals', 'rejected'])
      expect(outcomes.slice(3).sort()).toEqual(['refusals', 'signatures'])
      for (const { keyId } of [key, rare]) expect((await events(keyId)).sort()).toEqual(['created', 'refused', 'signed'])
    })

    test('asked at the same time, one name is one key and one key has one successor', async () => {
      const made = await Promise.all(Array.from({ length: 5 }, () => make('simultaneous')))
      expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1)
      const successors = await Promise.all(made.map(({ keyId }) => backend.rotate(keyId)))
      expect(new Set(successors.map((key) => (key as KeyView).keyId)).size).toBe(1)
      expect(await signed(command((successors[0] as KeyView).keyId))).toHaveLength(1)
      expect(await events(made[0]!.keyId)).toEqual(['rotated', 'created'])
    })

    test('a rotated key signs no more, its successor does, and asking again changes nothing', async () => {
      const old = await make('rotating')
      const successor = (await backend.rotate(old.keyId)) as KeyView
      expect(successor).toMatchObject({ name: 'rotating', status: 'active', policy: payment })
      expect(successor.keyId).not.toBe(old.keyId)
      expect(await backend.publicKey(old.keyId)).toEqual({ ...old, status: 'rotated', rotatedTo: successor.keyId })
      expect(await refusals(command(old.keyId))).toEqual(['revoked'])
      expect(await signed(command(successor.keyId))).toHaveLength(1)
      expect(await backend.rotate(old.keyId, { purposes: [] })).toEqual(successor)
      expect(await make('rotating')).toEqual(successor)
      expect(await events(old.keyId)).toEqual(['refused', 'rotated', 'created'])
    })

    test('a rotation takes a new policy where one is given, and none that cannot be attested', async () => {
      const old = await make('narrowing')
      expect(await backend.rotate(old.keyId, { purposes: ['note'], attestation: { logic: ['RASP'] } })).toMatchObject({ refused: 'attestation' })
      const successor = (await backend.rotate(old.keyId, { purposes: ['note'] })) as KeyView
      expect(await refusals(command(successor.keyId))).toEqual(['purpose'])
    })

    test('a revoked key signs no more, is not rotated, and stays the key of its name', async () => {
      const key = await make('revoking')
      const revoked = { ...key, status: 'revoked' }
      expect(await backend.revoke(key.keyId)).toEqual(revoked)
      expect(await backend.revoke(key.keyId)).toEqual(revoked)
      expect(await refusals(command(key.keyId))).toEqual(['revoked'])
      expect(await backend.rotate(key.keyId)).toMatchObject({ refused: 'revoked' })
      expect(await make('revoking')).toEqual(revoked)
      expect(await events(key.keyId)).toEqual(['refused', 'revoked', 'created'])
    })

    test('what is not there is neither rotated nor revoked', async () => {
      expect(await backend.rotate('did:key:z6Mkunknown')).toMatchObject({ refused: 'unknown_key' })
      expect(await backend.revoke('did:key:z6Mkunknown')).toMatchObject({ refused: 'unknown_key' })
      expect(await backend.uses('did:key:z6Mkunknown', { after: null, limit: 10 })).toEqual([])
    })

    test('a malformed payload is refused and does not disturb the next', async () => {
      const key = await make('malformed')
      const broken = { form: 'envelope', type: 'test.command.v1', body: null } as never
      expect(await refusals({ keyId: key.keyId, payload: broken })).toEqual(['purpose'])
      expect(await refusals(command(key.keyId, { memo: '\ud800' }))).toEqual(['purpose'])
      expect(await signed(command(key.keyId))).toHaveLength(1)
    })

    test('the trail tells what was signed, newest first, in pages', async () => {
      const key = await make('trail')
      for (let i = 0; i < 3; i++) await signed(command(key.keyId, { i }))
      const all = await backend.uses(key.keyId, { after: null, limit: 100 })
      expect(all.map(({ event }) => event)).toEqual(['signed', 'signed', 'signed', 'created'])
      expect(all[0]).toMatchObject({ purpose: 'test.command.v1', operation: 'transfer', detail: null })
      expect(new Set(all.slice(0, 3).map(({ digest }) => digest)).size).toBe(3)
      expect(all[0]!.digest).toMatch(/^[0-9a-f]{32}$/)
      const first = await backend.uses(key.keyId, { after: null, limit: 2 })
      const second = await backend.uses(key.keyId, { after: first[1]!.id, limit: 2 })
      expect([...first, ...second]).toEqual(all)
    })

    const { reopen } = setup
    if (!reopen) return
    test('keys, ends, trails and rates outlive a restart', async () => {
      const key = await make('lasting', { ...payment, rate: { count: 2, seconds: 3_600 } })
      const ended = await make('ended')
      await backend.revoke(ended.keyId)
      await signed(command(key.keyId))
      const trail = await backend.uses(key.keyId, { after: null, limit: 10 })
      await backend.close()
      backend = await reopen()
      expect(await backend.publicKey(key.keyId)).toEqual(key)
      expect(await backend.uses(key.keyId, { after: null, limit: 10 })).toEqual(trail)
      expect(await refusals(command(ended.keyId))).toEqual(['revoked'])
      const request = command(key.keyId)
      expect(good(request, (await signed(request))[0]!, key)).toBe(true)
      expect(await refusals(command(key.keyId))).toEqual(['rate'])
    })
  })
}
