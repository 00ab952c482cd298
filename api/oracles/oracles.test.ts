import { describe, expect, test } from 'vitest'
import { createDeciding, t0 } from '../test/deciding.ts'
import { createOracle } from './create-oracle.ts'

/** RFC 8032, section 7.1, test 1. */
const publicKey = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'

test('an oracle is what was registered, with an ID and a time', () => {
  const { must, state } = createDeciding()
  const shown = must(createOracle, '', { name: 'Vehicle registry', publicKey })
  expect(shown).toEqual({ id: `orc_${'1'.padStart(26, '0')}`, name: 'Vehicle registry', publicKey, createdAt: '2026-12-01T00:00:00.000Z' })
  expect(state.find('oracle', shown.id)).toEqual({ ...shown, createdAt: t0 })
  expect(state.records.at(-1)).toMatchObject({ type: 'oracle.created', data: shown, entries: [] })
})

describe('createOracle', () => {
  const badKey = 'must be an Ed25519 public key: its 32 bytes in base64url, 43 characters (no PEM, DER or hex)'
  const weakKey = 'is no Ed25519 public key that an honest program makes'
  test.each<[what: string, body: object, field: string | undefined, message?: string]>([
    ['good', { name: 'x', publicKey }, undefined],
    ['without a name', { publicKey }, 'name'],
    ['with an empty name', { name: '', publicKey }, 'name'],
    ['with a name of 101 characters', { name: 'x'.repeat(101), publicKey }, 'name'],
    ['without a key', { name: 'x' }, 'publicKey'],
    ['with a key in hexadecimal', { name: 'x', publicKey: 'd7'.repeat(32) }, 'publicKey', badKey],
    ['with a key of order 4', { name: 'x', publicKey: 'A'.repeat(43) }, 'publicKey', weakKey],
    ['with a key that another text stands for', { name: 'x', publicKey: `${publicKey.slice(0, -1)}p` }, 'publicKey', badKey],
    ['with a secret', { name: 'x', publicKey, privateKey: publicKey }, ''],
  ])('%s', (_what, body, field, message) => {
    const issue = createOracle.body!.safeParse(body).error?.issues[0]
    expect(issue?.path.join('.')).toBe(field)
    if (message) expect(issue?.message).toBe(message)
  })
})
