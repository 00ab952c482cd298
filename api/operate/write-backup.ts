import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningCopy } from '../../db/sqlite/copy-database.ts'
import type { SqliteStore } from '../../db/sqlite/open.ts'
import { KeystoreFault } from '../signing/faults.ts'
import type { KeystoreCopying } from '../signing/process/copying.ts'
import { filesIn, type ServiceFiles } from './files.ts'

/** The backup cannot be made. The message says why and what to do. */
export class BackupFault extends Error {}

export interface BackupRequest {
  /** Absolute path of a folder that is not there yet, in one that is. */
  readonly target: string
  /** Also the secrets: master key and signing key. */
  readonly withSecrets: boolean
}

/** What a backup copies, whoever has it open. */
interface Sources {
  readonly files: ServiceFiles
  readonly store: Pick<SqliteStore, 'copyTo' | 'still'>
  readonly signing: KeystoreCopying
}

/** What a backup has in it, and which secrets lie beside the database but not in it. */
export interface BackupDone {
  readonly target: string
  readonly secrets: readonly string[]
  readonly missing: readonly string[]
}

/**
 * Copies database and keystore while they are used. Both end at one moment, in which nothing is committed: the keystore then has
 * each key that the ledger names, and ended none that it still names. Under another name until it is whole.
 */
export async function writeBackup({ target, withSecrets }: BackupRequest, sources: Sources): Promise<BackupDone> {
  const draft = `${target}.partial`
  await begin(target, draft)
  const inDraft = filesIn(draft, sources.files)
  try {
    await copyBoth(sources, inDraft)
    await copyIfThere(sources.files.journalKey, inDraft.journalKey)
    const [secrets, missing] = await copySecrets(sources.files, inDraft, withSecrets)
    for (const path of [inDraft.database, inDraft.keystore]) await chmod(path, 0o600)
    await syncFolder(draft)
    await rename(draft, target)
    await syncFolder(dirname(target))
    return { target, secrets, missing }
  } catch (fault) {
    await rm(draft, { recursive: true, force: true })
    throw asBackupFault(target, fault)
  }
}

async function copyBoth({ store, signing }: Sources, to: ServiceFiles): Promise<void> {
  let ledger: RunningCopy | undefined
  let ownsKeystoreCopy = false
  try {
    ledger = store.copyTo(to.database)
    await signing.copy('begin', to.keystore)
    ownsKeystoreCopy = true
    await ledger.nearlyDone
    while ((await signing.copy('state', to.keystore)) === 'copying') await sleep(20)
    await store.still(async () => {
      await ledger!.finish()
      await signing.copy('finish', to.keystore)
    })
  } catch (fault) {
    await ledger?.cancel()
    // One that somebody else began goes on.
    if (ownsKeystoreCopy) await signing.copy('cancel', to.keystore).catch(() => undefined)
    throw fault
  }
}

async function begin(target: string, draft: string): Promise<void> {
  if (await isThere(target)) throw new BackupFault(`${target} is there already; name a folder that is not`)
  if (await isThere(draft))
    throw new BackupFault(`${draft} is there: a backup broke off, or another process writes one; if none does, delete it (rm -r '${draft}')`)
  if (!(await isThere(dirname(target)))) throw new BackupFault(`the folder ${dirname(target)} is not there; make it, or name another`)
  try {
    await mkdir(draft, { mode: 0o700 })
  } catch (fault) {
    throw asBackupFault(target, fault)
  }
}

/** Which were copied, and which were left out though they are there. */
async function copySecrets(from: ServiceFiles, to: ServiceFiles, wanted: boolean): Promise<[string[], string[]]> {
  const copied: string[] = []
  const left: string[] = []
  for (const which of ['masterKey', 'signingKey'] as const) {
    if (wanted && (await copyIfThere(from[which], to[which]))) copied.push(from[which])
    else if (await isThere(from[which])) left.push(from[which])
  }
  return [copied, left]
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  if (!(await isThere(from))) return false
  await copyFile(from, to, constants.COPYFILE_EXCL)
  await syncFolder(to)
  return true
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/** A file, too. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

function asBackupFault(target: string, fault: unknown): unknown {
  const { code = '', message } = fault as { code?: string; message: string }
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code) || /SQLITE_FULL|disk is full/.test(message))
    return new BackupFault(`there is no room for a backup on the disk with ${target}; nothing is left of it`)
  if (/^(EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EEXIST|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(code))
    return new BackupFault(`the service may not write to ${dirname(target)} (${code}); name a folder where it may`)
  return fault instanceof KeystoreFault ? new BackupFault(message) : fault
}
