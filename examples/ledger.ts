/**
 * What the examples about signatures share: a sandbox with yen, the client library, and how a story is printed. In a project
 * of your own, import the library as the file that the service serves: /docs/assets/client.js.
 */
import { type Client, createClient, Refused, type Signer } from '../api/client/client.ts'
import { connect } from './client.ts'

const origin = process.argv[2] ?? process.env['KARIOSAE_URL'] ?? 'http://127.0.0.1:8787'

/** A sandbox of its own, whose asset is JPY. */
export async function openLedger(): Promise<Client> {
  const { apiKey } = await connect(origin).post<{ apiKey: string }>('/v1/sandboxes')
  const client = createClient({ origin, apiKey })
  await client.request('POST', '/v1/assets', { code: 'JPY', scale: 0 })
  return client
}

/** A wallet that owns so many yen. Who brings a signer keeps its key. */
export async function openWallet(client: Client, name: string, yen: number, more: { signer?: Signer; keyPolicy?: object } = {}): Promise<string> {
  const { signer, ...rest } = more
  const own = signer ? { custody: 'self' as const, publicKey: signer.publicKey } : {}
  const { id } = await client.createWallet({ name, ...own, ...rest })
  if (yen > 0) await client.request('POST', '/v1/assets/JPY/issue', { to: id, amount: yen })
  return id
}

export async function yenOf(client: Client, wallet: string): Promise<number> {
  const { balances } = await client.getWallet(wallet)
  return balances[0]?.posted ?? 0
}

export function say(event: string, outcome = ''): void {
  console.log(`  ${event.padEnd(52)}${outcome}`.trimEnd())
}

/** A call that ought to be refused: with which code. */
export async function sayRefused(event: string, call: Promise<unknown>): Promise<void> {
  say(event, `refused: ${await refusalOf(call)}`)
}

async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (fault) {
    if (fault instanceof Refused && fault.problem.status < 500) return `${fault.problem.title} (${fault.problem.code})`
    throw fault
  }
  throw new Error('The call was not refused.')
}
