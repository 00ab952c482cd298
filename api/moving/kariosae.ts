#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { plainText } from '../verify/print.ts'
import type { House } from './cli/house.ts'
import { openFile } from './cli/read-file.ts'
import { serviceHouse } from './cli/service-house.ts'
import { type Asked, Failure, type Place, readArguments, usage } from './cli/usage.ts'

/** `npx kariosae export`, `npx kariosae import`: `usage` says what they take and do. */
process.exitCode = await main(readArguments(process.argv.slice(2), process.env))

async function main(asked: Asked): Promise<number> {
  if ('help' in asked) {
    say(usage)
    return 0
  }
  if ('wrong' in asked) {
    process.stderr.write(`${asked.wrong}\n\n${usage}\n`)
    return 2
  }
  try {
    await ('export' in asked ? takeOut(asked) : bringIn(asked))
    return 0
  } catch (fault) {
    // Faults of the system, such as a file that is not there, say what they are.
    const { errno, message } = fault as { errno?: number; message: string }
    if (!(fault instanceof Failure) && errno === undefined) throw fault
    process.stderr.write(`kariosae: ${plainText(message)}\n`)
    return 1
  }
}

async function takeOut({ export: place, sandbox, key, out }: Extract<Asked, { export: Place }>): Promise<void> {
  const unused = (path: string) => {
    if (existsSync(path)) throw new Failure(`${path} is there already: name another file with -o.`)
    return path
  }
  if (out !== undefined) unused(out)
  await within(place, { sandbox, key }, async (house) => {
    const draft = `${out ?? 'sandbox'}.${process.pid}.part`
    const file = await open(draft, 'wx', 0o600).catch(({ code }: NodeJS.ErrnoException) => {
      throw new Failure(`${out ?? 'This folder'} cannot be written (${code}): name a file in a folder that is there, with -o.`)
    })
    try {
      for await (const chunk of house.export()) await file.write(chunk as string)
      await file.sync()
      await file.close()
      const { header } = await openFile(draft)
      const path = unused(out ?? `${header.head.id}.ndjson`)
      await rename(draft, path)
      say(`${header.head.id} is in ${path}: ${header.head.seq} entries. Its journal was signed by ${header.verifierKey}`)
    } finally {
      await file.close().catch(() => {})
      await rm(draft, { force: true })
    }
  })
}

async function bringIn({ import: place, file }: Extract<Asked, { import: Place }>): Promise<void> {
  const { header, trailer, enabledEndpoints, parts } = await openFile(file)
  const { id } = header.head
  await within(place, {}, async (house) => {
    // Who has the file has its sum, and nobody else; and the same file again is the same import.
    const importKey = trailer.end.sha256
    const complete = () => house.complete(id, importKey, { header, trailer })
    // It may be there already, if this was interrupted at its very end.
    let isNew = false
    let answer = await complete().catch(async (fault: Failure) => {
      if (fault.code !== 'import_invalid') throw fault
      isNew = true
      for await (const part of parts()) await house.add(id, importKey, part)
      return complete()
    })
    while (!answer.done) {
      isNew = true
      process.stderr.write(`checked ${answer.checked} of ${answer.of} entries\n`)
      answer = await complete()
    }
    if (isNew) say(`${id} is there: ${answer.of} entries were checked. The API keys that it had work there now.`)
    else say(`${id} is there since this file was imported before: nothing was changed.`)
    if (isNew && answer.newKeys > 0) say(`${answer.newKeys} managed wallets have new keys: their private ones stayed where they were.`)
    if (isNew && enabledEndpoints > 0)
      say(
        `Webhook endpoints that are disabled now: ${enabledEndpoints}. GET /v1/webhook-endpoints/{id} shows the new secret, POST …/enable lets it send.`,
      )
    say(`Its journal goes on under the key ${answer.verifierKey}`)
    if (answer.verifierKey !== header.verifierKey) say(`What was signed before is checked with         ${header.verifierKey}`)
    if (header.head.formerKeys.length > 0) say('What it brought along already is checked with the formerKeys that GET /v1/journal/checkpoint shows.')
  })
}

async function within(
  place: Place,
  { sandbox, key }: { sandbox?: string | undefined; key?: string | undefined },
  work: (house: House) => Promise<void>,
): Promise<void> {
  const house = 'url' in place ? serviceHouse(place.url, key) : await openDatabaseHouse(place.database, sandbox)
  try {
    await work(house)
  } finally {
    await house.close()
  }
}

/** A whole service is behind it, which is not loaded to talk to one. */
async function openDatabaseHouse(database: string, sandbox: string | undefined): Promise<House> {
  const { databaseHouse } = await import('./cli/database-house.ts')
  return databaseHouse(database, sandbox)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
