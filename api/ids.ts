import { getRandomValues } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** 16 bytes as the 26 characters of a TypeID suffix: Crockford base32 behind two zero bits. */
export function encodeSuffix(bytes: Uint8Array): string {
  let text = ''
  let bits = 2
  let buffer = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(buffer >>> bits) & 31]
    }
    buffer &= 0xff
  }
  return text
}

/** Makes texts of 22 characters that nobody can guess: 16 random bytes in base64url. */
export function createSalts(): () => string {
  const random = Buffer.alloc(16 * 256)
  let used = random.length
  return () => {
    if (used === random.length) {
      getRandomValues(random)
      used = 0
    }
    used += 16
    return random.toString('base64url', used - 16, used)
  }
}

/**
 * Makes TypeIDs around UUIDv7 (RFC 9562 5.7): time first, then a counter seeded at random each millisecond, so the
 * IDs of one process sort in the order in which they were made even when the host clock steps back.
 */
export function createIds(realNow: () => number): (prefix: string) => string {
  const bytes = new Uint8Array(16)
  const random = new Uint8Array(4096)
  let used = random.length
  let last = 0
  let counter = 0
  return (prefix) => {
    if (used + 10 > random.length) {
      getRandomValues(random)
      used = 0
    }
    const now = Math.max(last, realNow())
    if (now > last) {
      last = now
      counter = ((random[used]! << 22) | (random[used + 1]! << 14) | (random[used + 2]! << 6)) >>> 1
      used += 3
    } else {
      counter++
    }
    const high = Math.floor(now / 2 ** 32)
    bytes[0] = high >>> 8
    bytes[1] = high
    bytes[2] = now >>> 24
    bytes[3] = now >>> 16
    bytes[4] = now >>> 8
    bytes[5] = now
    bytes[6] = 0x70 | (counter >>> 28)
    bytes[7] = counter >>> 20
    bytes[8] = 0x80 | ((counter >>> 14) & 0x3f)
    bytes[9] = counter >>> 6
    bytes[10] = ((counter & 0x3f) << 2) | (random[used]! & 3)
    for (let index = 11; index < 16; index++) bytes[index] = random[used + index - 10]!
    used += 6
    return `${prefix}_${encodeSuffix(bytes)}`
  }
}
