import { parseArgs } from 'node:util'

export const usage = `Usage: kariosae export --url <service> [--key <API key>] [-o <file>]
       kariosae export --database <database> --sandbox <sandbox> [-o <file>]
       kariosae import --url <service> <file>
       kariosae import --database <database> <file>

Moves a sandbox from one service to another, whatever engines they run on, as a file: its journal and its state.

  --url       a running service, such as http://127.0.0.1:8787
  --key       a key of the whole sandbox with the scope admin; from KARIOSAE_KEY if absent, where nobody sees it
  --database  the database itself: file:./data/kariosae.db, of a service that is stopped, or postgres://…
              Its keystore and other settings are found as the service finds them.
  --sandbox   which of its sandboxes
  -o          where to write the file, which must not be there; <sandbox>.ndjson if absent
  --help      this text

After an import the API keys of the sandbox work at its new place, at once. Private keys of managed wallets do not travel:
such wallets get new ones, under the policies that they had. Webhook endpoints are disabled, for both services would send, and
have new secrets: GET /v1/webhook-endpoints/{id} shows one, POST …/enable lets it send again. The journal goes on under the key
of the new service; keep the verifier key of the old one to check what it signed. The old service does not stop. Revoke the
sandbox's keys there, or reset it, which begins another journal: two continuations of one journal, under two keys, are a split
view, which whoever compares their checkpoints will see. A sandbox cannot be imported where it is, or was made: it does not
move back.

Exit code: 0 when it is done, 1 when the file or the service refuses, 2 when it was not understood.`

export type Place = { readonly url: string } | { readonly database: string }

export type Asked =
  | { readonly export: Place; readonly sandbox: string | undefined; readonly key: string | undefined; readonly out: string | undefined }
  | { readonly import: Place; readonly file: string }
  | { readonly help: true }
  | { readonly wrong: string }

export function readArguments(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Asked {
  try {
    const text = { type: 'string' } as const
    const options = {
      url: text,
      key: text,
      database: text,
      sandbox: text,
      out: { type: 'string', short: 'o' },
      help: { type: 'boolean', short: 'h' },
    } as const
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
    const [command, file, ...more] = positionals
    if (values.help) return { help: true }
    if (command !== 'export' && command !== 'import')
      return { wrong: command === undefined ? 'Say what to do: export or import.' : `There is no ${command}: only export and import.` }
    const { url, database } = values
    if ((url === undefined) === (database === undefined)) return { wrong: 'Give the service (--url) or its database (--database), one of them.' }
    if (url !== undefined && !URL.canParse(url)) return { wrong: `--url ${url} is no address: write it as http://127.0.0.1:8787.` }
    const place = url === undefined ? { database: database! } : { url: url.replace(/(\/v1)?\/*$/, '') }
    if (command === 'import' && (values.key ?? values.sandbox ?? values.out) !== undefined)
      return { wrong: 'An import takes no --key, --sandbox or -o: the file says which sandbox it is.' }
    if (command === 'import') return file === undefined || more.length > 0 ? { wrong: 'Give one file to import.' } : { import: place, file }
    if (file !== undefined) return { wrong: `Where to write is given by -o: ${file} is too much.` }
    if (database !== undefined && values.sandbox === undefined) return { wrong: 'A database has many sandboxes: say which (--sandbox sbx_…).' }
    const key = values.key ?? env['KARIOSAE_KEY']
    if (url !== undefined && !key) return { wrong: 'A running service wants a key of the sandbox: --key, or KARIOSAE_KEY.' }
    return { export: place, sandbox: values.sandbox, key, out: values.out }
  } catch (fault) {
    const { code, message } = fault as { code?: string; message: string }
    if (code?.startsWith('ERR_PARSE_ARGS')) return { wrong: message }
    throw fault
  }
}

/** It cannot be done, and the message says why: nothing else is to be told of it. */
export class Failure extends Error {
  /** Of the refusal, where it was one. */
  readonly code: string | undefined
  constructor(message: string, code?: string) {
    super(message)
    this.code = code
  }
}
