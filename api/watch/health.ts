/** From here on new orders are sent elsewhere; at 10,000 they are refused. */
const nearlyFull = 8_000
/** Seconds that an order may wait before whoever asks is told that commits do not get on. */
const tooLong = 10
const probeEvery = 1_000
/** How long a failure of the signing backend counts, in milliseconds: it is tried by the orders themselves. */
const signingFailureCounts = 5_000

interface HealthDeps {
  /** Milliseconds of a clock that never steps. */
  monotonicNow(): number
  /** Throws if the store cannot serve now. */
  probe(): unknown
  queueLength(): number
  queueAge(): number
}

/**
 * Whether the service can do its work. It is judged by the work itself, so being asked costs nothing: only after the store
 * failed, and no more than once a second, is it tried whether it is back.
 */
export function createHealth({ monotonicNow, probe, queueLength, queueAge }: HealthDeps) {
  let phase: 'starting' | 'serving' | 'stopping' = 'starting'
  let failure: string | undefined
  let signingFailure: { readonly message: string; readonly at: number } | undefined
  let probing = false
  let probedAt = Number.NEGATIVE_INFINITY

  async function tryStore(): Promise<void> {
    if (probing || monotonicNow() - probedAt < probeEvery) return
    probing = true
    probedAt = monotonicNow()
    try {
      await probe()
      failure = undefined
    } catch (fault) {
      failure = (fault as Error).message
    } finally {
      probing = false
    }
  }

  /** Why not; undefined when it is. */
  function whyNotReady(): string | undefined {
    if (phase !== 'serving') return `the service is ${phase}`
    if (failure !== undefined) {
      void tryStore()
      return `the store cannot serve: ${failure}`
    }
    if (signingFailure && monotonicNow() - signingFailure.at < signingFailureCounts)
      return `the signing backend cannot serve: ${signingFailure.message}`
    if (queueLength() >= nearlyFull) return 'too many orders wait for their commit'
    if (queueAge() >= tooLong) return `an order has waited ${Math.floor(queueAge())} s for its commit`
    return undefined
  }

  return {
    whyNotReady,
    serving(): void {
      phase = 'serving'
    },
    stopping(): void {
      phase = 'stopping'
    },
    storeFailed(fault: Error): void {
      failure = fault.message
    },
    /** What failed may be of one sandbox alone, or of all: it is tried, whatever the answer of others was. */
    storeDoubted(): void {
      void tryStore()
    },
    storeServed(): void {
      failure = undefined
    },
    signingFailed({ message }: Error): void {
      signingFailure = { message, at: monotonicNow() }
    },
    signingServed(): void {
      signingFailure = undefined
    },
  }
}
export type Health = ReturnType<typeof createHealth>
