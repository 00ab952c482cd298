import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from '@hono/zod-openapi'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { useCases } from '../api/catalogue.ts'
import type { UseCase } from '../api/core/use-case.ts'
import { openApiDocument } from '../api/openapi-document.ts'
import { createTestApp } from '../api/test/harness.ts'
import { documentPath, documentText } from './generate.ts'

/** The committed document is the one the service serves, strict linters pass it, and what it shows is true of itself. */

interface Media {
  schema?: object
  example?: unknown
  examples?: Record<string, { $ref?: string; value?: unknown }>
}
interface Operation {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  parameters?: { name: string; in: string; required?: boolean; schema: { example?: unknown }; example?: unknown }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}
const committed = readFileSync(documentPath, 'utf8')
const document = JSON.parse(committed) as {
  info: { version: string }
  paths: Record<string, Record<string, Operation>>
  tags: { name: string }[]
  components: { schemas: Record<string, object>; examples: Record<string, { value: unknown }> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.values(methods).map((operation) => ({ path, ...operation })))
const bilingual = /^[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+ \/ .*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/su

test('it is up to date: `npm run openapi` would change nothing', () => {
  expect(committed === documentText(), 'openapi/openapi.json is stale: run npm run openapi').toBe(true)
})

test('it is what the service serves', async () => {
  const { app } = createTestApp()
  const served = (await (await app.hono.request('/openapi.json')).json()) as typeof document
  expect({ ...served, info: { ...served.info, version: document.info.version } }).toEqual(document)
})

test('a strict linter has nothing to say', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: '1' }
  const lint = ['node_modules/@redocly/cli/bin/cli.js', 'lint', '--config=openapi/redocly.yaml', '--format=json', 'openapi/openapi.json']
  const report = JSON.parse(execFileSync(process.execPath, lint, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
  expect(report).toMatchObject({ totals: { errors: 0, warnings: 0, ignored: 0 }, problems: [] })
})

test('it has every use case, once', () => {
  const names = operations.map(({ operationId }) => operationId)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(expect.arrayContaining(useCases.map(({ operationId }) => operationId)))
})

test.each(operations.map((operation) => [operation.operationId, operation] as const))(
  '%s is told in both languages, sorted and complete',
  (_name, operation) => {
    expect(operation.summary).toMatch(bilingual)
    if (operation.description) expect(operation.description).toMatch(bilingual)
    expect(operation.tags).toHaveLength(1)
    expect(document.tags.map(({ name }) => name)).toContain(operation.tags[0])
    const statuses = Object.keys(operation.responses)
    expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(1)
    if (operation.path.startsWith('/v1/')) expect(statuses.some((status) => status.startsWith('4'))).toBe(true)
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      if (status < '400') continue
      expect(Object.keys(content ?? {})).toEqual(['application/problem+json'])
      for (const title of description.split('\n\n')) expect(title).toMatch(bilingual)
    }
  },
)

test.each(operations.map((operation) => [operation.operationId, operation] as const))(
  '%s has an example of all that must be sent',
  (_name, operation) => {
    for (const { required, example, schema } of operation.parameters ?? []) if (required) expect(example ?? schema.example).toBeDefined()
    for (const media of Object.values(operation.requestBody?.content ?? {})) expect(media.example ?? media.examples).toBeDefined()
  },
)

test('examples fit their schemas', () => {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  ajv.addSchema(document, 'doc')
  const seen: string[] = []
  walk(document, '#', (node, pointer) => {
    const { schema, example, examples } = node as Media
    const place = schema ? `doc${pointer}/schema` : `doc${pointer}`
    const named = typeof examples === 'object' && !Array.isArray(examples) && schema ? Object.values(examples) : []
    const values = named.map(({ $ref, value }) => ($ref ? document.components.examples[$ref.split('/').at(-1)!]!.value : value))
    if (example !== undefined && ('type' in node || '$ref' in node || schema)) values.push(example)
    if (values.length === 0) return
    const validate = ajv.compile({ $ref: place })
    for (const value of values) {
      seen.push(pointer)
      expect([pointer, validate(value), validate.errors]).toEqual([pointer, true, null])
    }
  })
  expect(seen.length).toBeGreaterThan(100)
})

/** Visits every object but the examples themselves, with its JSON pointer as a URI fragment. */
function walk(node: unknown, pointer: string, visit: (node: object, pointer: string) => void): void {
  if (typeof node !== 'object' || node === null) return
  visit(node, pointer)
  for (const [name, inner] of Object.entries(node)) {
    if (name === 'example' || name === 'examples') continue
    walk(inner, `${pointer}/${encodeURIComponent(name.replace(/~/g, '~0').replace(/\//g, '~1'))}`, visit)
  }
}

/** The generator lets the default of the first use slip into the component itself. */
const plain = (schema: unknown) => ({ ...(schema as object), default: undefined })

/** A second schema of the same name is dropped in silence, so each is made alone and compared with what became of it. */
test.each(useCases.map((useCase) => [useCase.operationId, useCase] as const))('the names that %s uses mean one schema each', (_name, useCase) => {
  const withoutAnswer = { ...useCase, answer: { ...useCase.answer, schema: z.object({}) } } as UseCase
  const alone = useCase.method === 'get' ? [useCase] : [{ ...useCase, body: null } as UseCase, withoutAnswer]
  for (const part of alone) {
    const { schemas } = JSON.parse(JSON.stringify(openApiDocument([part], '0').components))
    for (const [name, schema] of Object.entries(schemas)) expect([name, plain(schema)]).toEqual([name, plain(document.components.schemas[name])])
  }
})
