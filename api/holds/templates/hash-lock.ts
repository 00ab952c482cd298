import { z } from '@hono/zod-openapi'
import { demo } from '../../core/demo-ids.ts'
import { amount, assetCode, walletId } from '../../core/schemas.ts'
import { hexText } from '../conditions/evidence.ts'
import { preimage } from './conditions.ts'
import { time } from './fields.ts'
import { template } from './template.ts'

export const hashLock = template({
  name: 'hashLock',
  version: 1,
  title: { en: 'Hash lock, for exchanges across two ledgers', ja: 'ハッシュロック（2つの台帳をまたぐ交換）' },
  summary: {
    en: 'Paid by itself to the payee as soon as the secret behind a SHA-256 hash is shown, and back at the deadline. With the same hash on two ledgers, taking one side reveals the secret that takes the other: give the side that is taken second the later deadline.',
    ja: 'SHA-256ハッシュの元になる秘密が示されるとすぐに支払先へ支払われ、期限までに示されなければ戻ります。2つの台帳で同じハッシュを使うと、一方を受け取ることで他方を受け取る秘密が明らかになります。後から受け取る側の期限を遅くしてください。',
  },
  parameters: z.strictObject({
    payer: walletId.describe('Who pays / 支払う側'),
    payee: walletId.describe('Who is paid for the secret / 秘密と引き換えに受け取る側'),
    asset: assetCode.describe('What is paid with / 支払いに使う資産'),
    amount: amount.describe('How much / 金額'),
    sha256: hexText(32, 32).describe('SHA-256 of the secret, hex / 秘密の SHA-256（16進）'),
    expiresAt: time.describe('Not shown before then, everything goes back / それまでに示されなければ戻る期限'),
  }),
  example: {
    payer: demo.guest,
    payee: demo.restaurant,
    asset: 'JPY',
    amount: 15_000,
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    expiresAt: '2099-01-02T00:00:00Z',
  },
  terms: ({ payer, payee, asset, amount, sha256, expiresAt }) => ({
    from: payer,
    to: payee,
    asset,
    amount,
    expiresAt,
    rules: [{ name: 'revealed', action: 'capture', when: preimage(sha256) }],
  }),
})
