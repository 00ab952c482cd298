import type { TestProject } from 'vitest/node'
import { startTestWorker } from './start.ts'

/** One workerd for all tests that speak to it: vitest's `globalSetup`. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startTestWorker()
  provide('workerd', url)
  return stop
}
