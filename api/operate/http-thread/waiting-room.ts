/** Most bytes of requests that are being read or wait for their answer in the thread: more than the service itself takes at once. */
const mostBytes = 96 * 1024 * 1024

/** Whoever finds it full waits, and its client with it: what is not read stays where it is. */
export function createWaitingRoom(most = mostBytes) {
  let taken = 0
  const outside: (() => void)[] = []
  return {
    async enter(bytes: number): Promise<void> {
      taken += bytes
      while (taken > most) await new Promise<void>((resolve) => outside.push(resolve))
    },
    leave(bytes: number): void {
      taken -= bytes
      if (taken <= most) for (const enter of outside.splice(0)) enter()
    },
  }
}
