import type { SigningBackend } from '../../core/signing.ts'
import { createBackend } from '../backend.ts'
import { rowKeyOf } from '../data-key.ts'
import { KeystoreFault } from '../faults.ts'
import { givenMasterKey } from '../master-key.ts'
import { createEmbeddedProvider } from '../providers/embedded.ts'
import type { SqlConnection } from '../sql/connection.ts'
import { openDataKey } from '../sql/data-key.ts'
import { createSqlKeystore } from '../sql/keystore.ts'
import { keystoreSchema, schemaVersion } from '../sql/schema.ts'
import { type DurableStorage, durableConnection } from './connection.ts'

/** Beside the tables of the ledger. */
const prefix = 'signing_'

/** Keys are opened again for each use of an object that slept, so few are worth keeping. */
const keptOpen = 1_000

/**
 * The signing backend inside a Durable Object, with its keys in the object's storage under a master key that is not there: 32 bytes
 * in base64url, a secret of the Worker. The signing logic runs in the same isolate as the API, so keys do not attest that it is
 * isolated. Throws KeystoreFault if the storage is not under this master key.
 */
export async function openDurableBackend(storage: DurableStorage, masterKey: string, now: () => number = Date.now): Promise<SigningBackend> {
  const connection = durableConnection(storage)
  prepare(connection)
  const dataKey = openDataKey(connection, givenMasterKey(masterKey), 'the keystore of this Durable Object', prefix)
  const keystore = createSqlKeystore(connection, rowKeyOf(dataKey), prefix)
  return createBackend({ keystore, providers: [createEmbeddedProvider(dataKey, [], keptOpen)], now })
}

/** There is no user_version here: a table keeps it. */
function prepare(connection: SqlConnection): void {
  connection.transaction(true, () => {
    connection.run(`CREATE TABLE IF NOT EXISTS ${prefix}schema (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL) STRICT`)
    const [found] = connection.all(`SELECT version FROM ${prefix}schema`) as readonly { version: number }[]
    if (found && found.version !== schemaVersion) throw new KeystoreFault('the keystore of this Durable Object is of another version')
    if (found) return
    connection.script(keystoreSchema(prefix))
    connection.run(`INSERT INTO ${prefix}schema (one, version) VALUES (1, ?)`, schemaVersion)
  })
}
