import { expect, test } from 'vitest'
import { abbreviated, noHearsay, sayAmount, sayTime } from './say.ts'

const said = { wallets: {}, scales: { JPY: 0, USD: 2, CHIP: 18 } }

test.each([
  { amount: 1200, asset: 'JPY', hearsay: said, en: '1,200 JPY', ja: '1,200 JPY' },
  { amount: 1200, asset: 'USD', hearsay: said, en: '12.00 USD (1,200 minor units)', ja: '12.00 USD (1,200 最小単位)' },
  { amount: 5, asset: 'USD', hearsay: said, en: '0.05 USD (5 minor units)', ja: '0.05 USD (5 最小単位)' },
  { amount: 1200, asset: 'USD', hearsay: noHearsay, en: '1,200 USD (minor units)', ja: '1,200 USD (最小単位)' },
  { amount: 1200, asset: 'constructor', hearsay: said, en: '1,200 constructor (minor units)', ja: '1,200 constructor (最小単位)' },
  { amount: 2 ** 53 - 1, asset: 'JPY', hearsay: said, en: '9,007,199,254,740,991 JPY', ja: '9,007,199,254,740,991 JPY' },
  { amount: 1.5, asset: 'JPY', hearsay: said, en: '1.5 JPY', ja: '1.5 JPY' },
  { amount: -1, asset: 'JPY', hearsay: said, en: '-1 JPY', ja: '-1 JPY' },
  { amount: '1200', asset: 'JPY', hearsay: said, en: '1200 JPY', ja: '1200 JPY' },
])('$amount $asset reads $en', ({ amount, asset, hearsay, en, ja }) => {
  expect(sayAmount(amount, asset, { language: 'en', hearsay })).toBe(en)
  expect(sayAmount(amount, asset, { language: 'ja', hearsay })).toBe(ja)
})

test.each([
  { time: 1796083200000, en: '2026-12-01 00:00:00 UTC', ja: '2026年12月1日 00:00:00 UTC' },
  { time: 1796083200001, en: '2026-12-01 00:00:00.001 UTC', ja: '2026年12月1日 00:00:00.001 UTC' },
  { time: '2026-12-24T19:00:00Z', en: '2026-12-24 19:00:00 UTC', ja: '2026年12月24日 19:00:00 UTC' },
  { time: 'soon', en: 'soon', ja: 'soon' },
  { time: 1e300, en: '1e+300', ja: '1e+300' },
])('$time reads $en', ({ time, en, ja }) => {
  expect([sayTime(time, 'en'), sayTime(time, 'ja')]).toEqual([en, ja])
})

test.each([
  { text: 'abcdefghijklmno', short: 'abcdefghijklmno' },
  { text: 'abcdefghijklmnop', short: 'abcdefgh…klmnop' },
])('$text is shown as $short', ({ text, short }) => {
  expect(abbreviated(text)).toBe(short)
})
