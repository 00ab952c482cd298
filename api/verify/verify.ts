import { existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isCredential, verifyCredential } from '../receipts/verify-credential.ts'
import { verifyReceipt } from '../receipts/verify-receipt.ts'
import { reportLines, verdictLines } from './print.ts'
import { publicKeyOf } from './trusted-key.ts'
import { Unreadable, verifyDatabase } from './verify-database.ts'

/**
 * `npm run verify -- <database, receipt or credential> [--key <key>]`: checks it without the service. `-` reads a receipt from
 * standard input. Exit code 0 where nothing is wrong, 1 where something is, 2 where it could not be read.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' }, issuer: { type: 'string' } } })
process.exitCode = await main(positionals[0], values)

async function main(path: string | undefined, { key, issuer }: { key?: string | undefined; issuer?: string | undefined }): Promise<number> {
  if (path === undefined) return stop('Say what to verify: a database, or a file with a receipt or a credential; - for standard input.')
  if (key !== undefined && !publicKeyOf(key)) return stop(`--key ${key} is neither a verifier key nor a public key in base64url.`)
  try {
    if (path !== '-' && isDatabase(path)) return await checkDatabase(path, key ?? keyBeside(path))
    return checkJson(readFileSync(path === '-' ? 0 : path, 'utf8'), { ...(key ? { verifierKey: key } : {}), ...(issuer ? { issuer } : {}) })
  } catch (fault) {
    if (fault instanceof Unreadable || (fault as { code?: string }).code === 'ENOENT') return stop((fault as Error).message)
    throw fault
  }
}

function checkJson(text: string, trusted: Parameters<typeof verifyCredential>[1]): number {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return stop('It is neither a database of this service nor JSON.')
  }
  const verdict = isCredential(value) ? verifyCredential(value, trusted) : verifyReceipt(value, trusted)
  print(verdictLines(verdict))
  return verdict.ok ? 0 : 1
}

async function checkDatabase(path: string, key: string | undefined): Promise<number> {
  const publicKey = key === undefined ? undefined : publicKeyOf(key)
  let wrong = 0
  for await (const report of verifyDatabase(path, publicKey)) {
    print(reportLines(report))
    if (report.found > 0) wrong++
  }
  print([wrong === 0 ? 'Nothing is wrong.' : `${wrong} with something wrong.`])
  if (!publicKey)
    print([
      'No key was given (--key), and there is no file .log.vkey beside the database: the signatures of the checkpoints were not checked,',
      'only that everything stored fits together. Whoever can write the file can make it so.',
    ])
  return wrong === 0 ? 0 : 1
}

/** The service writes its public key beside its database. Whoever may change one may change the other: a copy kept elsewhere shows more. */
function keyBeside(path: string): string | undefined {
  const file = path.replace(/\.[^./]*$/, '.log.vkey')
  if (!existsSync(file)) return undefined
  const key = readFileSync(file, 'utf8').trim()
  if (!publicKeyOf(key)) throw new Unreadable(`${file} is no public key.`)
  return key
}

function isDatabase(path: string): boolean {
  const start = Buffer.alloc(16)
  readSync(openSync(path, 'r'), start, 0, 16, 0)
  return start.toString('latin1') === 'SQLite format 3\0'
}

function stop(message: string): number {
  process.stderr.write(`${message}\n`)
  return 2
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
