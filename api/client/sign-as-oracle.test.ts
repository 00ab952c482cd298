import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { createTestApp } from '../test/harness.ts'
import { createSigner, signEvidence, signKeyAttestation } from './client.ts'

/** What an oracle signs is taken by the service, and what it did not sign is not. */

/** RFC 8032, section 7.1, test 1: the key of the demo's registry office. */
const office = createSigner('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
const stranger = createSigner()

test.each([
  { by: 'the oracle', signer: office, data: { km: 8 }, status: 200, end: 'captured' },
  { by: 'the oracle, without data', signer: office, data: undefined, status: 200, end: 'held' },
  { by: 'the oracle, with too many', signer: office, data: { km: 12 }, status: 200, end: 'held' },
  { by: 'a stranger', signer: stranger, data: { km: 8 }, status: 422, end: 'held' },
])('evidence of $by: $end', async ({ signer, data, status, end }) => {
  const app = createTestApp()
  const key = await app.sandbox('demo')
  const when = { attestedBy: { oracle: demo.oracle, statement: 'arrived', where: 'data.km <= 10' } }
  const hold = { from: demo.guest, to: demo.restaurant, asset: 'JPY', amount: 500, rules: [{ action: 'capture', when }] }
  const { id } = (await app.post('/v1/holds', hold, key)).body
  const attestation = await signEvidence(signer, demo.oracle, { hold: id, statement: 'arrived', data })
  const answer = await app.post(`/v1/holds/${id}/signals`, { attestation }, key)
  expect([answer.status, (await app.get(`/v1/holds/${id}`, key)).body.status]).toEqual([status, end])
})

test.each([
  { by: 'the oracle', signer: office, status: 201 },
  { by: 'a stranger', signer: stranger, status: 422 },
])('an attestation of a key by $by', async ({ signer, status }) => {
  const app = createTestApp()
  const key = await app.sandbox('demo')
  const { publicKey } = createSigner()
  const about = { publicKey, platform: 'smartphone' as const, logic: ['RASP' as const], keys: 'HSM' as const, notAfter: null }
  const attestation = await signKeyAttestation(signer, demo.oracle, about)
  const answer = await app.post('/v1/wallets', { name: 'Aya', custody: 'self', publicKey, attestation }, key)
  expect(answer.status).toBe(status)
  if (status === 201) expect(answer.body.key.attestation).toMatchObject({ keys: 'HSM', by: demo.oracle })
  else expect(answer.body).toMatchObject({ code: 'attestation_invalid', field: 'attestation.sig' })
})
