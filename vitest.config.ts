import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { servedOn } from './api/test/served.ts'

const inWorkerd = '{api,db}/**/*.workerd.test.ts'
const patient = { testTimeout: 90_000, hookTimeout: 120_000, expect: { poll: { timeout: 10_000 } } }

/** Durable Objects with nothing in them yet. */
const anObject = {
  main: './api/cloudflare/root-object.ts',
  miniflare: {
    compatibilityDate: '2026-08-01',
    compatibilityFlags: ['nodejs_compat'],
    durableObjects: { ROOT: { className: 'RootObject', useSQLite: true } },
    modulesRules: [{ type: 'Text' as const, include: ['**/*.sql'] }],
  },
}

/** Every test on SQLite, the HTTP suite once more on each other engine, and what runs inside workerd. */
export default defineConfig({
  test: {
    // A test waits for processes, disks and clocks half of its time.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'sqlite', ...patient, include: ['{api,db,openapi,examples,web-docs}/**/*.test.ts'], exclude: [inWorkerd] } },
      {
        test: {
          name: 'http on postgres',
          ...patient,
          include: servedOn('postgres').files,
          env: { TEST_ENGINE: 'postgres' },
          globalSetup: ['db/postgres/test/global-setup.ts'],
          setupFiles: ['api/test/postgres.setup.ts'],
        },
      },
      {
        test: {
          name: 'http on workerd',
          ...patient,
          include: servedOn('workerd').files,
          env: { TEST_ENGINE: 'workerd' },
          globalSetup: ['api/cloudflare/test/global-setup.ts'],
        },
      },
      { plugins: [cloudflareTest(anObject)], test: { name: 'inside workerd', ...patient, include: [inWorkerd] } },
    ],
  },
})
