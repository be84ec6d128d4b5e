/** Crockford's base32, lower case: no i, l, o, u, so that an id can be read out over the phone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** What an id names. One prefix a kind, for ever; the same string stands in URLs, logs, MQTT and the API. */
export const ID_PREFIXES = {
  node: 'org',
  person: 'usr',
  session: 'ses',
  terminal: 'trm',
  device: 'dev',
  command: 'cmd',
  selection: 'sel',
  bulk: 'blk',
  event: 'evt',
  backup: 'bak',
  incident: 'inc',
  presence: 'pre',
  grant: 'grt',
  deputy: 'dpt',
  log: 'log',
} as const

export type IdKind = keyof typeof ID_PREFIXES

/** 16 bytes of UUIDv7 as 26 characters, so that ids of one kind sort by the time they were made. */
export function encodeId(kind: IdKind, uuid: Uint8Array): string {
  if (uuid.length !== 16) throw new RangeError(`an id is made of 16 bytes, not ${uuid.length}`)
  let bits = 0n
  for (const byte of uuid) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let i = 0; i < 26; i++) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text
    bits >>= 5n
  }
  return `${ID_PREFIXES[kind]}_${text}`
}

/** A UUIDv7 (RFC 9562): 48 bits of milliseconds, 74 random bits. `random` holds at least 10 bytes. */
export function uuidv7(nowMs: number, random: Uint8Array): Uint8Array {
  const uuid = new Uint8Array(16)
  let ms = BigInt(Math.floor(nowMs))
  for (let i = 5; i >= 0; i--) {
    uuid[i] = Number(ms & 255n)
    ms >>= 8n
  }
  uuid.set(random.subarray(0, 10), 6)
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x70
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
  return uuid
}

/** Makes ids; the shell's process has one, tests and simulations hand in a seeded one. */
export type NewId = (kind: IdKind) => string

/** An id maker over a clock and a source of random bytes. */
export function idMaker(nowMs: () => number, randomBytes: (size: number) => Uint8Array): NewId {
  return (kind) => encodeId(kind, uuidv7(nowMs(), randomBytes(10)))
}

const PATTERN = /^([a-z]{3})_([0-7][0-9a-hjkmnp-tv-z]{25})$/

/** The kind that an id names, or null when the text is no id of ours. */
export function idKind(text: string): IdKind | null {
  const prefix = PATTERN.exec(text)?.[1]
  if (prefix === undefined) return null
  const found = Object.entries(ID_PREFIXES).find(([, value]) => value === prefix)
  return found ? (found[0] as IdKind) : null
}

/** True when the text is a well-formed id of that kind. Says nothing of whether it exists. */
export function isId(kind: IdKind, text: unknown): text is string {
  return typeof text === 'string' && idKind(text) === kind
}
