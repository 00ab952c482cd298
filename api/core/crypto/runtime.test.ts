import { createRequire } from 'node:module'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

type NodeCrypto = typeof import('node:crypto')

const node: NodeCrypto = createRequire(import.meta.url)('node:crypto')
const fail = () => {
  throw new Error('not implemented')
}

beforeEach(() => {
  vi.resetModules()
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** The modules as they load on a runtime whose node:crypto is this one. */
async function loadedOn(crypto: Partial<NodeCrypto> | undefined) {
  vi.spyOn(process, 'getBuiltinModule').mockImplementation(((name: string) => (name === 'node:crypto' ? crypto : undefined)) as never)
  return { ...(await import('./ed25519.ts')), ...(await import('./native.ts')), ...(await import('./portable.ts')), ...(await import('./sha256.ts')) }
}

test.each<[what: string, crypto: Partial<NodeCrypto> | undefined, signs: boolean, hashes: boolean]>([
  ['that of Node', { ...node }, true, true],
  ['none, as in a browser', undefined, false, false],
  ['one without Ed25519', { ...node, sign: fail, verify: fail as never }, false, true],
  ['one that cannot import keys', { ...node, createPrivateKey: fail }, false, true],
  ['one that refuses what is good', { ...node, verify: (() => false) as never }, false, true],
  ['one that accepts S + L', { ...node, verify: (() => true) as never }, false, true],
  ['one without hash', { ...node, hash: undefined as never }, true, false],
  ['one that hashes wrongly', { ...node, hash: (() => '\0'.repeat(32)) as never }, true, false],
])('on a runtime with %s', async (_what, crypto, signs, hashes) => {
  const { ed25519, native, portable, sha256, portableSha256 } = await loadedOn(crypto)
  expect(native !== undefined).toBe(signs)
  expect(ed25519).toBe(signs ? native : portable)
  expect(sha256 !== portableSha256).toBe(hashes)
  const [seed, message] = [new Uint8Array(32).fill(7), sha256('abc')]
  const signature = ed25519.sign(message, seed)
  expect(signature).toEqual(portable.sign(message, seed))
  expect(await ed25519.verifyLater(signature, message, ed25519.publicKey(seed))).toBe(true)
})

test('what goes wrong inside the runtime while it verifies is no verdict', async () => {
  const verify = ((...all: unknown[]) => {
    const [callback] = all.slice(4) as [((fault: Error) => void)?]
    return callback ? callback(new Error('out of memory')) : (node.verify as (...all: unknown[]) => boolean)(...all)
  }) as never
  const { native } = await loadedOn({ ...node, verify })
  const seed = new Uint8Array(32)
  const [signature, publicKey] = [native!.sign(seed, seed), native!.publicKey(seed)]
  await expect(native!.verifyLater(signature, seed, publicKey)).rejects.toThrow('out of memory')
})
