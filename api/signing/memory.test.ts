import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeyView } from '../core/signing.ts'
import { openBackend } from './process/open-backend.ts'
import { type SigningSettings, signingFiles } from './process/settings.ts'
import { childrenOf, until } from './test/processes.ts'
import { found, revealSeed } from './test/reveal-seed.ts'

/** What a core dump or whoever can read the memory of the API would find: no private key. Of the signing process: one. */

const folder = mkdtempSync(join(tmpdir(), 'signing-'))
const settings: SigningSettings = { ...signingFiles(join(folder, 'kariosae.db')), provider: 'embedded' }
const mayRead = existsSync('/proc/self/mem') && (process.getuid?.() === 0 || readScope() === '0')
const whySkipped = mayRead || process.env['CI'] ? '' : 'skipped: the memory of other processes cannot be read here'

describe.skipIf(whySkipped !== '')(`private keys in memory ${whySkipped}`, () => {
  let parent: ChildProcess
  let seed: Buffer
  let told = ''
  const hear = (text: Buffer) => {
    told += text
  }

  beforeAll(async () => {
    const key = await makeKey()
    seed = revealSeed(settings, key.publicKey)
    const script = new URL('./test/parent.ts', import.meta.url).pathname
    parent = spawn(process.execPath, [script, JSON.stringify(settings), key.keyId], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [parent.stdout!, parent.stderr!]) stream.on('data', hear)
    await until(() => told.includes('\n'))
    const { port } = JSON.parse(told.split('\n')[0]!) as { port: number }
    for (let i = 0; i < 50; i++) {
      const answer = await fetch(`http://127.0.0.1:${port}/`)
      expect(await answer.json()).toHaveProperty('signatures')
    }
  })
  afterAll(() => {
    parent.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  test('the signing process holds the key that it signs with, so the search can find one', () => {
    const children = childrenOf(parent.pid!)
    expect(children).toHaveLength(1)
    expect(foundIn(memoryOf(children[0]!), seed)).toContain('raw')
  })

  test('its parent, who had it sign, holds neither the key nor what opens the keystore', () => {
    const master = Buffer.from(readFileSync(settings.masterKeyFile, 'utf8').trim(), 'base64url')
    const memory = memoryOf(parent.pid!)
    expect(foundIn(memory, seed)).toEqual([])
    expect(foundIn(memory, master)).toEqual([])
    const known = Buffer.from(JSON.stringify(settings))
    expect(memory.some((part) => part.includes(known))).toBe(true)
  })

  test('neither prints it', () => {
    expect(told).not.toBe('')
    expect(found(Buffer.from(told), seed)).toEqual([])
  })
})

async function makeKey(): Promise<KeyView> {
  const backend = await openBackend(settings, {})
  const [key] = await backend.createKeys([{ name: 'api', policy: { purposes: ['test.v1'] } }])
  await backend.close()
  return key as KeyView
}

function foundIn(memory: readonly Buffer[], secret: Buffer): string[] {
  return [...new Set(memory.flatMap((part) => found(part, secret)))]
}

/** All that a process has mapped and may read (proc(5): maps, mem), a region at a time. */
function memoryOf(pid: number): Buffer[] {
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const lines = readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n')
  const regions = lines.flatMap((line) => {
    const [, from, to, name] = /^([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \d+\s*(.*)$/.exec(line) ?? []
    return from === undefined || name!.startsWith('[v') ? [] : [readRegion(memory, Number.parseInt(from, 16), Number.parseInt(to!, 16))]
  })
  closeSync(memory)
  expect(regions.length).toBeGreaterThan(50)
  return regions
}

/** To the first page that cannot be read: of a file that is mapped beyond its end there is no more. */
function readRegion(memory: number, from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(to - from)
  let length = 0
  try {
    while (length < bytes.length) {
      const read = readSync(memory, bytes, length, Math.min(bytes.length - length, 1 << 24), from + length)
      if (read === 0) break
      length += read
    }
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EIO') throw fault
  }
  return bytes.subarray(0, length)
}

function readScope(): string | undefined {
  const path = '/proc/sys/kernel/yama/ptrace_scope'
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '0'
}
