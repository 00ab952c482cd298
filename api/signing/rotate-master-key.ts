import { existsSync } from 'node:fs'
import { givenMasterKeys } from './master-key.ts'
import { masterKeyFile } from './master-key-file.ts'
import { rotateMasterKey } from './open-keystore.ts'
import { sharedSigning, signingFiles } from './process/settings.ts'

const usual = signingFiles('./data/kariosae.db').keystore

const usage = `Usage: npm run rotate-master-key [-- <keystore> [<master key file>]]
       DATABASE_URL=postgres://… npm run rotate-master-key [-- <master key file>]

Puts the keystore under a new master key; no private key changes. A crash at any instant leaves a keystore that opens.

  <keystore>         ${usual} if absent. The service must be stopped
  <master key file>  the one beside the keystore if absent
  MASTER_KEY         in the environment, instead of a file: then NEW_MASTER_KEY is the next one, and you exchange the two
                     where they are kept

With PostgreSQL services go on meanwhile; whoever starts later needs the new key.`

async function main(given: readonly string[], url = process.env['DATABASE_URL'] ?? ''): Promise<void> {
  if (given.includes('--help') || given.includes('-h')) return void process.stdout.write(`${usage}\n`)
  if (!/^postgres(ql)?:/.test(url)) return rotateFile(given)
  const { rotatePostgresMasterKey } = await import('./postgres/open-postgres.ts')
  const { version } = await rotatePostgresMasterKey(url, source(given[0] ?? sharedSigning('./data').masterKeyFile))
  process.stdout.write(
    `The keystore in PostgreSQL is under master key number ${version}. Services that run go on; give the new key to each that starts.\n`,
  )
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
