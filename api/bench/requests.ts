import { randomBytes } from 'node:crypto'
import { commandBody, commandType } from '../core/command-signature.ts'
import { toDidKey } from '../core/crypto/did-key.ts'
import { ed25519 } from '../core/crypto/ed25519.ts'
import { signEnvelope } from '../core/crypto/envelope.ts'

/** A sandbox as the load generator knows it. */
export interface Ledger {
  readonly apiKey: string
  readonly wallets: readonly string[]
  /** Of wallets that keep their own keys: in the order of the wallets. */
  readonly seeds?: readonly string[]
}

export type Operation = 'transfer' | 'signed' | 'hold' | 'conditional' | 'capture' | 'echo' | 'bulk'

/** What is sent: to which ledgers, and which holds are captured, each once. */
export interface Plan {
  readonly operation: Operation
  readonly ledgers: readonly Ledger[]
  readonly holds?: readonly string[]
  /** How many signed requests are made before the time begins to run. */
  readonly prepared?: number
  /** One wallet is a side of every transfer. */
  readonly hot?: boolean
}

export interface BatchOperation {
  readonly op: string
  readonly id?: string
  readonly idempotencyKey?: string
  readonly body: string
}

const bulkSize = 1_000
const paths = {
  transfer: '/v1/transfers',
  signed: '/v1/transfers',
  hold: '/v1/holds',
  conditional: '/v1/holds',
  echo: '/bench/echo',
  bulk: '/v1/batches',
}

/** Gives the next request, each different from all others, as the bytes that go over the wire; undefined when none is left. */
export function createRequests(plan: Plan): () => string | undefined {
  const run = randomBytes(8).toString('hex')
  if (plan.operation === 'signed')
    return fromList(Array.from({ length: plan.prepared! }, (_, number) => signedTransfer(plan.ledgers[0]!, `${run}-${number}`)))
  let count = 0
  return () => {
    const number = count++
    const ledger = plan.ledgers[number % plan.ledgers.length]!
    const key = `${run}-${number}`
    if (plan.operation !== 'capture') return post(paths[plan.operation], bodyOf(plan, ledger), ledger.apiKey, key)
    const hold = plan.holds![number]
    return hold && post(`/v1/holds/${hold}/capture`, `{"amount":${below(100) + 1}}`, ledger.apiKey, key)
  }
}

function fromList(requests: readonly string[]): () => string | undefined {
  let next = 0
  return () => requests[next++]
}

/** A transfer of a wallet that keeps its own key, as the client library would send it. */
function signedTransfer(ledger: Ledger, key: string): string {
  const text = payment(ledger, below(100) + 1)
  const body = JSON.parse(text) as { from: string }
  const seed = Buffer.from(ledger.seeds![ledger.wallets.indexOf(body.from)]!, 'hex')
  const parts = { wallet: body.from, nonce: randomBytes(12).toString('base64url'), validUntil: new Date(Date.now() + 600_000).toISOString() }
  const sent = { sandbox: `sbx_${ledger.apiKey.slice(4, 30)}`, operation: 'createTransfer', id: '', request: body }
  const { kid, alg, sig } = signEnvelope(commandType, commandBody(sent, parts), toDidKey(ed25519.publicKey(seed)), seed)
  return post('/v1/transfers', text, ledger.apiKey, key, `Kariosae-Signature: ${JSON.stringify({ ...parts, kid, alg, sig })}\r\n`)
}

function bodyOf({ operation, hot }: Plan, ledger: Ledger): string {
  if (operation === 'conditional') return `${payment(ledger, 100).slice(0, -1)},${conditions}}`
  if (operation !== 'bulk') return payment(ledger, operation === 'hold' ? 100 : below(100) + 1, hot)
  return batchOf(Array.from({ length: bulkSize }, () => ({ op: 'createTransfer', body: payment(ledger, below(100) + 1) })))
}

/** Terms with a tree of ten conditions: delivered near enough, or approved, or late in the week. */
const conditions = JSON.stringify({
  rules: [
    {
      name: 'done',
      action: 'capture',
      when: {
        any: [
          { all: [{ signal: { name: 'delivered', from: ['payee'], where: 'data.km < 10' } }, { before: { since: 'held', plus: 'P5D' } }] },
          { atLeast: { count: 1, of: [{ approvedBy: { parties: ['payer'] } }, { preimage: { sha256: 'ab'.repeat(32) } }] } },
          { all: [{ after: { since: 'held', plus: 'P6D' } }, { before: { since: 'created', plus: 'P7D' } }] },
        ],
      },
    },
  ],
}).slice(1, -1)

/** A batch of operations whose bodies are JSON already. */
export function batchOf(operations: readonly BatchOperation[]): string {
  const field = (name: string, value: string | undefined) => (value === undefined ? '' : `"${name}":"${value}",`)
  const texts = operations.map(
    ({ op, id, idempotencyKey, body }) => `{"op":"${op}",${field('id', id)}${field('idempotencyKey', idempotencyKey)}"body":${body}}`,
  )
  return `{"operations":[${texts.join(',')}]}`
}

/** A transfer or a hold between two random wallets. */
export function payment({ wallets }: Ledger, amount: number, hot = false): string {
  const from = below(wallets.length)
  const to = (from + 1 + below(wallets.length - 1)) % wallets.length
  const [payer, payee] = hot && from !== 0 && to !== 0 ? (below(2) ? [from, 0] : [0, to]) : [from, to]
  return `{"from":"${wallets[payer!]}","to":"${wallets[payee!]}","asset":"JPY","amount":${amount},"memo":"Lunch ${below(1e9)}"}`
}

function post(path: string, body: string, apiKey: string, key: string, more = ''): string {
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${apiKey}\r\nIdempotency-Key: ${key}\r\n${more}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function below(limit: number): number {
  return Math.floor(Math.random() * limit)
}
