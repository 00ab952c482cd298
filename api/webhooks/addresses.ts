/** Which IP addresses webhooks may be sent to. Everything that is not known to be public is not. */

/** What of the networks that are not the public internet may be reached from this service. */
export type Near = 'nothing' | 'this machine' | 'private networks'

type Reach = 'loopback' | 'private' | 'public' | 'never'

/** Networks of IPv4 that are no part of the public internet (IANA's registry of special purposes), and what they are. */
const special4: readonly (readonly [network: string, bits: number, reach: Reach])[] = [
  ['127.0.0.0', 8, 'loopback'],
  ['10.0.0.0', 8, 'private'],
  ['172.16.0.0', 12, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['100.64.0.0', 10, 'private'],
  ['0.0.0.0', 8, 'never'],
  // Link-local: where clouds keep the credentials of their machines.
  ['169.254.0.0', 16, 'never'],
  ['192.0.0.0', 24, 'never'],
  ['192.0.2.0', 24, 'never'],
  ['192.88.99.0', 24, 'never'],
  ['198.18.0.0', 15, 'never'],
  ['198.51.100.0', 24, 'never'],
  ['203.0.113.0', 24, 'never'],
  ['224.0.0.0', 3, 'never'],
]

/** The same of IPv6, of which only 2000::/3 is public, but for these parts of it. */
const special6: readonly (readonly [network: string, bits: number, reach: Reach])[] = [
  ['::1', 128, 'loopback'],
  ['fc00::', 7, 'private'],
  // Ways to reach IPv4 by IPv6, and addresses for documentation.
  ['2001::', 23, 'never'],
  ['2001:db8::', 32, 'never'],
  ['2002::', 16, 'never'],
  ['3fff::', 20, 'never'],
  ['2000::', 3, 'public'],
]

/** What an address in its usual form is; `never` for what is none. */
export function reachOf(address: string): Reach {
  const four = parse4(address)
  if (four !== undefined)
    return special4.find(([network, bits]) => four >> BigInt(32 - bits) === parse4(network)! >> BigInt(32 - bits))?.[2] ?? 'public'
  const six = parse6(address)
  if (six === undefined) return 'never'
  return special6.find(([network, bits]) => six >> BigInt(128 - bits) === parse6(network)! >> BigInt(128 - bits))?.[2] ?? 'never'
}

/** Why nothing is sent to a host with that address; nothing if it may be. */
export function refusalOf(host: string, address: string, near: Near): string | undefined {
  const reach = reachOf(address)
  if (reach === 'public' || (reach === 'loopback' && near !== 'nothing') || (reach === 'private' && near === 'private networks')) return undefined
  const is = host === address ? '' : ` is ${address}, which`
  return `${host}${is} is not on the public internet, and this service sends nothing there.`
}

export function isPrivateAddress(address: string): boolean {
  return reachOf(address) === 'loopback' || reachOf(address) === 'private'
}

function parse4(address: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) return undefined
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

/** Without a zone, and without IPv4 inside: such an address is not public. */
function parse6(address: string): bigint | undefined {
  const [head, tail, ...more] = address.split('::')
  if (head === undefined || more.length > 0) return undefined
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...before, ...Array<string>(missing).fill('0'), ...after]
  if (all.some((group) => !/^[\da-f]{1,4}$/i.test(group))) return undefined
  return all.reduce((value, group) => (value << 16n) | BigInt(Number.parseInt(group, 16)), 0n)
}
