/**
 * What the work costs this process, in milliseconds of processor time: how busy the machine is beside it does not count,
 * as it would for a clock on the wall.
 */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
