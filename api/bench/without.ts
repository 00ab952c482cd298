import { canonical } from '../core/canonical.ts'
import type { SigningBackend } from '../core/signing.ts'
import type { State } from '../core/state.ts'
import type { Seal } from '../seal.ts'

/** What a service would be that proves less, to find out what proving costs. */

const noSignature = 'A'.repeat(86)

/** The signing backend, but what managed wallets order is not signed. */
export function withoutOrders(signing: SigningBackend): SigningBackend {
  return {
    ...signing,
    async sign(requests) {
      const notes = requests.filter(({ payload }) => payload.form === 'note')
      if (notes.length > 0) return signing.sign(notes)
      return { signatures: requests.map(() => noSignature) }
    },
  }
}

/** Records in their canonical form, without salts, leaves, nodes and checkpoints. */
export const unsealed: Seal = async (commits) =>
  commits.map((commit) => ({ ...commit, journal: { records: texts(commit.state), nodes: [], checkpoint: null } }))

function texts({ records }: State) {
  return records.map((record) => ({ seq: record.seq, text: canonical(record), leaf: null }))
}
