import { encodeBase64url } from '../../api/core/base64url.ts'
import { fromDidKey } from '../../api/core/crypto/did-key.ts'
import { type Signed, verifySigned } from '../../api/core/crypto/envelope.ts'
import { leafHash } from '../../api/core/merkle/tree.ts'
import { decodeBase64 } from '../../api/core/note/base64.ts'
import type { ProvenRecord, Receipt } from '../../api/core/receipt.ts'
import { leafOf, type PartialRecord } from '../../api/core/seal-record.ts'
import { commandType, spendType } from '../../api/receipts/order-fits.ts'
import type { Check } from '../../api/receipts/verdict.ts'
import type { Chain, HeadText, LinkState, SignedOrder } from './chain.ts'
import { objectOf, textOf } from './facts.ts'
import { headState, type KeyRecord, keyName, keyRecords, recordLinks, trustState } from './links.ts'
import { merklePath } from './merkle-path.ts'

/** The chain of each record of a receipt, with what the checks found of its links. */
export function readChains(receipt: Receipt, checks: readonly Check[]): Chain[] {
  const head = { ...readHead(receipt), verifierKey: receipt.verifierKey, signature: headState(checks), trust: trustState(checks) }
  const keys = keyRecords(receipt, checks)
  const links = recordLinks(receipt, checks)
  return receipt.entries.map((proven, index) => {
    const { seq, type, by, signatures = [] } = proven.record
    const { inclusion, content, ordered, signatures: states } = links[index]!
    const orders = signatures.map((signed, at) => readOrder(signed, states[at]!, { keys, before: seq }))
    return { seq, type, by, orders, ordered, content, ...readPath(proven, Number(head.size)), inclusion, head }
  })
}

/** The lines of a checkpoint, signed or not. */
export function readHead({ checkpoint }: Pick<Receipt, 'checkpoint'>): HeadText {
  const [origin = '', size = '', root = ''] = checkpoint.split('\n')
  return { origin, size, root }
}

function readPath({ record, proof }: ProvenRecord, size: number): Pick<Chain, 'leaf' | 'path'> {
  const leaf = leafHash(leafOf(record))
  const hashes = proof.map((hash) => decodeBase64(hash))
  return {
    leaf,
    path: hashes.includes(undefined)
      ? undefined
      : merklePath(
          leaf,
          record.seq - 1,
          size,
          hashes.filter((hash) => hash !== undefined),
        ),
  }
}

/** One check covers key, signature and content of an order: where it fails, this says at which of them. */
function readOrder(
  signed: NonNullable<PartialRecord['signatures']>[number],
  state: LinkState,
  { keys, before }: { keys: ReadonlyMap<string, KeyRecord>; before: number },
): SignedOrder {
  const body = objectOf(signed.body)
  const [wallet, operation] = [textOf(body['wallet']), textOf(body['operation'])]
  const made = keys.get(keyName(signed.kid, wallet))
  const key = made !== undefined && made.seq < before ? made.proven : 'bad'
  const keyRecord = key === 'good' ? made?.seq : undefined
  const signature = isSigned(signed) ? 'good' : 'bad'
  const order = key === 'good' && signature === 'good' ? state : 'open'
  return { wallet, operation, kid: signed.kid, keeper: keeperOf(signed), keyRecord, key, signature, order }
}

function isSigned(signed: Signed): boolean {
  const publicKey = fromDidKey(signed.kid)
  return publicKey !== undefined && verifySigned(signed, encodeBase64url(publicKey))
}

/** A command is signed by whoever keeps the key; what the signing backend signs is of another type. */
function keeperOf({ type }: Signed): SignedOrder['keeper'] {
  if (type === commandType) return 'owner'
  return type === spendType ? 'service' : 'unknown'
}
