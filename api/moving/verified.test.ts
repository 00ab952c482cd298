import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { openSqlite } from '../../db/sqlite/open.ts'
import { decodeBase64url } from '../core/base64url.ts'
import { parseVerifierKey } from '../core/note/verifier-key.ts'
import { sandboxOf } from '../test/sign.ts'
import { collect } from '../verify/test/tamper.ts'
import { verifyDatabase } from '../verify/verify-database.ts'
import { createSqliteApp, exported, imported } from './test/moving-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'kariosae-verified-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the database that a sandbox moved into is right under its own key, which vouches for the one before', async () => {
  const path = join(folder, 'kariosae.db')
  const [source, target] = [createSqliteApp(), createSqliteApp({ store: openSqlite(path) })]
  const key = await source.sandbox('demo')
  expect((await imported(target, sandboxOf(key), await exported(source, key))).body.done).toBe(true)
  await target.post('/v1/wallets', { name: 'after the move' }, key)
  const keyOf = async (app: typeof source) => {
    const parsed = parseVerifierKey((await app.get('/v1/journal/checkpoint', key)).body.verifierKey)
    if (typeof parsed === 'string') throw new Error(parsed)
    return parsed.publicKey
  }
  const [former, present] = [await keyOf(source), await keyOf(target)]
  await target.app.stop()
  await target.store.close()
  const found = async (...keys: Uint8Array[]) =>
    (await collect(verifyDatabase(path, keys))).flatMap(({ findings }) => findings.map(({ text }) => text))

  expect(await found(present)).toEqual([])
  expect(await found(present, former)).toEqual([])
  expect(await found()).toEqual([])
  // The key before vouches for nothing that came after it.
  expect((await found(former)).join('\n')).toContain('none of the given keys signed it')

  const db = new Sqlite(path)
  const claim = (keys: object[]) => db.prepare('UPDATE sandboxes SET former_keys = ?').run(JSON.stringify(keys))
  const [own] = JSON.parse(db.prepare<[], { former_keys: string }>('SELECT former_keys FROM sandboxes').get()!.former_keys)
  expect(decodeBase64url(own.key)).toEqual(former)
  claim([{ ...own, size: own.size + 1 }])
  expect((await found(present)).join('\n')).toContain('are not those that its journal says')
  claim([])
  expect((await found(present)).join('\n')).toContain('none of the given keys signed it')
  db.close()
})
