import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { ed25519 } from '../../crypto/ed25519.ts'
import { decodeBase64, encodeBase64 } from '../../note/base64.ts'
import { checkpointText, parseCheckpoint } from '../../note/checkpoint.ts'
import { signedNote } from '../../note/signed-note.ts'
import { verifierKey } from '../../note/verifier-key.ts'
import { consistencySpans, inclusionSpans, type Span } from '../proof.ts'
import { type HashRange, hashesOf, rangesOf } from '../resolve.ts'
import { grow, leafHash, rootOf } from '../tree.ts'
import { verifyConsistency, verifyInclusion } from '../verify.ts'

/**
 * What the journal gives out is checked by implementations that others wrote, and what they give out is checked here:
 * sumdb/note and sumdb/tlog of the Go checksum database, and the proofs and checkpoints of transparency-dev (main.go).
 */
const folder = new URL('.', import.meta.url)

interface Inclusion {
  readonly Index: number
  readonly Size: number
  readonly Record: string
  readonly Root: string
  readonly Proof: string[]
}

interface Consistency {
  readonly First: number
  readonly Second: number
  readonly FirstRoot: string
  readonly SecondRoot: string
  readonly Proof: string[]
}

interface Verdict {
  readonly Tlog: boolean
  readonly TransparencyDev: boolean
}

interface Answer {
  readonly Heads: ({ Size: number; Root: string } | null)[]
  readonly Inclusions: Verdict[]
  readonly Consistencies: Verdict[]
  readonly Key: string
  readonly MadeCheckpoints: string[]
  readonly MadeInclusions: Inclusion[]
  readonly MadeConsistencies: Consistency[]
}

const compiler = process.env['GO'] ?? 'go'

