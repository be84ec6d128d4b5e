import { AMOUNT_MAX, EPOCH_MAX, OFFSET_MAX_MIN, ORDER_NUMBER_MAX, SEQ_MAX } from './limits.ts'
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
  amount: (value) => text(/^(0|[1-9]\d{0,11})$/)(value) && BigInt(value as string) <= AMOUNT_MAX,
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
  localTime: (value) => text(/^\d{10}$/)(value) && isLocalTime(value as string),
  at: (value) => text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/)(value) && isInstant(value as string),
  offsetMin: integer(-OFFSET_MAX_MIN, OFFSET_MAX_MIN),
  settlementDate: (value) => text(/^\d{4}-\d\d-\d\d$/)(value) && isInstant(`${value as string}T00:00:00Z`),
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
function isLocalTime(digits: string): boolean {
  const part = (from: number) => Number(digits.slice(from, from + 2))
  const isDay = isInstant(`2024-${digits.slice(0, 2)}-${digits.slice(2, 4)}T00:00:00Z`)
  return isDay && part(4) < 24 && part(6) < 60 && part(8) < 60
}

/** `Date` turns 31 April into 1 May: what it prints must be what it read. */
function isInstant(iso: string): boolean {
  const ms = Date.parse(iso)
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 19) === iso.slice(0, 19)
}

/** True when a text is the canonical text of a member: for the patch of an amendment. */
export function isFieldText(name: FieldName, value: unknown): boolean {
  if (typeof value !== 'string') return false
  if (!NUMERIC.has(name)) return FIELD_CHECKS[name](value)
  return /^(0|-?[1-9]\d*)$/.test(value) && FIELD_CHECKS[name](Number(value))
}

const NUMERIC: ReadonlySet<FieldName> = new Set<FieldName>([
  'exponent',
  'atc',
  'offsetMin',
  'originalSeq',
  'originalEpoch',
  'forwardOf',
  'attempt',
])
