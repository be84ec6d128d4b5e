import { holdsCardNumber, isCardNumber, maskCardNumber } from '@budeng/kernel'
import { FIELD_NAMES } from './record-fields.ts'

/** A body without what may not be kept: before it is stored, and before it is logged. */
export interface Screened {
  readonly body: string
  /** Card data stood in it. */
  readonly hadCardData: boolean
  /** It is no JSON object, or a card number stood in a text: no record can be made of it. */
  readonly isRefused: boolean
}

/**
 * Takes card data out of the body of a record. Members that hold nothing else go, whatever stands in them and however
 * deep; a card number within another text, or as a name, stars out every digit of it and refuses the record.
 */
export function screenBody(raw: string): Screened {
  const value = parsed(raw)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const body = starDigits(raw)
    return { body, hadCardData: body !== raw, isRefused: true }
  }
  const kept = withoutCardMembers(value)
  const isClean = !holdsCardData(kept)
  const hadCardData = kept !== value || !isClean
  if (!hadCardData) return { body: raw, hadCardData, isRefused: false }
  return { body: isClean ? JSON.stringify(kept) : JSON.stringify(starred(kept)), hadCardData, isRefused: !isClean }
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return null
  }
}

/** Members that hold card data by their name: ISO 8583 fields and EMV tags among them. Written without signs, small. */
const CARD_MEMBERS = new Set([
  ...[
    'pan',
    'fullpan',
    'cardno',
    'cardnum',
    'cardnumber',
    'card',
    'primaryaccountnumber',
    'accountnumber',
    '卡号',
    '主账号',
  ],
  ...[
    'track',
    'track1',
    'track2',
    'track3',
    'track1data',
    'track2data',
    'track3data',
    'track2equivalentdata',
    'magstripe',
  ],
  ...['cvv', 'cvv2', 'cvc', 'cvc2', 'cvn', 'cvn2', 'cav2', 'cid', 'securitycode'],
  ...['pin', 'pinblock', 'pindata', 'exp', 'expiry', 'expdate', 'expirydate', 'expirationdate'],
  ...['emv', 'emvdata', 'icc', 'iccdata', 'tlv', 'tlvdata', '56', '57', '5a', '9f1f', '9f20', '9f6b'],
])
const CARD_FIELD = /^(?:f|de|bit|field|tag)0*(?:2|14|35|36|45|52|55|56|57|5a|9f1f|9f20|9f6b)$/

function isCardMember(name: string): boolean {
  if (RECORD_MEMBERS.has(name)) return false
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.-]/g, '')
  return CARD_MEMBERS.has(plain) || CARD_FIELD.test(plain)
}

/** A record's own names are known, and most names are those. */
const RECORD_MEMBERS: ReadonlySet<string> = new Set([...FIELD_NAMES, 'original', 'amendment', 'patch', 'seq', 'tid'])

/** The same value when nothing went. */
function withoutCardMembers(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  const members = value as Readonly<Record<string, unknown>>
  let hasChanged = false
  const kept: [string, unknown][] = []
  for (const [name, each] of Object.entries(members)) {
    if (!Array.isArray(value) && isCardMember(name)) hasChanged = true
    else {
      const inner = withoutCardMembers(each)
      hasChanged ||= inner !== each
      kept.push([name, inner])
    }
  }
  if (!hasChanged) return value
  return Array.isArray(value) ? kept.map(([, each]) => each) : Object.fromEntries(kept)
}

/** Members of a record whose own form is 64 hex digits: a run of digits within one says nothing. */
const HASHES = new Set(['panToken', 'cryptogramHash', 'targetLeaf'])

/** Order and merchant numbers often have as many digits as a card number, and one in ten passes its check by chance. */
const OTHER_NUMBERS = new Set(['merchantOrder', 'channelOrder', 'midSent', 'midReturned'])

/** How numbers of issued cards begin (ISO 7812): order numbers mostly begin with the date, 20…, merchant numbers with 8. */
const ISSUED = /^(?:3[0-9]|4|5[0-5]|2[2-7]|6|81|9)/

function holdsCardData(value: unknown, name = ''): boolean {
  if (typeof value === 'number') return isCardNumber(String(value))
  if (typeof value === 'string') {
    if (HASHES.has(name) && /^[0-9a-f]{64}$/.test(value)) return false
    if (OTHER_NUMBERS.has(name) && /^\d+$/.test(value)) return ISSUED.test(value) && isCardNumber(value)
    return holdsCardText(value)
  }
  if (value === null || typeof value !== 'object') return false
  const isList = Array.isArray(value)
  const members = value as Readonly<Record<string, unknown>>
  for (const member in members)
    if ((!isList && holdsCardText(member)) || holdsCardData(members[member], member)) return true
  return false
}

/** True for a text with a card number in it: as digits, or within the hex of EMV tags 5A and 57. */
export function holdsCardText(text: string): boolean {
  if (text.length < SHORTEST) return false
  return holdsCardNumber(text) || [...text.matchAll(EMV_NUMBER)].some(([, , digits = '']) => isCardNumber(digits))
}

const SHORTEST = 13

/** Tag, length in bytes, and the number up to its filler or separator. */
const EMV_NUMBER = /(?=(5A0[7-9A]|57(?:0[9A-F]|1[0-3]))(\d{13,19})(?:[DF=]|\b|$))/gi

/** Every text that holds card data with its digits starred; the rest as it was. */
function starred(value: unknown, name = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number')
    return holdsCardData(value, name) ? String(value).replace(/\p{Nd}/gu, '*') : value
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((each) => starred(each))
  return Object.fromEntries(
    Object.entries(value).map(([member, each]) => [
      holdsCardText(member) ? member.replace(/\p{Nd}/gu, '*') : member,
      starred(each, member),
    ]),
  )
}

/** Runs of four digits and more as stars: what cannot be read keeps its shape and no number. */
function starDigits(text: string): string {
  return text.replace(/\p{Nd}{4,}|\p{Nd}(?:[\s.·-]*\p{Nd}){3,}/gu, (run) => run.replace(/\p{Nd}/gu, '*'))
}

/** A card number as files carry it, blanks around: masked, or as it is when it was masked before. Null when it is neither. */
export function maskedPan(text: string): string | null {
  const trimmed = text.trim()
  if (/^\d{13,19}$/.test(trimmed)) return maskCardNumber(trimmed)
  return /^\d{6}\*{3,9}\d{4}$/.test(trimmed) ? trimmed : null
}
