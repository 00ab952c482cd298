import { hkdfSync } from 'node:crypto'
import { KeystoreFault } from './faults.ts'
import type { MasterKey, MasterKeySource } from './master-key.ts'
import { seal, unseal } from './sealing.ts'

/** The key that private keys are encrypted under, encrypted under the master key. */
export interface WrappedKey {
  /** How many master keys there were, with this one. */
  readonly version: number
  /** The ID of the master key. */
  readonly masterKey: string
  readonly dataKey: Uint8Array
}

export function wrapDataKey(version: number, master: MasterKey, dataKey: Uint8Array): WrappedKey {
  return { version, masterKey: master.id, dataKey: seal(master.bytes, dataKey, boundTo(version, master)) }
}

/** `where` is the keystore, for whoever reads the fault. */
export function unwrapDataKey({ version, masterKey, dataKey: wrapped }: WrappedKey, source: MasterKeySource, where: string): Uint8Array {
  const master = source.find(masterKey)
  if (!master)
    throw new KeystoreFault(
      `this is not the master key of ${where} (looked for in ${source.place}); put the one with the ID ${masterKey} back, in MASTER_KEY or in the file that the service keeps it in`,
    )
  const dataKey = unseal(master.bytes, wrapped, boundTo(version, master))
  if (!dataKey) throw new KeystoreFault(`the data key in ${where} was changed; put a copy of it back`)
  source.settle(master.id)
  return dataKey
}

/** What rows are authenticated by. */
export function rowKeyOf(dataKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', dataKey, '', 'kariosae/rows/1', 32))
}

function boundTo(version: number, master: MasterKey): Uint8Array {
  return new TextEncoder().encode(`kariosae/data-key/1\0${version}\0${master.id}`)
}
