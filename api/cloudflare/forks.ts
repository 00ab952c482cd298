import { type Kind, kinds } from '../core/change.ts'
import { isKind, type Piece, type RowsPiece } from '../core/piece.ts'
import type { SandboxCommit, Store } from '../core/store.ts'
import type { Env } from './env.ts'

/** A copy has no keys and no webhooks, and remembers no answers of its original, and its journal has another name and so other checkpoints. */
const left: readonly RowsPiece['table'][] = ['apiKey', 'answer', 'usedSignature', 'checkpoint', 'webhookEndpoint', 'webhookDelivery']
/** Rows travel in messages of about so many characters: the platform takes 32 MiB. */
const messageSize = 1_000_000

/**
 * A fork's copy is another object. Its rows travel there and are settled before the original's commit is written: what was
 * answered is there. A copy whose original does not come to its end is one that nobody has the key of.
 */
export function withForks(store: Store, env: Env, signer: () => string): Store {
  async function send(copy: SandboxCommit, others: readonly SandboxCommit[]): Promise<void> {
    const { state, copyOf } = copy
    const object = env.SANDBOXES.getByName(state.sandbox.id)
    const original = others.find((other) => other.state.sandbox.id === copyOf)
    const stage = async (piece: RowsPiece) => {
      for (const part of inMessages(piece)) await object.stage(part)
    }
    for await (const piece of store.dump(copyOf!)) if (travels(piece)) await stage(piece)
    // What is decided in this very commit is not in the tables yet.
    if (original) for (const piece of piecesOf(original)) if (travels(piece)) await stage(piece)
    for (const piece of piecesOf(copy)) await stage(piece)
    if (!(await object.settle(state.sandbox, signer()))) throw new Error(`there is a sandbox ${state.sandbox.id} already`)
  }

  return {
    ...store,
    commit: (needs, decide) =>
      store.commit(needs, async (sources) => {
        const { commits, result } = await decide(sources)
        const stay = commits.filter(({ copyOf }) => copyOf === undefined)
        for (const commit of commits) if (commit.copyOf !== undefined) await send(commit, stay)
        return { commits: stay, result }
      }),
  }
}

function travels(piece: Piece): piece is RowsPiece {
  return piece.table !== 'sandbox' && !left.includes(piece.table)
}

function piecesOf({ state, journal: { records, nodes, checkpoint } }: SandboxCommit): RowsPiece[] {
  const written = kinds.map((kind: Kind) => ({ table: kind, rows: [...state.written[kind].values()] }) as RowsPiece)
  const journal = records.map(({ leaf, ...rest }) => ({ ...rest, leaf: leaf! }))
  return [
    ...written,
    { table: 'journal', rows: journal },
    { table: 'node', rows: nodes },
    { table: 'checkpoint', rows: checkpoint ? [checkpoint] : [] },
  ]
}

function* inMessages(piece: RowsPiece): Generator<RowsPiece> {
  let rows: unknown[] = []
  let size = 0
  for (const row of piece.rows) {
    const more = isKind(piece.table) || piece.table === 'journal' ? JSON.stringify(row).length : 100
    if (size > 0 && size + more > messageSize) {
      yield { table: piece.table, rows } as RowsPiece
      ;[rows, size] = [[], 0]
    }
    rows.push(row)
    size += more
  }
  if (rows.length > 0) yield { table: piece.table, rows } as RowsPiece
}
