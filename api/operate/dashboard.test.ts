import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createTestApp } from '../test/harness.ts'
import { createMetrics } from '../watch/metrics.ts'
import { serviceFiles } from './files.ts'
import { processMetrics } from './process-metrics.ts'

/** What is drawn and what alarms must be there, under the name and with the labels that it is asked by. */

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const dashboard = JSON.parse(read('dashboard.json'))
const { groups } = parse(read('alerts.yaml'))
const rules: { alert: string; expr: string }[] = groups.flatMap(({ rules }: { rules: object[] }) => rules)

const drawn: [string, string][] = dashboard.panels.flatMap(({ title, targets }: { title: string; targets: { expr: string }[] }) =>
  targets.map(({ expr }): [string, string] => [title, expr]),
)
const asked: [string, string][] = [...drawn, ...rules.map(({ alert, expr }): [string, string] => [alert, expr])]

/** Every metric of a process, with the labels that it may have. */
function metricsThere(): Map<string, Set<string>> {
  const { register } = createMetrics({ queueLength: () => 0, queueAge: () => 0, dueLag: async () => 0, isReady: () => true })
  const files = serviceFiles(fileURLToPath(new URL('dashboard.json', import.meta.url)))
  processMetrics({ files, connections: () => 0 })(register)
  const known = new Map<string, Set<string>>()
  for (const { name, type, labelNames } of register.getMetricsAsArray() as unknown as { name: string; type: string; labelNames: string[] }[]) {
    const names = type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
    for (const each of names) known.set(each, new Set(['instance', 'le', ...labelNames]))
  }
  return known
}

const functions = /^(sum|by|rate|increase|histogram_quantile|absent|predict_linear|label_values|or|and)$/

test.each(asked)('%s asks for what there is: %s', (_title, expression) => {
  const known = metricsThere()
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(', '))
  const matched = [...expression.matchAll(/(\w+)(?:=~|=|!=)"/g)].map(([, label]) => label!)
  const bare = expression.replace(/\bby \([^)]*\)|\{[^}]*\}|\[[^\]]*\]|\b\d[\d.e]*\b/g, ' ')
  const names = [...bare.matchAll(/[a-zA-Z_]\w*/g)].map(([name]) => name).filter((name) => !functions.test(name))
  expect(names.length).toBeGreaterThan(0)
  expect(
    names.filter((name) => !known.has(name)),
    'no such metric',
  ).toEqual([])
  const may = new Set(names.flatMap((name) => [...known.get(name)!]))
  expect(
    [...grouped, ...matched].filter((label) => !may.has(label)),
    'no such label',
  ).toEqual([])
})

test('the dashboard shows every metric of ours', () => {
  const shown = drawn.map(([, expression]) => expression).join(' ')
  const ours = [...metricsThere().keys()].filter((name) => name.startsWith('kariosae_') && !/_(sum|count)$/.test(name))
  expect(ours.filter((name) => !shown.includes(name))).toEqual([])
  expect(ours.length).toBeGreaterThan(12)
})

test('panels have names of their own and do not lie over each other', () => {
  const places = dashboard.panels.map(({ gridPos: { x, y } }: { gridPos: { x: number; y: number } }) => `${x}/${y}`)
  expect(new Set(places).size).toBe(dashboard.panels.length)
  expect(new Set(dashboard.panels.map(({ id }: { id: number }) => id)).size).toBe(dashboard.panels.length)
})

test('labels take their values from lists that end', async () => {
  const { app, sandbox, post, get } = createTestApp()
  const key = await sandbox('demo')
  for (let number = 0; number < 50; number++) {
    await get(`/v1/wallets/wal_${String(number).padStart(26, '0')}`, key)
    await post('/v1/transfers', { from: `x${number}` }, key)
    await get(`/v1/assets/A${number}`, key)
  }
  const text = await (await app.hono.request('/metrics')).text()
  const series = text.split('\n').filter((line) => /^kariosae_(requests|refusals)_total\{/.test(line))
  expect(series.length).toBeLessThan(15)
  expect(text).not.toMatch(/wal_|x17|A17/)
  expect(text).toMatch(/^kariosae_refusals_total\{code="wallet_not_found"\} 50$/m)
})
