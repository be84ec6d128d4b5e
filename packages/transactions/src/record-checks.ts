import { EPOCH_MAX, OFFSET_MAX_MIN, ORDER_NUMBER_MAX, SEQ_MAX } from './limits.ts'
import { AMENDMENT_OPS, CARD_TYPES, type FieldName, SCOPES } from './record-fields.ts'
import { OUTCOMES, RECORD_TYPES } from './record-types.ts'

type Check = (value: unknown) => boolean

const text =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value)

const oneOf = (values: readonly string[]): Check => {
  const known = new Set<unknown>(values)
  return (value) => known.has(value)
}

const integer =
  (min: number, max: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max && !Object.is(value, -0)

const ORDER_NUMBER = text(new RegExp(`^[\\x21-\\x7e]{1,${ORDER_NUMBER_MAX}}$`))
const HASH = text(/^[0-9a-f]{64}$/)
const SIX = text(/^(?!000000)\d{6}$/)
const MID = text(/^[0-9A-Za-z]{1,15}$/)

/** The form of each member of a record; all are ASCII, so that bytes and characters are the same count. */
export const FIELD_CHECKS: Readonly<Record<FieldName, Check>> = {
  type: oneOf(RECORD_TYPES),
  batch: SIX,
  stan: SIX,
  // as many digits as AMOUNT_MAX has
  amount: text(/^(0|[1-9]\d{0,11})$/),
  currency: text(/^[A-Z]{3}$/),
  exponent: integer(0, 4),
  outcome: oneOf(OUTCOMES),
  responseCode: text(/^[0-9A-Z]{2}$/),
  rrn: text(/^[0-9A-Za-z]{12}$/),
  authCode: text(/^[0-9A-Za-z]{6}$/),
  midSent: MID,
  midReturned: MID,
  panMasked: text(/^\d{6}\*{3,9}\d{4}$/),
  panToken: HASH,
  panSeq: text(/^\d{2,3}$/),
  entryMode: text(/^\d{3}$/),
  atc: integer(0, 0xffff),
  cryptogramHash: HASH,
  scope: oneOf(SCOPES),
  cardType: oneOf(CARD_TYPES),
  merchantOrder: ORDER_NUMBER,
  channelOrder: ORDER_NUMBER,
  localTime: (value) => isLocalTime(value),
  at: (value) => isInstant(value),
  offsetMin: integer(-OFFSET_MAX_MIN, OFFSET_MAX_MIN),
  settlementDate: (value) => typeof value === 'string' && isInstant(`${value}T00:00:00Z`),
  originalBatch: SIX,
  originalStan: SIX,
  originalType: oneOf(RECORD_TYPES),
  originalSeq: integer(1, SEQ_MAX),
  originalTid: text(/^[0-9A-Za-z]{8}$/),
  originalEpoch: integer(1, EPOCH_MAX),
  forwardOf: integer(1, SEQ_MAX),
  attempt: integer(1, 1_000_000),
}

/** Members of an amendment, `patch` aside. */
export const AMENDMENT_CHECKS = {
  op: oneOf(AMENDMENT_OPS),
  correctionId: text(/^[0-9A-Za-z_-]{1,64}$/),
  version: integer(1, 1_000_000),
  targetSeq: integer(1, SEQ_MAX),
  targetLeaf: HASH,
} as const satisfies Record<string, Check>

/** MMDDhhmmss of any year: 29 February is right in some. */
function isLocalTime(value: unknown): boolean {
  const parts = typeof value === 'string' ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(value) : null
  if (parts === null) return false
  const [, month, day, hour, minute, second] = parts
  return isDay(LEAP_YEAR, Number(month), Number(day)) && isTime(Number(hour), Number(minute), Number(second))
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{3})?Z$/

function isInstant(value: unknown): boolean {
  const parts = typeof value === 'string' ? INSTANT.exec(value) : null
  if (parts === null) return false
  const [, year, month, day, hour, minute, second] = parts
  return isDay(Number(year), Number(month), Number(day)) && isTime(Number(hour), Number(minute), Number(second))
}

const LEAP_YEAR = 2024

// by hand: `Date` turns 31 April into 1 May, and reading back what it made costs more than all other checks
function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return month >= 1 && month <= 12 && day >= 1 && day <= days
}

function isTime(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second < 60
}

/** True when a text is the canonical text of a member: for the patch of an amendment. */
export function isFieldText(name: FieldName, value: unknown): boolean {
  if (typeof value !== 'string') return false
  if (!NUMERIC.has(name)) return FIELD_CHECKS[name](value)
  return /^(0|-?[1-9]\d*)$/.test(value) && FIELD_CHECKS[name](Number(value))
}

/** Members that are numbers in a record. */
export const NUMERIC: ReadonlySet<FieldName> = new Set<FieldName>([
  'exponent',
  'atc',
  'offsetMin',
  'originalSeq',
  'originalEpoch',
  'forwardOf',
  'attempt',
])
