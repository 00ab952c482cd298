import { expect, test } from 'vitest'
import { createTestApp } from '../test/harness.ts'

const { sandbox, get } = createTestApp()
const key = await sandbox('demo')
const first = (await get('/v1/events?limit=1', key)).body.data[0]
const last = (await get('/v1/events?limit=100', key)).body.data.at(-1)

test.each([
  { what: 'its ID', id: first.id, event: first },
  { what: 'its place', id: '1', event: first },
  { what: 'the place of the last', id: String(last.seq), event: last },
])('an event is read by $what', async ({ id, event }) => {
  expect(await get(`/v1/events/${id}`, key)).toMatchObject({ status: 200, body: event })
})

test.each([
  { what: 'the place before the first', id: '0' },
  { what: 'the place after the last', id: String(last.seq + 1) },
  { what: 'a place written with a zero before it', id: '01' },
  { what: 'a place below zero', id: '-1' },
  { what: 'a place between two', id: '1.5' },
  { what: 'a place in another notation', id: '1e0' },
  { what: 'a place beyond exact numbers', id: '9007199254740993' },
  { what: 'the ID with another time', id: `evt_0${'0'.repeat(9)}${first.id.slice(-16)}` },
  { what: 'the ID of another kind', id: first.id.replace('evt_', 'hld_') },
])('no event has $what', async ({ id }) => {
  expect(await get(`/v1/events/${id}`, key)).toMatchObject({ status: 404, body: { code: 'event_not_found' } })
})
