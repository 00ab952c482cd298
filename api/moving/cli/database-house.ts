import { existsSync } from 'node:fs'
import type { Refusal } from '../../core/refusals.ts'
import { isRefusal } from '../../core/use-case.ts'
import { createSalts } from '../../ids.ts'
import { nodeRuntime } from '../../node-runtime.ts'
import { createServiceKeys } from '../../notary.ts'
import { openDatabase } from '../../open-database.ts'
import { explainStart } from '../../operate/start-fault.ts'
import { createSeal } from '../../seal.ts'
import { readSettings } from '../../settings.ts'
import { startSigningProcess } from '../../signing/process/client.ts'
import { createScratchFile } from '../../verify/scratch-file.ts'
import { createCompletion } from '../complete-import.ts'
import { exportLines } from '../export-lines.ts'
import { receivePart, stagingOf } from '../receive-part.ts'
import type { House } from './house.ts'
import { Failure } from './usage.ts'

/** The database of a service that is stopped, with the keystore that belongs to it. `sandbox` is to be taken out of it. */
export async function databaseHouse(url: string, sandbox: string | undefined): Promise<House> {
  try {
    return await open(url, sandbox)
  } catch (fault) {
    const { code } = (fault as { cause?: { code?: string } }).cause ?? {}
    if (code?.startsWith('SQLITE_BUSY')) throw new Failure(`${url} is in use by a running service: stop it, or use --url.`)
    const reason = explainStart(fault)
    throw reason === undefined ? fault : new Failure(`${reason}.`)
  }
}

async function open(url: string, sandbox: string | undefined): Promise<House> {
  const settings = readSettings({ ...process.env, DATABASE_URL: url })
  if (sandbox !== undefined && settings.database.engine === 'sqlite' && !existsSync(settings.database.path))
    throw new Failure(`There is no database ${settings.database.path}.`)
  const database = await openDatabase(settings)
  const { store } = database
  const signing = await startSigningProcess(database.signing, () => {}, database.secrets)
  const serviceKeys = createServiceKeys(signing)
  await database.keepJournalKey(await serviceKeys.publicKey())
  const deps = { store, signing, serviceKeys, ...nodeRuntime }
  const complete = createCompletion({
    ...deps,
    seal: createSeal(serviceKeys, createSalts()),
    newScratch: createScratchFile,
    slice: 2_000,
    settled: () => {},
  })
  const into = (id: string, importKey: string) => ({ sandbox: id, staging: stagingOf(id, importKey) })

  return {
    async *export() {
      if (!(await store.sandbox(sandbox!))) throw new Failure(`There is no sandbox ${sandbox} in this database.`)
      yield* exportLines(sandbox!, { ...deps, verifierKeyOf: serviceKeys.verifierKeyOf })
    },
    add: async (id, importKey, part) => void taken(await receivePart(part, into(id, importKey), deps)),
    complete: async (id, importKey, { header, trailer }) => taken(await complete(into(id, importKey), header, trailer)),
    async close() {
      await signing.close()
      await store.close()
    },
  }
}

function taken<T extends object>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Failure((answer as Refusal).detail, (answer as Refusal).code)
  return answer as T
}
