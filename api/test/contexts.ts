import type { Context, NewKey, ViewContext } from '../core/use-case.ts'

/** RFC 8032 section 7.1, test 3: for managed wallets whose keys nobody signs with. */
const someKey: NewKey = {
  id: 'did:key:z6MkwSD8dBdqcXQzKJZQFPy2hh2izzxskndKCjdmC2dBpfME',
  publicKey: '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU',
  attestation: null,
}

/** What a decision in a test needs of signing, where nothing is signed. */
export const unsigned: Pick<Context, 'order' | 'denied' | 'newKeys'> = { order: 'req_1', denied: new Map(), newKeys: Array(1_000).fill(someKey) }

/** What a view in a test needs of signing, where it asks for none. */
export const noSigning: Pick<ViewContext, 'signing' | 'webhookSecret' | 'verifierKey' | 'issue'> = {
  signing: { publicKey: async () => undefined, uses: async () => [] },
  webhookSecret: () => 'whsec_',
  verifierKey: () => Promise.reject(new Error('there is no journal')),
  issue: () => Promise.reject(new Error('there is no issuer')),
}
