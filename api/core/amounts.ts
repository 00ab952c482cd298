/** Largest amount, supply and balance: 2^53-1, so no sum of balances of one asset can overflow (design.md 3). */
export const maxAmount = Number.MAX_SAFE_INTEGER

/** `1234567` and scale 2 read `12,345.67`: for sentences to people, never for arithmetic. */
export function formatAmount(amount: number, asset: { code: string; scale: number }): string {
  const digits = String(amount).padStart(asset.scale + 1, '0')
  const whole = digits.slice(0, digits.length - asset.scale).replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = asset.scale > 0 ? `.${digits.slice(-asset.scale)}` : ''
  return `${whole}${fraction} ${asset.code}`
}
