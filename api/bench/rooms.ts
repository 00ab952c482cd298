/** Where a server's time goes, by the nearest frame that a room claims. */
export const rooms = [
  'http',
  'validate',
  'load',
  'decide',
  'sign',
  'seal',
  'write rows',
  'COMMIT',
  'wire to the database',
  'service',
  'gc',
  'idle',
] as const
export type Room = (typeof rooms)[number]

/** In order: the first that fits a frame's file and function. What fits none, as arithmetic that many rooms share, is its caller's. */
const claims: readonly (readonly [Room, file: RegExp, name?: RegExp])[] = [
  ['COMMIT', /better-sqlite3\/lib\/methods\/transaction\.js/],
  ['wire to the database', /node_modules\/(pg|pg-protocol|pg-pool)\/|db\/postgres\/(arrays|connection|connections|exchange)\.ts/],
  ['validate', /api\/http\/(validate|read-body)\.ts/],
  ['sign', /api\/(signing\/|sign-orders|notary|core\/(signing|crypto\/envelope))|node:internal\/child_process/],
  ['seal', /api\/(seal|core\/seal-record|core\/merkle\/)/],
  ['load', /db\/(sqlite|postgres)\/(load|memory)\.ts|db\/walk-reads\.ts/],
  ['load', /db\/(sqlite|postgres)\//, /^(get|find|fetch|load|lockAndLoad|plan|complete|take|source|head|readHead|readRow|there)$/],
  ['write rows', /db\/(sqlite|postgres|[\w-]+\.ts)/],
  ['decide', /api\/(execute|decide-group|order|operations|commit-queue|commit-lane|core\/(state|execute|checks|moves|use-case))\.ts/],
  [
    'decide',
    /api\/(api-keys|assets|batches|clock|events|hold-templates|holds|inspect|journal|oracles|receipts|sandboxes|transfers|wallets|webhooks)\//,
  ],
  ['http', /api\/(http\/|http-thread\/|pipeline|app|service|watch\/|prepare-keys|credentials|ids)|node_modules\/(hono|@hono)\/|node:_http|node:http/],
]

/** Sockets are those of HTTP where no room is behind them. */
const sockets = /node:(net|internal\/(stream_base_commons|streams\/|http|timers|url))/

const ownNames: Readonly<Record<string, Room>> = { '(garbage collector)': 'gc', '(idle)': 'idle' }

interface Frame {
  readonly functionName: string
  readonly url: string
}

/** The room of a sample: its frames from the innermost outwards. */
export function roomOf(frames: Iterable<Frame>): Room {
  let isSocket = false
  for (const { functionName, url } of frames) {
    const own = ownNames[functionName]
    if (own) return own
    const claim = claims.find(([, file, name]) => file.test(url) && (!name || name.test(functionName)))
    if (claim) return claim[0]
    isSocket ||= sockets.test(url)
  }
  return isSocket ? 'http' : 'service'
}
