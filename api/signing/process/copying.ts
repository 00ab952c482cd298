import type { RunningCopy } from '../../../db/sqlite/copy-database.ts'
import { KeystoreFault } from '../faults.ts'

/** `begin` it, ask for its `state` until it waits, `finish` it; or `cancel` it. */
type CopyStep = 'begin' | 'state' | 'finish' | 'cancel'
type CopyState = 'copying' | 'waiting' | 'done'

/** What a signing process can do beside signing: copy its keystore to a file while it is used, in steps that take no long. */
export interface KeystoreCopying {
  copy(step: CopyStep, target: string): Promise<CopyState>
}

interface Running {
  readonly copy: RunningCopy
  state: CopyState
  fault?: Error
}

/** One copy at a time. */
export function createCopying(copyTo: ((target: string) => RunningCopy) | undefined): KeystoreCopying {
  let running: Running | undefined

  function begin(target: string): void {
    if (!copyTo) throw new KeystoreFault('this keystore is in no file that could be copied')
    if (running) throw new KeystoreFault('the keystore is being copied already')
    const mine: Running = { copy: copyTo(target), state: 'copying' }
    running = mine
    mine.copy.nearlyDone.then(
      () => {
        mine.state = 'waiting'
      },
      (fault: Error) => {
        mine.fault = fault
      },
    )
  }

  async function end(how: 'finish' | 'cancel'): Promise<CopyState> {
    const mine = running
    running = undefined
    await mine?.copy[how]()
    return 'done'
  }

  /** Not there: this process was started anew meanwhile. */
  function underWay(): { readonly state: CopyState } {
    if (!running) throw new KeystoreFault('the copy of the keystore broke off; begin the backup anew')
    if (running.fault) throw new KeystoreFault(`the keystore cannot be copied: ${running.fault.message}`)
    return running
  }

  return {
    async copy(step, target) {
      if (step === 'begin') begin(target)
      if (step === 'cancel') return end(step)
      const { state } = underWay()
      return step === 'finish' ? end(step) : state
    },
  }
}
