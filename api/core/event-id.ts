const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * An event's ID says its place: 10 characters of time, then 16 of sequence number in base32, so events need no index
 * of their own and a cursor is just an ID.
 */
export function eventIdOf(record: { seq: number; at: number }): string {
  return `evt_${base32(record.at, 10)}${base32(record.seq, 16)}`
}

/** The sequence number inside an event ID, or undefined if it is none. */
export function seqOfEventId(id: string): number | undefined {
  const match = /^evt_[0-7][0-9a-hjkmnp-tv-z]{9}([0-9a-hjkmnp-tv-z]{16})$/.exec(id)
  if (!match) return undefined
  let seq = 0
  for (const character of match[1]!) seq = seq * 32 + alphabet.indexOf(character)
  return Number.isSafeInteger(seq) ? seq : undefined
}

function base32(value: number, length: number): string {
  let text = ''
  let rest = value
  for (let index = 0; index < length; index++) {
    text = alphabet[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}
