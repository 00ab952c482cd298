import { once } from 'node:events'
import { expect, test } from 'vitest'
import { Answering } from './answering.ts'
import type { Piece } from './messages.ts'

function begin() {
  const said: Piece[] = []
  const answering = new Answering(7, (piece) => said.push(piece))
  answering.writeHead(200, { a: 'b' })
  return { said, answering }
}
const head = { status: 200, headers: { a: 'b' } }

test('an answer in one go is one message', async () => {
  const { said, answering } = begin()
  answering.end('all')
  await once(answering, 'close')
  expect(said).toEqual([{ id: 7, head, bytes: 'all', end: true }])
})

test('one in pieces ends when the last of them was taken', async () => {
  const { said, answering } = begin()
  answering.write('one')
  answering.write('two')
  answering.end()
  expect(said).toEqual([{ id: 7, head, bytes: 'one' }])
  answering.taken()
  await Promise.resolve()
  expect(said.slice(1)).toEqual([{ id: 7, bytes: 'two' }])
  answering.taken()
  await once(answering, 'close')
  expect(said.slice(2)).toEqual([{ id: 7, end: true }])
})

test('one that breaks off is cut, and that is no fault of anybody', async () => {
  const { said, answering } = begin()
  answering.write('one')
  answering.destroy(new Error('the database is gone'))
  await once(answering, 'close')
  expect(said).toEqual([
    { id: 7, head, bytes: 'one' },
    { id: 7, cut: true },
  ])
})
