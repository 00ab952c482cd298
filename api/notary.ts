import { decodeBase64url } from './core/base64url.ts'
import { encodeMultibase } from './core/crypto/multibase.ts'
import { checkpointText } from './core/note/checkpoint.ts'
import { signedNote } from './core/note/signed-note.ts'
import { verifierKey } from './core/note/verifier-key.ts'
import type { KeyView, SigningBackend } from './core/signing.ts'
import { originOf } from './receipts/origin.ts'
import type { Notary } from './seal.ts'

/** Who vouches for what this service answers: one key signs the checkpoints of all journals, one the credentials. */
export interface ServiceKeys extends Notary {
  /** Signs the checkpoints of all journals: 32 bytes, base64url. */
  publicKey(): Promise<string>
  /** The verifier key of one journal (C2SP signed-note): what whoever checks its checkpoints must know. */
  verifierKeyOf(journal: string): Promise<string>
  /** Issues a credential: the document that `document` makes for the issuer, a did:key, with its proof. `created` is RFC 3339. */
  issue(document: (issuer: string) => object, created: string): Promise<object>
}

export function createServiceKeys(signing: SigningBackend): ServiceKeys {
  const keyNamed = (name: string, purpose: string) => {
    let asked: Promise<KeyView> | undefined
    return () => {
      asked ??= signing.createKeys([{ name, policy: { purposes: [purpose] } }]).then(([key]) => {
        if (!key || 'refused' in key) throw new Error(`the service has no key ${name}: ${key?.detail}`)
        return key
      })
      // A backend that cannot answer now is asked again.
      asked.catch(() => (asked = undefined))
      return asked
    }
  }
  const journalKey = keyNamed('service/journal', 'note')
  const credentialKey = keyNamed('service/credentials', 'credential')

  return {
    async notes(heads) {
      const { keyId, publicKey } = await journalKey()
      const key = decodeBase64url(publicKey)!
      const texts = heads.map(({ journal, size, root }) => checkpointText({ origin: originOf(journal), size, root }))
      const answer = await signing.sign(texts.map((text) => ({ keyId, payload: { form: 'note', text } })))
      if ('refusals' in answer) throw new Error(`the journal's key does not sign: ${answer.refusals.find((one) => one !== null)?.detail}`)
      return texts.map((text, index) =>
        signedNote(text, [{ name: originOf(heads[index]!.journal), publicKey: key, signature: decodeBase64url(answer.signatures[index]!)! }]),
      )
    },
    publicKey: async () => (await journalKey()).publicKey,
    verifierKeyOf: async (journal) => verifierKey(originOf(journal), decodeBase64url((await journalKey()).publicKey)!),
    async issue(document, created) {
      const { keyId } = await credentialKey()
      const unsecured = document(keyId)
      const verificationMethod = `${keyId}#${keyId.slice('did:key:'.length)}`
      const proof = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', created, verificationMethod, proofPurpose: 'assertionMethod' }
      const answer = await signing.sign([{ keyId, payload: { form: 'credential', document: unsecured, proof } }])
      if ('refusals' in answer) throw new Error(`the key of credentials does not sign: ${answer.refusals[0]?.detail}`)
      return { ...unsecured, proof: { ...proof, proofValue: encodeMultibase(decodeBase64url(answer.signatures[0]!)!) } }
    },
  }
}
