/**
 * What the examples share: a sandbox with a stopped clock, parties with keys of their own, and how a story is printed.
 * Public endpoints only. `day 4` is four days after the story began.
 */
import { type Audit, type Client, connect, type Hold, refusalOf, type Wallet } from './client.ts'
import { tellStep } from './tell.ts'

const url = process.argv[2] ?? process.env['KARIOSAE_URL'] ?? 'http://127.0.0.1:8787'
const day = 24 * 60 * 60 * 1000
let stories = 0

/** A wallet, and a client whose key can act only as this wallet. */
export interface Party extends Client {
  readonly name: string
  readonly wallet: string
}

interface Asset {
  readonly code: string
  readonly scale: number
  readonly kind?: 'money' | 'security'
}

/** A sandbox of its own. Its key may do everything, so only these lines use it. */
export async function openScene(...assets: [Asset, ...Asset[]]): Promise<Scene> {
  const { apiKey } = await connect(url).post<{ apiKey: string }>('/v1/sandboxes')
  const operator = connect(url, apiKey)
  for (const asset of assets) await operator.post('/v1/assets', asset)
  const { now } = await operator.post<{ now: string }>('/v1/clock/freeze')
  return new Scene(operator, assets, Date.parse(now))
}

export class Scene {
  readonly operator: Client
  readonly #assets: readonly Asset[]
  readonly #names = new Map<string, string>()
  #parties: readonly Party[] = []
  #began: number
  #now: number

  constructor(operator: Client, assets: readonly Asset[], now: number) {
    this.operator = operator
    this.#assets = assets
    this.#began = now
    this.#now = now
  }

  async party(name: string, kind: 'person' | 'business' | 'system', owns: Record<string, number> = {}): Promise<Party> {
    const { id } = await this.operator.post<Wallet>('/v1/wallets', { name, kind })
    const { apiKey } = await this.operator.post<{ apiKey: string }>('/v1/api-keys', { scopes: ['read', 'write'], wallet: id })
    for (const [code, amount] of Object.entries(owns)) await this.operator.post(`/v1/assets/${code}/issue`, { to: id, amount })
    this.#names.set(id, name)
    return { ...connect(url, apiKey), name, wallet: id }
  }

  /** Begins a story, whose lines show the balances of these parties. */
  begin(title: string, ...parties: Party[]): void {
    this.watch(...parties)
    const line = `${title.padEnd(69)}${parties.map(({ name }) => this.#cell(name)).join('')}`.trimEnd()
    console.log(stories++ === 0 ? line : `\n${line}`)
  }

  /** Begins it without a title: for a second sandbox in the same story. */
  watch(...parties: Party[]): void {
    this.#began = this.#now
    this.#parties = parties
  }

  /** That day as a time. */
  at(days: number): string {
    return new Date(this.#began + Math.round(days * day)).toISOString()
  }

  /** Moves the clock to that day. What is due on the way happens by itself. */
  async moveTo(days: number): Promise<void> {
    const { now } = await this.operator.post<{ now: string }>('/v1/clock/advance', { to: this.at(days) })
    this.#now = Date.parse(now)
  }

  /** One line: what happened, what became of the hold, who has what. Each party reads its wallet with its own key. */
  async show(event: string, hold?: string): Promise<void> {
    const status = hold === undefined ? '' : (await this.operator.get<Hold>(hold)).status
    const balances = await Promise.all(this.#parties.map((party) => this.#balancesOf(party)))
    this.#print(event, `${status.padEnd(10)}${balances.map((one) => this.#cell(one)).join('')}`)
  }

  /** One line about a call that is refused, as it ought to be. */
  async refused(event: string, call: Promise<unknown>): Promise<void> {
    const { title, code, status, detail } = await refusalOf(call)
    if (status >= 500) throw new Error(`${title}: ${detail}`)
    this.#print(event, `refused: ${title} (${code})`)
  }

  /** One line about something that moved nothing. */
  say(text: string): void {
    this.#print(text, '')
  }

  /** The history of a hold, as one would explain it to a customer. */
  async tell(hold: string): Promise<void> {
    const { history } = await this.operator.get<Hold>(hold)
    console.log('   Its history:')
    const words = { money: this.money.bind(this), nameOf: this.nameOf.bind(this) }
    for (const step of history) console.log(`     ${this.#day(Date.parse(step.at)).padEnd(12)}${tellStep(step, words)}`)
  }

  /** One line: does the ledger agree with its journal, and is nothing left held? */
  async audit(): Promise<void> {
    const { ok, assets, differences } = await this.operator.get<Audit>('/v1/audit')
    const named = (amount: number, code: string) => format(amount, this.#asset(code), true)
    const sums = assets.map(({ asset, supply, held }) => `${named(supply, asset)} issued, ${named(held, asset)} held`)
    console.log(`   audit       ${ok ? 'ok' : 'NOT OK'}, ${differences.length} differences; ${sums.join('; ')}`)
  }

  nameOf(wallet: string): string {
    return this.#names.get(wallet) ?? 'somebody else'
  }

  money(amount: number, code?: string): string {
    return format(amount, this.#asset(code), this.#assets.length > 1)
  }

  #asset(code?: string): Asset {
    return this.#assets.find((one) => one.code === code) ?? this.#assets[0]!
  }

  #print(event: string, text: string): void {
    console.log(`   ${this.#day(this.#now).padEnd(12)}${event.padEnd(44)}${text}`.trimEnd())
  }

  /** What is free, and what is held of it or due to it. With several assets, only those it has anything of. */
  async #balancesOf({ wallet, get }: Party): Promise<string> {
    const { balances } = await get<Wallet>(`/v1/wallets/${wallet}`)
    const several = this.#assets.length > 1
    const each = this.#assets.flatMap(({ code }) => {
      // A wallet that never saw the asset has no balance of it.
      const { available, held, incoming } = balances.find(({ asset }) => asset === code) ?? { available: 0, held: 0, incoming: 0 }
      const free = several && available === 0 ? [] : [this.money(available, code)]
      const more = [...(held > 0 ? [`${this.money(held, code)} held`] : []), ...(incoming > 0 ? [`${this.money(incoming, code)} due`] : [])]
      return several || more.length === 0 ? [...free, ...more] : [`${free} (${more.join(', ')})`]
    })
    return each.join(', ')
  }

  #cell(text: string): string {
    return text.padEnd(this.#assets.length > 1 ? 34 : 24)
  }

  #day(time: number): string {
    const since = time - this.#began
    const clock = since % day === 0 ? '' : ` ${new Date(since).toISOString().slice(11, 16)}`
    return `day ${Math.floor(since / day)}${clock}`
  }
}

function format(amount: number, { code, scale }: Asset, withCode: boolean): string {
  const digits = { minimumFractionDigits: scale, maximumFractionDigits: scale }
  return (amount / 10 ** scale).toLocaleString('en-US', digits) + (withCode ? ` ${code}` : '')
}
