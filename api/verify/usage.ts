import { parseArgs } from 'node:util'
import { fromDidKey } from '../core/crypto/did-key.ts'
import { keyForms, readTrustedKey, type TrustedKey } from '../receipts/trusted-key.ts'

export const usage = `Usage: npm run verify -- <file> [--key <key>]… [--issuer <did:key>]

Checks, without the service, what it wrote or gave out.

  <file>     a database of the service (data/kariosae.db), a sandbox as a file (npx kariosae export), or a receipt or
             a credential as JSON; - for JSON on standard input
  --key      the key that you trust to sign journals: ${keyForms.en}.
             The public key of a service is good for all of its journals, also after a reset. It lies beside the
             database (data/kariosae.log.vkey), and is taken from there if a database is verified without --key. With
             PostgreSQL, GET /v1/journal/checkpoint shows it.
             Given several times, each is trusted: a sandbox that moved was sealed by another key before. Where the
             journal itself says which, as it does after a move, the present key alone vouches for it.
  --issuer   whom you trust to issue credentials: a did:key
  --help     this text

Exit code: 0 where nothing is wrong, 1 where something is, 2 where nothing could be checked.`

interface GivenKey extends TrustedKey {
  /** As it was written. */
  readonly given: string
}

/** What was asked for, or what is wrong with it. */
type Asked =
  | { readonly path: string; readonly keys: readonly GivenKey[]; readonly issuer?: string }
  | { readonly help: true }
  | { readonly wrong: string }

export function readArguments(args: readonly string[]): Asked {
  try {
    const options = { key: { type: 'string', multiple: true }, issuer: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ args: joined(args), allowPositionals: true, options })
    if (values.help) return { help: true }
    const [path, ...more] = positionals
    if (path === undefined) return { wrong: 'Say what to verify.' }
    if (/^postgres(ql)?:\/\//.test(path))
      return { wrong: 'A database of PostgreSQL is checked sandbox by sandbox: export one with npx kariosae export, and verify the file.' }
    if (more.length > 0) return { wrong: `One file at a time: ${more.join(' ')} is too much.` }
    return { path, keys: (values.key ?? []).map(readKey), ...readIssuer(values.issuer) }
  } catch (fault) {
    const { code, message } = fault as { code?: string; message: string }
    if (fault instanceof Misfit || code?.startsWith('ERR_PARSE_ARGS')) return { wrong: message }
    throw fault
  }
}

/** A public key may begin with a dash, which is no option then. */
function joined(args: readonly string[]): string[] {
  const at = args.findIndex((arg, index) => arg === '--key' && /^-[^-]/.test(args[index + 1] ?? ''))
  return at === -1 ? [...args] : joined([...args.slice(0, at), `--key=${args[at + 1]}`, ...args.slice(at + 2)])
}

class Misfit extends Error {}

/** An empty one is a variable that is not set, and no wish to trust nobody. */
function readKey(given: string): GivenKey {
  const key = readTrustedKey(given)
  if (key === 'none') throw new Misfit('--key is empty.')
  if (!key) throw new Misfit(`--key ${given} is no key. It must be ${keyForms.en}.`)
  return { ...key, given }
}

function readIssuer(given: string | undefined): { issuer: string } | undefined {
  if (given === undefined) return undefined
  const issuer = given.trim()
  if (!fromDidKey(issuer)) throw new Misfit(`--issuer ${given} is no did:key of Ed25519 (did:key:z6Mk…).`)
  return { issuer }
}
