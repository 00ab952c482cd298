import { appraisal } from './appraisal.ts'
import { cappedCharge } from './capped-charge.ts'
import { collateral } from './collateral.ts'
import { deposit } from './deposit.ts'
import { dvp } from './dvp.ts'
import { escrow } from './escrow.ts'
import { hashLock } from './hash-lock.ts'
import { reservation } from './reservation.ts'
import { returnWindow } from './return-window.ts'
import { standingOrder } from './standing-order.ts'
import type { AnyTemplate } from './template.ts'
import { visit } from './visit.ts'

/** Every template that comes with the service, as lists show them. A new one is its file and its line here. */
export const templates: readonly AnyTemplate[] = [
  reservation,
  cappedCharge,
  escrow,
  dvp,
  hashLock,
  returnWindow,
  appraisal,
  visit,
  standingOrder,
  deposit,
  collateral,
]

export function shippedTemplate(name: string): AnyTemplate | undefined {
  return templates.find((template) => template.name === name)
}
