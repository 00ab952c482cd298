import type { z } from '@hono/zod-openapi'
import type { Signed } from '../core/crypto/envelope.ts'
import type { keyAttestationType, signedKeyAttestation } from '../wallets/key.ts'
import { signEnvelope } from './sign.ts'
import type { Signer } from './signer.ts'

/** What an oracle says about one hold. */
export interface Statement {
  readonly hold: string
  /** The `statement` that the condition `attestedBy` waits for. */
  readonly statement: string
  readonly data?: Readonly<Record<string, unknown>> | undefined
}

/** Evidence for `attestedBy`: sent as `attestation` to POST /v1/holds/{id}/signals by anybody. `oracle` is the ID under which the signer's key is registered. */
export function signEvidence(signer: Signer, oracle: string, { hold, statement, data }: Statement): Promise<Signed<Statement>> {
  const body = data === undefined ? { hold, statement } : { hold, statement, data }
  return signEnvelope(signer, 'kariosae.attestation.v1', body, oracle)
}

type KeyStatement = z.input<typeof signedKeyAttestation>['body']
const keyStatement: typeof keyAttestationType = 'kariosae.key-attestation.v1'

/** How a client keeps its key, said by an oracle: `attestation` of `createWallet` and `rotateKey`. */
export function signKeyAttestation(signer: Signer, oracle: string, body: KeyStatement): Promise<Signed<KeyStatement>> {
  return signEnvelope(signer, keyStatement, body, oracle)
}
