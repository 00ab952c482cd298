/**
 * Yen against the dollars of another rail, across two sandboxes that know nothing of each other: two `hashLock` holds.
 *
 * Aiko has yen on one rail, Ben dollars on the other. Aiko makes a secret and locks her yen under its hash for two days;
 * Ben locks his dollars under the same hash for one. To take the dollars, Aiko must show the secret there, where Ben reads
 * it and takes the yen with it. Ben's deadline is the shorter one: whenever Aiko takes hers, he has a day left.
 *
 *   node examples/yen-across-two-sandboxes.ts [url]
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Hold } from './client.ts'
import { openScene, type Party, type Scene } from './scene.ts'

{
  const { yen, dollars, secret } = await lockBoth('1. Both take what is theirs')
  await moveBoth(0.75, yen, dollars)
  await dollars.scene.refused('dollar rail: Aiko shows another secret', reveal(dollars, '00'.repeat(32)))
  await reveal(dollars, secret)
  await dollars.scene.show('dollar rail: Aiko shows hers, and is paid', dollars.hold)
  await moveBoth(1.5, yen, dollars)
  const { evidence } = await dollars.payer.get<Hold>(dollars.hold)
  await reveal(yen, String(evidence[0]?.data?.['preimage']))
  await yen.scene.show('yen rail: Ben read it there, and is paid', yen.hold)
  await yen.scene.tell(yen.hold)
  await dollars.scene.audit()
  await yen.scene.audit()
}
{
  const { yen, dollars, secret } = await lockBoth('2. Nobody shows the secret')
  await moveBoth(1, yen, dollars)
  await dollars.scene.show('dollar rail: back to Ben by itself', dollars.hold)
  await dollars.scene.refused('dollar rail: Aiko shows it too late', reveal(dollars, secret))
  await yen.scene.show('yen rail: still locked, until day 2', yen.hold)
  await moveBoth(2, yen, dollars)
  await yen.scene.show('yen rail: back to Aiko by itself', yen.hold)
  await dollars.scene.audit()
  await yen.scene.audit()
}

/** One side of the exchange: a hold in a sandbox of its own. */
interface Rail {
  readonly scene: Scene
  readonly payer: Party
  readonly payee: Party
  readonly hold: string
}

async function lockBoth(title: string) {
  const yen = await openScene({ code: 'JPY', scale: 0 })
  const dollars = await openScene({ code: 'USD', scale: 2 })
  const aiko = { yen: await yen.party('Aiko', 'person', { JPY: 100_000 }), dollars: await dollars.party('Aiko', 'person') }
  const ben = { yen: await yen.party('Ben', 'person'), dollars: await dollars.party('Ben', 'person', { USD: 500_00 }) }
  yen.begin(title, aiko.yen, ben.yen)
  dollars.watch(aiko.dollars, ben.dollars)

  const secret = randomBytes(32).toString('hex')
  const sha256 = createHash('sha256').update(secret, 'hex').digest('hex')
  const first = await lock(yen, aiko.yen, ben.yen, { asset: 'JPY', amount: 30_000, sha256, expiresAt: yen.at(2) })
  await yen.show('yen rail: Aiko locks 30,000 for Ben', first.hold)
  const { rules } = await ben.yen.get<{ rules: { when: { preimage: { sha256: string } } }[] }>(first.hold)
  const seen = rules[0]?.when.preimage.sha256
  const second = await lock(dollars, ben.dollars, aiko.dollars, { asset: 'USD', amount: 200_00, sha256: seen, expiresAt: dollars.at(1) })
  await dollars.show('dollar rail: Ben locks 200.00 for Aiko', second.hold)
  return { yen: first, dollars: second, secret }
}

async function lock(scene: Scene, payer: Party, payee: Party, terms: object): Promise<Rail> {
  const parameters = { payer: payer.wallet, payee: payee.wallet, ...terms }
  const { id } = await payer.post<Hold>('/v1/holds', { template: 'hashLock', parameters })
  return { scene, payer, payee, hold: `/v1/holds/${id}` }
}

function reveal({ payee, hold }: Rail, preimage: string): Promise<Hold> {
  return payee.post<Hold>(`${hold}/signals`, { preimage })
}

async function moveBoth(days: number, ...rails: Rail[]): Promise<void> {
  for (const { scene } of rails) await scene.moveTo(days)
}
