import type { SigningBackend } from '../core/signing.ts'
import { SigningUnavailable } from '../core/signing.ts'
import { SandboxUnavailable, type Store, StoreUnavailable } from '../core/store.ts'
import type { Health } from './health.ts'
import type { Metrics } from './metrics.ts'

type Clock = () => number

/** The store, timed, and heard when it says that it cannot serve. */
export function watchStore(store: Store, { commitSeconds, storeErrors }: Metrics, health: Health, now: Clock): Store {
  const [load, decide, write] = (['load', 'decide', 'write'] as const).map((part) => commitSeconds.labels({ part }))

  function heard(fault: unknown): void {
    if (!(fault instanceof StoreUnavailable)) return
    if (fault instanceof SandboxUnavailable) health.storeDoubted()
    else {
      storeErrors.inc({ kind: kindOf(fault) })
      health.storeFailed(fault)
    }
  }

  /** Whatever else the store is asked can fail in the same way. */
  function hearing<A extends readonly unknown[], T>(ask: (...values: A) => T): (...values: A) => T {
    return (...values) => {
      try {
        const answer = ask(...values)
        if (answer instanceof Promise) answer.catch(heard)
        return answer
      } catch (fault) {
        heard(fault)
        throw fault
      }
    }
  }

  const commit: Store['commit'] = async (needs, decideOn) => {
    const began = now()
    let [loaded, decided, writes] = [began, began, false]
    try {
      const result = await store.commit(needs, async (sources) => {
        loaded = now()
        const decision = await decideOn(sources)
        decided = now()
        writes = decision.commits.length > 0
        return decision
      })
      load!.observe((loaded - began) / 1000)
      decide!.observe((decided - loaded) / 1000)
      if (writes) {
        write!.observe((now() - decided) / 1000)
        health.storeServed()
      }
      return result
    } catch (fault) {
      heard(fault)
      throw fault
    }
  }

  return {
    ...store,
    commit,
    snapshot: hearing((sandbox, work) => store.snapshot(sandbox, work)) as Store['snapshot'],
    sandbox: hearing((id) => store.sandbox(id)),
    apiKey: hearing((sandbox, id) => store.apiKey(sandbox, id)),
    dueSandboxes: hearing((real, limit) => store.dueSandboxes(real, limit)),
    nextWake: hearing(() => store.nextWake()),
  }
}

/** The signing backend, timed. */
export function watchSigning(signing: SigningBackend, { signingSeconds, signingErrors }: Metrics, health: Health, now: Clock): SigningBackend {
  const timed =
    <A extends readonly unknown[], T>(call: string, ask: (...values: A) => Promise<T>) =>
    async (...values: A): Promise<T> => {
      const began = now()
      try {
        const answer = await ask(...values)
        if (call === 'sign') health.signingServed()
        return answer
      } catch (fault) {
        if (fault instanceof SigningUnavailable) {
          signingErrors.inc({ call })
          health.signingFailed(fault)
        }
        throw fault
      } finally {
        signingSeconds.observe({ call }, (now() - began) / 1000)
      }
    }
  return {
    createKeys: timed('createKeys', signing.createKeys),
    publicKey: timed('publicKey', signing.publicKey),
    sign: timed('sign', signing.sign),
    rotate: timed('rotate', signing.rotate),
    revoke: timed('revoke', signing.revoke),
    uses: timed('uses', signing.uses),
    close: () => signing.close(),
  }
}

/** How the engine calls it, where that is a word of a fixed list: `SQLITE_FULL`, a class of SQLSTATE, `ECONNREFUSED`. */
function kindOf({ message }: StoreUnavailable): string {
  const [, sqlite, sqlState, system] = /^(?:PostgreSQL: )?(?:(SQLITE_[A-Z]+)|([0-9A-Z]{2})[0-9A-Z]{3}\b|(E[A-Z]{3,15})\b)/.exec(message) ?? []
  return sqlite ?? sqlState ?? system ?? 'other'
}
