import { type SigningBackend, SigningUnavailable } from '../../core/signing.ts'
import { createTestSigning } from '../signing.ts'

type Call = Exclude<keyof SigningBackend, 'close'>

/** A signing backend that can be gone, for some calls or all, and that can be made to wait. */
export function createMoodySigning(now: () => number = () => Date.parse('2026-12-01T00:00:00.000Z')) {
  const real = createTestSigning(now)
  const mood = {
    gone: new Set<Call>(),
    /** Lets so many calls through before it is gone. */
    until: 0,
    before: undefined as ((call: Call) => Promise<void>) | undefined,
    calls: [] as Call[],
  }
  const moody =
    <A extends unknown[], R>(call: Call, work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      mood.calls.push(call)
      await mood.before?.(call)
      if (mood.gone.has(call) && mood.until-- <= 0) throw new SigningUnavailable('gone for a test')
      return work(...given)
    }
  const signing: SigningBackend = {
    createKeys: moody('createKeys', real.createKeys),
    publicKey: moody('publicKey', real.publicKey),
    sign: moody('sign', real.sign),
    rotate: moody('rotate', real.rotate),
    revoke: moody('revoke', real.revoke),
    uses: moody('uses', real.uses),
    close: real.close,
  }
  return { signing, mood }
}
