import { existsSync } from 'node:fs'
import { givenMasterKeys } from './master-key.ts'
import { masterKeyFile } from './master-key-file.ts'
import { rotateMasterKey } from './open-keystore.ts'
import { sharedSigning, signingFiles } from './process/settings.ts'

/**
 * npm run rotate-master-key [-- <keystore> [<master key file>]]: puts the keystore under a new master key; no private key changes.
 * The service must not be running. A crash at any instant leaves a keystore that opens. With MASTER_KEY in the environment the new
 * one is NEW_MASTER_KEY, and the two are exchanged where they are kept.
 *
 * DATABASE_URL=postgres://… npm run rotate-master-key [-- <master key file>]: that of PostgreSQL. Services go on meanwhile; whoever
 * starts later needs the new one.
 */
const usual = signingFiles('./data/kariosae.db').keystore

async function main(given: readonly string[], url = process.env['DATABASE_URL'] ?? ''): Promise<void> {
  if (!/^postgres(ql)?:/.test(url)) return rotateFile(given)
  const { rotatePostgresMasterKey } = await import('./postgres/open-postgres.ts')
  const { version } = await rotatePostgresMasterKey(url, source(given[0] ?? sharedSigning('./data').masterKeyFile))
  process.stdout.write(`The keystore in PostgreSQL is under master key number ${version}.\n`)
}

function rotateFile([keystore = usual, file = keystore.replace(/\.keys\.db$/, '.master')]: readonly string[]): void {
  if (!existsSync(keystore)) throw new Error(`there is no keystore ${keystore}`)
  const { version } = rotateMasterKey(keystore, source(file))
  process.stdout.write(`${keystore} is under master key number ${version}.\n`)
}

function source(file: string) {
  const { MASTER_KEY, NEW_MASTER_KEY } = process.env
  if (!MASTER_KEY) return masterKeyFile(file)
  if (!NEW_MASTER_KEY) throw new Error('MASTER_KEY is set; set NEW_MASTER_KEY to the next one, 32 bytes in base64url')
  return givenMasterKeys(MASTER_KEY, NEW_MASTER_KEY)
}

try {
  await main(process.argv.slice(2))
} catch (fault) {
  process.stderr.write(`kariosae: ${(fault as Error).message}\n`)
  process.exitCode = 1
}
