import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/**
 * The HTTP suite: every test that speaks to the whole service. It runs on each engine; what cannot is named here, with
 * the reason, and nothing else is left out.
 */
const harness = 'api/test/harness.ts'

export type Engine = 'postgres' | 'workerd'

const sqliteFiles = 'is about a file of SQLite'
const ownServices = 'brings its own services, on SQLite; moving.test.ts moves between the engines'
const noStore = 'is about documents and browsers, behind which no store differs'
const ownServers = 'starts servers of its own'

const everywhere: Readonly<Record<string, string>> = {
  'api/moving/check-pieces.test.ts': ownServices,
  'api/moving/cli/cli.test.ts': ownServices,
  'api/moving/mount-moving.test.ts': ownServices,
  'api/moving/verified.test.ts': ownServices,
  'api/inspect/audit.test.ts': sqliteFiles,
  'api/verify/verify.test.ts': sqliteFiles,
  'api/verify/verify-database.test.ts': sqliteFiles,
  'api/bench/': ownServers,
  'api/cloudflare/': ownServers,
  'api/operate/': ownServers,
  'openapi/': noStore,
  'web-docs/': noStore,
}

/** What is left out on each engine: a file, or all that begins with a folder's name. */
const leftOut: Readonly<Record<Engine, Readonly<Record<string, string>>>> = {
  postgres: everywhere,
  workerd: {
    ...everywhere,
    'api/webhooks/crash.test.ts': 'makes processes that share one store',
  },
}

/** The files of the HTTP suite for an engine, and what it leaves out. */
export function servedOn(engine: Engine): { files: string[]; leftOut: Readonly<Record<string, string>> } {
  const tests = globSync('{api,db,openapi,examples,web-docs}/**/*.test.ts')
  const known = new Map<string, boolean>()
  const served = tests.map((file) => relative('.', file)).filter((file) => reaches(file, known))
  return { files: served.filter((file) => !Object.keys(leftOut[engine]).some((left) => file.startsWith(left))).sort(), leftOut: leftOut[engine] }
}

/** Does the file import the harness, itself or through others? */
function reaches(file: string, known: Map<string, boolean>): boolean {
  if (file === harness) return true
  const before = known.get(file)
  if (before !== undefined) return before
  known.set(file, false)
  const found = importsOf(file).some((other) => reaches(other, known))
  known.set(file, found)
  return found
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const paths = [...text.matchAll(/^(?:import|export) (?!type )[^'"]*?['"](\.[^'"]+)['"]/gms)].map((match) => match[1]!)
  return paths.map((path) => relative('.', resolve(join(dirname(file), path)))).filter((path) => path.endsWith('.ts') && existsSync(path))
}
