import { TestRunner } from 'vitest'

/** Skips the test that asks for what only a service in its own process can give, and says so. */
export function outOfReach(reason: string): never {
  TestRunner.getCurrentTest()?.context.skip(`not on workerd: ${reason}`)
  throw new Error(`not on workerd: ${reason}`)
}
