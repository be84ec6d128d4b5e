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
  alert: 'alr',
  mute: 'mut',
  selection: 'sel',
  bulk: 'blk',
  event: 'evt',
  backup: 'bak',
  incident: 'inc',
  presence: 'pre',
  grant: 'grt',
  deputy: 'dpt',
  log: 'log',
  change: 'chg',
  breakGlass: 'brk',
  apiKey: 'key',
  invitation: 'inv',
  totp: 'otp',
  passkey: 'psk',
  challenge: 'chl',
  transaction: 'txn',
  batch: 'bat',
  proof: 'prf',
  difference: 'dif',
  ledgerAccount: 'acc',
  ledgerEntry: 'ent',
  tariff: 'trf',
  fileImport: 'imp',
  csvMapping: 'map',
  exportJob: 'exp',
  identity: 'idn',
  providerSecret: 'scr',
  correction: 'cor',
  case: 'cas',
  suppression: 'sup',
  lab: 'lab',
  move: 'mov',
  recovery: 'rec',
  workOrder: 'wor',
  rollout: 'rlo',
  stop: 'stp',
  watchWindow: 'wat',
  softwarePackage: 'pkg',
  fileSchedule: 'fsc',
  savedView: 'viw',
  careVisit: 'vst',
  registrationMapping: 'hdg',
  notificationDestination: 'nds',
  notificationSecret: 'nse',
  notificationRule: 'nru',
  notificationDelivery: 'nde',
} as const

export type IdKind = keyof typeof ID_PREFIXES

/** 16 bytes of UUIDv7 as 26 characters, so that ids of one kind sort by the time they were made. */
export function encodeId(kind: IdKind, uuid: Uint8Array): string {
  if (uuid.length !== 16) throw new RangeError(`an id is made of 16 bytes, not ${uuid.length}`)
  // 128 bits in groups of five from the left, the first with two zeros in front
  let text = `${ID_PREFIXES[kind]}_`
  let bits = 0
  let count = 2
  for (let i = 0; i < 16; i++) {
    bits = (bits << 8) | (uuid[i] ?? 0)
    count += 8
    while (count >= 5) {
      count -= 5
      text += ALPHABET[(bits >>> count) & 31]
    }
    bits &= (1 << count) - 1
  }
  return text
}

/** A UUIDv7 (RFC 9562): 48 bits of milliseconds, 74 random bits. `random` holds at least 10 bytes. */
export function uuidv7(nowMs: number, random: Uint8Array): Uint8Array {
  const uuid = new Uint8Array(16)
  let ms = Math.floor(nowMs)
  for (let i = 5; i >= 0; i--) {
    uuid[i] = ms % 256
    ms = Math.floor(ms / 256)
  }
  uuid.set(random.subarray(0, 10), 6)
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x70
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
  return uuid
}

/** Makes ids; the shell's process has one, tests and simulations hand in a seeded one. */
export type NewId = (kind: IdKind) => string

/** Bytes of one id, and ids for which random bytes are asked for at once: a call for each costs more than the id. */
const RANDOM_BYTES = 10
const IDS_AT_ONCE = 64

/** An id maker over a clock and a source of random bytes. */
export function idMaker(nowMs: () => number, randomBytes: (size: number) => Uint8Array): NewId {
  let random = new Uint8Array(0)
  let used = 0
  return (kind) => {
    if (used === random.length) {
      random = Uint8Array.from(randomBytes(RANDOM_BYTES * IDS_AT_ONCE))
      used = 0
    }
    used += RANDOM_BYTES
    return encodeId(kind, uuidv7(nowMs(), random.subarray(used - RANDOM_BYTES, used)))
  }
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

/** An id for what the database numbers: the number, written as ids are. It says nothing of time. */
export function idOfNumber(kind: IdKind, number: number): string {
  let text = ''
  for (let rest = BigInt(number); rest > 0n; rest >>= 5n) text = `${ALPHABET[Number(rest & 31n)]}${text}`
  return `${ID_PREFIXES[kind]}_${text.padStart(26, '0')}`
}

/** The number in such an id; null when it is none. */
export function numberOfId(kind: IdKind, text: string): number | null {
  if (!isId(kind, text)) return null
  let number = 0n
  for (const letter of text.slice(4)) number = (number << 5n) | BigInt(ALPHABET.indexOf(letter))
  return number > 0n && number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : null
}