function run(args: string[], input = ''): string {
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/local/go/bin` }
  return execFileSync(compiler, args, { cwd: folder, encoding: 'utf8', env, input, maxBuffer: 2 ** 28 })
}

/** Why there is nobody to ask; where CI runs there must be. */
function whyNot(): string | undefined {
  if (process.env['CI']) return undefined
  try {
    run(['mod', 'download'])
    return undefined
  } catch (fault) {
    const missing = (fault as NodeJS.ErrnoException).code === 'ENOENT'
    return missing ? 'skipped: there is no go here, see go.dev/dl' : 'skipped: go cannot download the modules of api/core/merkle/interop/go.mod'
  }
}

const origin = 'kariosae.example/sbx_1'
const seed = new Uint8Array(32).fill(11)
const publicKey = ed25519.publicKey(seed)
const key = verifierKey(origin, publicKey)

const records = Array.from({ length: 1_100 }, (_, seq) => `{"seq":${seq},"data":"${'仮'.repeat(seq % 5)}"}`)
const leaves = records.map(leafHash)
const { nodes } = grow([], 0, leaves)
function proofOf(spans: readonly Span[]): string[] {
  const ranges = rangesOf(spans)
  const stored = ({ level, from, to }: HashRange) =>
    level === 0
      ? leaves.slice(from, to)
      : nodes.filter((node) => node.level === level && node.index >= from && node.index < to).map(({ hash }) => hash)
  return hashesOf(spans, ranges, ranges.map(stored)).map(encodeBase64)
}
const root = (size: number) => rootOf(grow([], 0, leaves.slice(0, size)).frontier)
const sizes = [1, 2, 3, 8, 255, 256, 257, 767, 1_100]
const places = sizes.flatMap((size) => [0, 1, 2, 200, 255, 256, 766, size - 1].filter((index) => index < size).map((index) => [index, size] as const))
const growths = sizes.flatMap((second) => [...sizes, 100, 511].filter((first) => first <= second).map((first) => [first, second] as const))

const bytes = (text: string) => decodeBase64(text)!

function flipBit(text: string): string {
  const changed = bytes(text)
  changed[17]! ^= 0x20
  return encodeBase64(changed)
}

/** A claim and, after it, what it becomes when any one of its hashes is changed, or the last is left out. */
function withAltered<Claim extends { readonly Proof: string[] }>(claim: Claim, roots: (keyof Claim)[]): Claim[] {
  const altered = claim.Proof.map((hash, at) => ({ ...claim, Proof: claim.Proof.with(at, flipBit(hash)) }))
  const shortened = claim.Proof.length > 0 ? [{ ...claim, Proof: claim.Proof.slice(0, -1) }] : []
  return [claim, ...altered, ...shortened, ...roots.map((name) => ({ ...claim, [name]: flipBit(claim[name] as string) }))]
}

function checkpointOf(size: number): string {
  const text = checkpointText({ origin, size, root: root(size) })
  return signedNote(text, [{ name: origin, publicKey, signature: ed25519.sign(new TextEncoder().encode(text), seed) }])
}

/** A checkpoint as it is, and with its size, its root, its signature, its signer and its end changed. */
function alteredCheckpoints(note: string): string[] {
  const [name = '', size = '', hash = '', , signature = ''] = note.split('\n')
  const bySomebody = `— ${name} ${flipBit(signature.split(' ')[2]!)}`
  return [
    note,
    note.replace(`\n${size}\n`, `\n${Number(size) + 1}\n`),
    note.replace(`\n${size}\n`, `\n0${size}\n`),
    note.replace(hash, flipBit(hash)),
    note.replace(signature, bySomebody),
    note.replace(signature, signature.replace(name, `${name}0`)),
    note.replace('\n\n', '\n'),
    note.slice(0, -1),
    `${note}\n`,
  ]
}

function ask() {
  const inclusions: Inclusion[][] = []
  for (const [Index, Size] of places) {
    const Proof = proofOf(inclusionSpans(Index, Size))
    const Record = Buffer.from(records[Index]!).toString('base64')
    inclusions.push(withAltered({ Index, Size, Record, Root: encodeBase64(root(Size)), Proof }, ['Root']))
  }
  const consistencies: Consistency[][] = []
  for (const [First, Second] of growths) {
    const Proof = proofOf(consistencySpans(First, Second))
    const roots = { FirstRoot: encodeBase64(root(First)), SecondRoot: encodeBase64(root(Second)) }
    consistencies.push(withAltered({ First, Second, ...roots, Proof }, ['FirstRoot', 'SecondRoot']))
  }
  const checkpoints = sizes.map((size) => alteredCheckpoints(checkpointOf(size)))
  const question = {
    Origin: origin,
    Key: key,
    Checkpoints: checkpoints.flat(),
    Inclusions: inclusions.flat(),
    Consistencies: consistencies.flat(),
    Records: records.map((record) => Buffer.from(record).toString('base64')),
    Seed: encodeBase64(seed),
    Sizes: sizes,
    Leaves: places,
    Growths: growths,
  }
  const answer = JSON.parse(run(['run', '-buildvcs=false', '.'], JSON.stringify(question))) as Answer
  return { inclusions, consistencies, checkpoints, answer }
}

/** The first of each group is to be taken, the others are not. */
const firstOnly = (groups: readonly unknown[][]) => groups.flatMap((group) => group.map((_, at) => at === 0))

const skipped = whyNot()
describe.skipIf(skipped)(`implementations in Go${skipped ? ` (${skipped})` : ''}`, () => {
  let asked: ReturnType<typeof ask>
  beforeAll(() => {
    asked = ask()
  }, 300_000)

  test('they take our checkpoints and none that is altered', () => {
    const { answer, checkpoints } = asked
    const heads = checkpoints.flatMap((group, at) =>
      group.map((_, change) => (change === 0 ? { Size: sizes[at], Root: encodeBase64(root(sizes[at]!)) } : null)),
    )
    expect(answer.Heads).toEqual(heads)
  })

  test('they take our proofs of inclusion and none that is altered', () => {
    const verdicts = firstOnly(asked.inclusions).map((good) => ({ Tlog: good, TransparencyDev: good }))
    expect(verdicts.length).toBeGreaterThan(300)
    expect(asked.answer.Inclusions).toEqual(verdicts)
  })

  test('they take our proofs of consistency and none that is altered', () => {
    const verdicts = firstOnly(asked.consistencies).map((good) => ({ Tlog: good, TransparencyDev: good }))
    expect(verdicts.length).toBeGreaterThan(300)
    expect(asked.answer.Consistencies).toEqual(verdicts)
  })

  test('of the same records and key they make the same, byte by byte', () => {
    const { answer, checkpoints, consistencies, inclusions } = asked
    expect(answer.Key).toBe(key)
    expect(answer.MadeCheckpoints).toEqual(checkpoints.map(([good]) => good))
    expect(answer.MadeInclusions).toEqual(inclusions.map(([good]) => good))
    expect(answer.MadeConsistencies).toEqual(consistencies.map(([good]) => good))
  })

  test('their checkpoints are taken here, and none that is altered', () => {
    const { MadeCheckpoints, Key } = asked.answer
    expect(MadeCheckpoints.length).toBe(sizes.length)
    for (const [at, made] of MadeCheckpoints.entries()) {
      const [good, ...altered] = alteredCheckpoints(made).map((note) => parseCheckpoint(note, [Key]))
      expect(good).toEqual({ origin, size: sizes[at], root: root(sizes[at]!), signedBy: [Key] })
      expect(altered.map((verdict) => typeof verdict)).toEqual(altered.map(() => 'string'))
    }
  })

  test('their proofs are taken here, and none that is altered', () => {
    const { MadeInclusions, MadeConsistencies } = asked.answer
    const inclusions = MadeInclusions.map((made) => withAltered(made, ['Root']))
    const consistencies = MadeConsistencies.map((made) => withAltered(made, ['FirstRoot', 'SecondRoot']))
    expect(inclusions.length).toBe(places.length)
    expect(consistencies.length).toBe(growths.length)
    const included = ({ Index, Size, Record, Root, Proof }: Inclusion) =>
      verifyInclusion(leafHash(bytes(Record)), Index, Size, Proof.map(bytes), bytes(Root))
    const consistent = ({ First, Second, FirstRoot, SecondRoot, Proof }: Consistency) =>
      verifyConsistency(First, Second, Proof.map(bytes), bytes(FirstRoot), bytes(SecondRoot))
    expect(inclusions.flat().map(included)).toEqual(firstOnly(inclusions))
    expect(consistencies.flat().map(consistent)).toEqual(firstOnly(consistencies))
  })
})
