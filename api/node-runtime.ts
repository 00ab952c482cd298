/** Time and turns as Node has them: the part of `AppDeps` that the service and its benchmark share. */
export const nodeRuntime = {
  realNow: Date.now,
  monotonicNow: () => performance.now(),
  defer: setImmediate,
  schedule(task: () => void, milliseconds: number): () => void {
    const timer = setTimeout(task, milliseconds)
    return () => clearTimeout(timer)
  },
}
