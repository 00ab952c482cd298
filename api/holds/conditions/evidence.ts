import { z } from '@hono/zod-openapi'

/** What signals and the topics of approvals are called. */
export const evidenceName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,40}$/, 'must be a name like delivered: 1 to 40 of A-Z a-z 0-9 _ . -')
  .openapi({ example: 'delivered' })

const maxCharacters = 1000
const maxDepth = 4
const maxMembers = 50

/** What a signal or an attestation tells. Small, so that judging it is cheap (see expression.ts). */
export const evidenceData = z
  .record(z.string(), z.unknown())
  .refine((data) => isSmall(data, 1) && JSON.stringify(data).length <= maxCharacters, {
    message: `must be at most ${maxCharacters} characters of JSON, nested at most ${maxDepth} deep, at most ${maxMembers} members in a list or object, and finite numbers`,
  })
  .openapi({ description: `A JSON object of at most ${maxCharacters} characters`, example: { km: 5 } })
export type EvidenceData = z.output<typeof evidenceData>

function isSmall(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  const members = Object.values(value)
  return depth <= maxDepth && members.length <= maxMembers && members.every((member) => isSmall(member, depth + 1))
}

/** Bytes in hexadecimal, shown in small letters. */
export function hexText(least: number, most: number) {
  const bytes = least === most ? `${least} bytes` : `${least} to ${most} bytes`
  return z
    .string()
    .regex(new RegExp(`^(?:[0-9A-Fa-f]{2}){${least},${most}}$`), `must be ${bytes} in hexadecimal`)
    .transform((text) => text.toLowerCase())
}
