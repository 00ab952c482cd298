import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningService, startService } from '../examples/run.ts'
import { renderGuide } from './guide.ts'
import { firstSteps, furtherSteps } from './guide-steps.ts'
import { webhooks } from './guide-webhooks.ts'
import { ownWorld } from './guide-world.ts'

/** The guide's commands, run by a shell in the order in which a reader would paste them. */

const run = promisify(execFile)
let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

test.each([...firstSteps, ...furtherSteps])('$id: the command answers as the guide shows', async ({ command, status, answer }) => {
  const env = { ...process.env, SERVER: service.url, KEY: service.demoKey }
  const { stdout } = await run('bash', ['-c', `${command} --silent --include`], { env })
  const [head = '', body = ''] = stdout.split('\r\n\r\n')
  expect(Number(head.split(' ')[1])).toBe(status)
  expect(JSON.parse(body)).toMatchObject(answer)
})

test('the first answer comes again when the command is repeated, and says so', async () => {
  const [hold, again] = [firstSteps.find(({ id }) => id === 'hold')!, furtherSteps.find(({ id }) => id === 'idempotency')!]
  expect(again.command).toBe(hold.command)
  const env = { ...process.env, SERVER: service.url, KEY: service.demoKey }
  const { stdout } = await run('bash', ['-c', `${again.command} --silent --include`], { env })
  expect(stdout).toMatch(/^idempotency-replayed: true/im)
})

test('the box about a world of your own ends as shown, and its stream shows what happens', async () => {
  const env = { ...process.env, SERVER: service.url }
  const { stdout, stderr } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', `${ownWorld.script}\nwait || true`], { env })
  const answers = stdout.split('\n').filter((line) => line.startsWith('{"id":"hld_'))
  expect(JSON.parse(answers.at(-1)!)).toMatchObject(ownWorld.answer)
  for (const type of ['hold.proposed', 'hold.held', 'hold.captured']) expect(stdout).toContain(`event: ${type}`)
  expect(stderr).toBe('')
})

test('the box about webhooks: the receiver prints what it is told, and the last answer is as shown', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guide-'))
  await symlink(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'))
  const env = { ...process.env, SERVER: service.url, KEY: service.demoKey, HOOKS: String(await freePort()) }
  const { stdout, stderr } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', webhooks.script], { env, cwd: folder })
  await rm(folder, { recursive: true })
  const lines = stdout.trim().split('\n')
  expect(lines.slice(0, -1)).toEqual(webhooks.prints)
  expect(JSON.parse(lines.at(-1)!)).toMatchObject(webhooks.answer)
  expect(stderr).toBe('')
})

async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

test('both languages show the same commands, and no text is left untranslated', async () => {
  const [english, japanese] = await Promise.all([renderGuide('en'), renderGuide('ja')]).then((pages) => pages.map(String))
  const commands = (page: string) => [...page.matchAll(/<pre><code>([\s\S]*?)<\/code>/g)].map(([, code]) => code)
  // The boxes of webhooks and of a world of your own come in, the command that is repeated falls out.
  expect(commands(english!)).toHaveLength(firstSteps.length + furtherSteps.length + 1)
  expect(commands(japanese!)).toEqual(commands(english!))
  const texts = (page: string) => [...page.matchAll(/<(?:p|h\d)(?:\s[^>]*)?>([\s\S]*?)<\/(?:p|h\d)>/g)].map(([, text]) => text!)
  for (const text of texts(japanese!)) expect(text).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u)
  for (const text of texts(english!)) expect(text).not.toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}]/u)
})
