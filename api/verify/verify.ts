import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { Failure } from '../moving/cli/usage.ts'
import { serviceFiles } from '../operate/files.ts'
import { readTrustedKey, type TrustedKey } from '../receipts/trusted-key.ts'
import { isOwnFault } from '../receipts/verdict.ts'
import type { TrustedIssuer } from '../receipts/verify-credential.ts'
import { verifyDocument } from '../receipts/verify-document.ts'
import { plainText, reportLines, verdictLines } from './print.ts'
import { readArguments, usage } from './usage.ts'
import { Unreadable, verifyDatabase } from './verify-database.ts'
import { verifyExport } from './verify-export.ts'

/** `npm run verify -- <file>`: `usage` says what it takes and gives. */
process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args)
  if ('help' in asked) {
    print([usage])
    return 0
  }
  if ('wrong' in asked) return stop(`${asked.wrong}\n\n${usage}`)
  const { path, keys, issuer } = asked
  try {
    const start = path === '-' ? '' : startOf(path)
    if (start.startsWith('SQLite format 3\0')) return await checkDatabase(path, keys)
    if (start.startsWith('{"kariosae":"sandbox"')) return await checkExport(path, keys)
    if (isTooLong(path)) return stop('It is too long for a receipt or a credential.')
    const given = keys.length === 0 ? [undefined] : keys.map((key) => key.given)
    return checkJson(
      readFileSync(path === '-' ? 0 : path, 'utf8'),
      given.map((verifierKey) => ({ verifierKey, issuer })),
    )
  } catch (fault) {
    if (fault instanceof Failure) return stop(fault.message, 1)
    if (fault instanceof Unreadable || isOfSystem(fault)) return stop((fault as Error).message)
    throw fault
  }
}

/** In bytes: a receipt has some thousands, and with it the journal's proof. */
function isTooLong(path: string): boolean {
  return path !== '-' && statSync(path).size > 64 * 1024 * 1024
}

/** A file that is not there, may not be read, or is a folder. */
function isOfSystem(fault: unknown): boolean {
  return typeof (fault as { errno?: unknown }).errno === 'number'
}

/** By any of the keys that are trusted. */
function checkJson(text: string, trusted: readonly TrustedIssuer[]): number {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return stop('It is neither a database of this service, nor a sandbox exported from one, nor JSON.')
  }
  const verdicts = trusted.map((one) => verifyDocument(value, one))
  const verdict = verdicts.find((one) => one?.ok) ?? verdicts[0]
  if (!verdict) return stop('This is no receipt or credential of Kariosae.')
  print(verdictLines(verdict))
  if (isOwnFault(verdict)) return 2
  return verdict.ok ? 0 : 1
}

async function checkDatabase(path: string, given: readonly TrustedKey[]): Promise<number> {
  const trusted = given.length > 0 ? given : keyBeside(path)
  let wrong = 0
  for await (const report of verifyDatabase(
    path,
    trusted.map(({ publicKey }) => publicKey),
  )) {
    print(reportLines(report))
    if (report.found > 0) wrong++
  }
  print([
    wrong === 0 ? 'Nothing is wrong.' : `${wrong} with something wrong.`,
    'Not compared: API keys, hold templates, remembered answers, used signatures, the request log, webhooks, indexes that only make finding faster.',
  ])
  if (trusted.length > 0 && given.length === 0)
    print(['The key beside the database was trusted: whoever can write the one can write the other. --key takes a copy kept elsewhere.'])
  if (trusted.length === 0)
    print([
      'No key was given (--key), and there is no file .log.vkey beside the database: the signatures of the checkpoints were not checked,',
      'only that everything stored fits together. Whoever can write the file can make it so.',
    ])
  return wrong === 0 ? 0 : 1
}

/** The service writes its public key beside its database. Whoever may change one may change the other: a copy kept elsewhere shows more. */
function keyBeside(path: string): TrustedKey[] {
  const { journalKey: file } = serviceFiles(path)
  if (!existsSync(file)) return []
  const key = readTrustedKey(readFileSync(file, 'utf8'))
  if (!key || key === 'none') throw new Unreadable(`${file} is no public key.`)
  return [key]
}

async function checkExport(path: string, given: readonly TrustedKey[]): Promise<number> {
  const report = await verifyExport(
    path,
    given.map(({ publicKey }) => publicKey),
  )
  print([...reportLines(report), report.found === 0 ? 'Nothing is wrong.' : 'This is not right.'])
  print([
    'Not compared: API keys, hold templates, webhooks, remembered answers, used signatures, policies of keys, the clock and the origin of the sandbox.',
  ])
  if (given.length === 0)
    print(['No key was given (--key): the one that the file names was trusted. Whoever can write the file can name a key of their own.'])
  return report.found === 0 ? 0 : 1
}

function startOf(path: string): string {
  const start = Buffer.alloc(32)
  const file = openSync(path, 'r')
  readSync(file, start, 0, start.length, 0)
  closeSync(file)
  return start.toString('latin1')
}

function stop(message: string, code = 2): number {
  process.stderr.write(`${plainText(message)}\n`)
  return code
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
