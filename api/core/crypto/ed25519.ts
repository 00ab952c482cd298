import { native } from './native.ts'
import { portable } from './portable.ts'
import type { Ed25519 } from './scheme.ts'

/** That of the runtime where it has one that keeps to the definition, else the portable one. */
export const ed25519: Ed25519 = native ?? portable
