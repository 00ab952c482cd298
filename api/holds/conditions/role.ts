import { z } from '@hono/zod-openapi'
import type { Text } from '../../core/use-case.ts'

/** `payer`, `payee` or a party that the terms name. */
export const role = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,30}$/, 'must be a role like payer, payee, controller or courier')
  .openapi({ example: 'controller' })

export const someRoles = z
  .array(role)
  .min(1)
  .max(10)
  .refine((roles) => new Set(roles).size === roles.length, 'must not name a role twice')

const japanese: Readonly<Record<string, string>> = {
  payer: '支払人',
  payee: '支払先',
  controller: '管理者',
  arbiter: '仲裁人',
  carrier: '運送会社',
  courier: '配達員',
  platform: 'プラットフォーム',
  appraiser: '査定人',
  registry: '登録機関',
  inspector: '検査人',
  device: '機器',
}

export function describeRole(name: string): Text {
  return { en: `the ${name}`, ja: Object.hasOwn(japanese, name) ? japanese[name]! : name }
}

/** "the payer, the payee and the courier"; in Japanese with と or または between. */
export function describeRoles(roles: readonly string[], joint: 'and' | 'or'): Text {
  const names = roles.map(describeRole)
  return {
    en: enumerate(
      names.map(({ en }) => en),
      joint,
    ),
    ja: names.map(({ ja }) => ja).join(joint === 'and' ? 'と' : 'または'),
  }
}

/** a, b and c */
export function enumerate(items: readonly string[], joint: 'and' | 'or'): string {
  const [last, ...before] = items.toReversed()
  return before.length === 0 ? last! : `${before.toReversed().join(', ')} ${joint} ${last}`
}
