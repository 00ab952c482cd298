import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningService, startService } from '../../examples/run.ts'
import { chapters, renderSigningGuide } from './page.ts'

/** Every command of the guide is run, in the order in which a reader would paste them, and answers as shown. */

const separator = '\x1e'
const blocks = chapters.flatMap(({ id, blocks }) => blocks.map((block, index) => ({ name: `${id}, block ${index + 1}`, ...block })))
/** Says the status of each answer beside it. */
const watching = `curl() { command curl "$@" -w '%{stderr}%{http_code}\\n'; }`

let service: RunningService
let folder: string
let printed: { output: string; statuses: string[] }[]
beforeAll(async () => {
  service = await startService()
  folder = await mkdtemp(join(tmpdir(), 'guide-'))
  const script = [watching, ...blocks.map(({ command }) => `${command}\nprintf '${separator}'; printf '${separator}' >&2`)].join('\n')
  const env = { ...process.env, SERVER: service.url, KEY: service.demoKey, CHECKOUT: fileURLToPath(new URL('../../', import.meta.url)) }
  const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-euo', 'pipefail', '-c', script], { env, cwd: folder })
  const errors = stderr.split(separator)
  printed = stdout.split(separator).map((output, index) => ({ output: output.trim(), statuses: (errors[index] ?? '').trim().split('\n') }))
})
afterAll(async () => {
  await service?.stop()
  await rm(folder, { recursive: true, force: true })
})

test.each(blocks.map((block, index) => ({ ...block, index })))('$name answers as shown', ({ index, status, answer, prints }) => {
  const { output, statuses } = printed[index]!
  if (status !== undefined) expect(statuses.at(-1)).toBe(String(status))
  for (const one of statuses) if (one !== '') expect(one).toMatch(/^[2-4]\d\d$/) // nothing else went to stderr
  if (prints !== undefined) expect(output.split('\n').at(-1)).toBe(prints)
  else if (answer === undefined) expect(output).toBe('')
  else expect(JSON.parse(output.split('\n').at(-1)!)).toMatchObject(answer)
})

test('both languages show the same commands, all of them run above, and no text is left untranslated', () => {
  const [english, japanese] = [String(renderSigningGuide('en')), String(renderSigningGuide('ja'))]
  const commands = (page: string) =>
    [...page.matchAll(/<pre><code>([\s\S]*?)<\/code>/g)].map(([, code]) =>
      code!.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    )
  expect(commands(english)).toEqual(blocks.map(({ command }) => command))
  expect(commands(japanese)).toEqual(commands(english))
  const isText = (text: string) => text.replace(/<code[^>]*>[^<]*<\/code>|<[^>]+>/g, '').trim() !== ''
  const texts = (page: string) => [...page.matchAll(/<(p|h\d|li|td|th)(?:\s[^>]*)?>([\s\S]*?)<\/\1>/g)].map(([, , text]) => text!).filter(isText)
  for (const text of texts(japanese)) expect(text).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u)
  for (const text of texts(english).filter((one) => !one.includes('日本語'))) expect(text).not.toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}]/u)
})
