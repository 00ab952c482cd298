import { expect, test } from 'vitest'
import { demo } from '../core/demo-ids.ts'
import { createTestApp } from '../test/harness.ts'
import { faultOfGrowth } from './client.ts'

const app = createTestApp()
const issue = (key: string) => app.post('/v1/assets/JPY/issue', { to: demo.guest, amount: 1 }, key)
const at = async (key: string, size?: number) => (await app.get(`/v1/journal/checkpoint${size ? `?size=${size}` : ''}`, key)).body
const proof = async (key: string, from: number, size: number): Promise<string[]> =>
  (await app.get(`/v1/journal/proofs?from=${from}&size=${size}`, key)).body.hashes

/** The demo's journal at its start and five records later, and that of another sandbox. */
async function journals() {
  const [key, otherKey] = [await app.sandbox('demo'), await app.sandbox('demo')]
  const older = await at(key)
  for (let count = 0; count < 5; count++) await issue(key)
  const newer = await at(key)
  const middle = await at(key, older.size + 2)
  const hashes = await proof(key, older.size, newer.size)
  return { older, newer, middle, hashes, other: await at(otherKey) }
}
type Journals = Awaited<ReturnType<typeof journals>>
type Given = Parameters<typeof faultOfGrowth>[0]

test.each<{ name: string; change: (all: Journals) => Partial<Given>; fault: RegExp | undefined }>([
  { name: 'two heads and their proof', change: () => ({}), fault: undefined },
  { name: 'a head and itself', change: ({ older }) => ({ newer: older.note, hashes: [] }), fault: undefined },
  { name: 'no proof', change: () => ({ hashes: [] }), fault: /does not begin/ },
  { name: 'a proof too long', change: ({ hashes }) => ({ hashes: [...hashes, hashes[0]!] }), fault: /does not begin/ },
  { name: 'what is no hash', change: ({ hashes }) => ({ hashes: ['?', ...hashes.slice(1)] }), fault: /not base64/ },
  { name: 'a head between them', change: ({ middle }) => ({ older: middle.note }), fault: /does not begin/ },
  {
    name: 'the newer before the older',
    change: ({ older, newer }) => ({ older: newer.note, newer: older.note }),
    fault: /had \d+ records and has \d+/,
  },
  {
    name: 'the whole answer for the older note',
    change: ({ older }) => ({ older }) as never,
    fault: /`older` must be the signed note, a text: the member `note`/,
  },
  { name: 'the whole answer for the newer note', change: ({ newer }) => ({ newer }) as never, fault: /`newer` must be the signed note/ },
  { name: 'the whole proof for its hashes', change: ({ hashes }) => ({ hashes: { hashes } }) as never, fault: /`hashes` must be the list/ },
  { name: 'no verifier key', change: () => ({ verifierKey: undefined }) as never, fault: /`verifierKey` must be a text/ },
  { name: 'a verifier key with a line break', change: ({ older }) => ({ verifierKey: `${older.verifierKey}\n` }), fault: undefined },
  { name: 'a head of another journal', change: ({ other }) => ({ older: other.note }), fault: /older checkpoint/ },
  { name: 'another key', change: ({ other }) => ({ verifierKey: other.verifierKey }), fault: /older checkpoint/ },
  {
    name: 'a newer head changed',
    change: ({ newer }) => ({ newer: newer.note.replace(`\n${newer.size}\n`, `\n${newer.size + 1}\n`) }),
    fault: /newer checkpoint/,
  },
])('$name: $fault', async ({ change, fault }) => {
  const all = await journals()
  const given = { older: all.older.note, newer: all.newer.note, hashes: all.hashes, verifierKey: all.older.verifierKey, ...change(all) }
  const found = faultOfGrowth(given)
  if (fault) expect(found).toMatch(fault)
  else expect(found).toBeUndefined()
})
