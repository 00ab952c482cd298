import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useCases } from '../api/catalogue.ts'
import { readSettings } from '../api/settings.ts'
import { exampleNames, type RunningService, startService } from './run.ts'

const root = new URL('../', import.meta.url)
const readmes = ['README.md', 'README.ja.md'].map((name) => ({ name, text: readFileSync(new URL(name, root), 'utf8') }))
const english = readmes[0]!.text
const recordSeparator = '\x1e'

interface Block {
  language: string
  text: string
}

function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({ language: language!, text: text! }))
}

function sessionOf(readme: string): Block[] {
  const [, session] = /<!-- session:([\s\S]*)<!-- end of session -->/.exec(readme) ?? []
  return blocksOf(session ?? '')
}

function sectionOf(readme: string, title: string): string {
  const [, section] = new RegExp(`\n## ${title}\n([\\s\\S]*?)(?=\n## |$(?![\\s\\S]))`).exec(readme) ?? []
  return section ?? ''
}

/** IDs that are made anew each time, times and the service's address; those of the demo fixture begin with zeros and stay. */
function normalise(text: string): string {
  return text
    .replace(/\b([a-z]{3})_(?!0{10})[0-7][0-9a-hjkmnp-tv-z]{25}\b/g, '$1_<new>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, '<service>')
}

/** Does the text read like this, where … stands for anything on the same line? */
function patternOf(shown: string): RegExp {
  const literal = normalise(shown).split('…')
  return new RegExp(`^${literal.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
}

/** Runs the commands one after the other in one shell; gives what each block printed. */
async function runInShell(blocks: readonly string[]): Promise<string[]> {
  const script = blocks.map((block) => `${block}printf '${recordSeparator}'\n`).join('')
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-euo', 'pipefail', '-c', script])
  return stdout.split(recordSeparator).slice(0, -1)
}

describe.each(readmes)('the session in $name', ({ text }) => {
  const session = sessionOf(text)
  const commands = session.filter(({ language }) => language === 'sh')
  let service: RunningService
  let printed: string[]
  beforeAll(async () => {
    service = await startService()
    const lines = commands.map((block) => block.text.replace('KEY=ksk_…', `KEY=${service.demoKey}`).replace('http://127.0.0.1:8787', service.url))
    printed = await runInShell(lines)
  })
  afterAll(() => service?.stop())

  test('begins with what the service prints', () => {
    expect(normalise(service.greeting)).toMatch(patternOf(session[0]!.text))
  })

  test('prints what is shown, and nothing where nothing is shown', () => {
    expect(printed.length).toBeGreaterThan(5)
    for (const [index, command] of commands.entries()) {
      const next = session[session.indexOf(command) + 1]
      const shown = next?.language === 'json' ? next.text : ''
      expect(normalise(printed[index]!), command.text).toMatch(patternOf(shown))
    }
  })

  test('shows everything that it prints at least in part', () => {
    const shown = session.filter(({ language }) => language === 'json')
    expect(shown.length).toBe(commands.length - 1)
    for (const { text } of shown) expect(text.replaceAll('…', '').length).toBeGreaterThan(40)
  })
})

describe('what README.md says', () => {
  test('names every call there is, and no other', () => {
    const named = [...sectionOf(english, 'What you can do').matchAll(/`(GET|POST|DELETE) (\/\S+)`/g)].map(([, method, path]) => `${method} ${path}`)
    const served = useCases.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    const moving = ['GET /v1/sandbox/export', 'POST /v1/imports/{sandbox}/parts', 'POST /v1/imports/{sandbox}/complete']
    const beside = [
      'GET /v1/events/stream',
      'GET /openapi.json',
      'GET /docs',
      'GET /healthz',
      'GET /healthz/live',
      'GET /healthz/ready',
      'GET /metrics',
      ...moving,
    ]
    expect(named.sort()).toEqual([...served, ...beside].sort())
  })

  test('shows the house as it stands', () => {
    const [tree] = blocksOf(sectionOf(english, 'The house'))
    const above: string[] = []
    const paths = tree!.text.split('\n').flatMap((line) => {
      const [, indent, name] = /^( *)(\S+)/.exec(line) ?? []
      if (!name) return []
      const depth = indent!.length / 2
      above[depth] = name
      return [above.slice(0, depth + 1).join('')]
    })
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
    const folders = readdirSync(new URL('api/', root), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(paths).toEqual(expect.arrayContaining(folders.map(({ name }) => `api/${name}/`)))
  })
})

describe.each(readmes)('$name', ({ text }) => {
  test('gives the defaults of the settings', () => {
    const settings = readSettings({ DATABASE_URL: 'file::memory:' })
    const defaults = { PORT: settings.port, HOST: settings.host, LOG_LEVEL: settings.logLevel, RATE_LIMIT: settings.rateLimit }
    for (const [name, value] of Object.entries(defaults)) expect(text).toContain(`| \`${name}\` | \`${value}\` |`)
    for (const name of ['DATABASE_URL', 'SIGNING_KEY']) expect(text).toContain(`| \`${name}\` | `)
  })

  test('lists every example with its output', () => {
    for (const name of exampleNames()) for (const file of [`${name}.ts`, `${name}.out`]) expect(text).toContain(`](examples/${file})`)
  })

  test('names only scripts and files that are there', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { scripts: Record<string, string> }
    const named = [...text.matchAll(/npm (?:run ([a-z-]+)|(start|test)\b)/g)].map(([, script, command]) => (script ?? command)!)
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named))
    const linked = [...text.matchAll(/\]\((?!http)([^)]+)\)/g)].map(([, path]) => path!)
    expect(linked.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
  })
})
