import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { DAY, HOUR, type Instant, MINOR_MAX, MINUTE, type Millis, SECOND } from '@budeng/kernel'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/
const ISO_DURATION = /^P(?=.)(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/
const POSITION = /^\d{1,19}$/

function invalid(scalar: string, expected: string): GraphQLError {
  return new GraphQLError(`${scalar} must be ${expected}`, { extensions: { code: 'BAD_USER_INPUT' } })
}

function textOf(node: ValueNode): string | null {
  return node.kind === Kind.STRING ? node.value : null
}

/** `2026-11-05T13:36:27.123Z` ⇄ milliseconds. */
export const DateTimeScalar = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  description: 'A moment in RFC 3339, UTC, milliseconds, e.g. `2026-11-05T13:36:27.123Z`.',
  serialize: (value) => new Date(value as Instant).toISOString(),
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(textOf(node)),
})

function parseDateTime(value: unknown): Instant {
  const ms = typeof value === 'string' && RFC_3339.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) throw invalid('DateTime', 'a moment in RFC 3339, e.g. "2026-11-05T13:36:27.123Z"')
  return ms
}

/** `PT15M` ⇄ milliseconds; days, hours, minutes and whole seconds. */
export const DurationScalar = new GraphQLScalarType<Millis, string>({
  name: 'Duration',
  description: 'A length of time in ISO 8601 with days, hours, minutes and seconds, e.g. `PT15M` or `P1DT12H`.',
  serialize: (value) => formatDuration(value as Millis),
  parseValue: parseDuration,
  parseLiteral: (node) => parseDuration(textOf(node)),
})

function parseDuration(value: unknown): Millis {
  const match = typeof value === 'string' ? ISO_DURATION.exec(value) : null
  if (match === null) throw invalid('Duration', 'a length of time in ISO 8601, e.g. "PT15M"')
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  return (days ?? 0) * DAY + (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0) * SECOND
}

/** Whole seconds, rounded up, in the largest units that fit. */
export function formatDuration(ms: Millis): string {
  let rest = Math.ceil(Math.max(0, ms) / SECOND) * SECOND
  const take = (unit: Millis, letter: string) => {
    const count = Math.floor(rest / unit)
    rest -= count * unit
    return count === 0 ? '' : `${count}${letter}`
  }
  const days = take(DAY, 'D')
  const time = take(HOUR, 'H') + take(MINUTE, 'M') + take(SECOND, 'S')
  return days === '' && time === '' ? 'PT0S' : `P${days}${time === '' ? '' : `T${time}`}`
}

/** A position in the feed; a string outside, because it may outgrow what JSON's readers hold exactly. */
export const PositionScalar = new GraphQLScalarType<bigint, string>({
  name: 'Position',
  description: 'A position in the event feed, as a string of digits: opaque, but ordered as a number.',
  serialize: (value) => String(value),
  parseValue: parsePosition,
  parseLiteral: (node) => parsePosition(textOf(node)),
})

function parsePosition(value: unknown): bigint {
  if (typeof value !== 'string' || !POSITION.test(value))
    throw invalid('Position', 'a string of digits that the feed gave out')
  return BigInt(value)
}

/** Output only: inputs are typed. */
export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON; only for data whose shape a vendor or an event type decides. Never an input.',
  serialize: (value) => value,
  parseValue: () => {
    throw invalid('JSON', 'left out: it is an output only')
  },
})

const MINOR_UNITS = /^-?\d{1,19}$/

/** Minor units of money; a string outside, because JSON's numbers do not hold eight bytes. */
export const MinorUnitsScalar = new GraphQLScalarType<bigint, string>({
  name: 'MinorUnits',
  description: 'An amount in whole minor units, as a decimal string: `"11800"` is CNY 118.00. Never a number.',
  serialize: (value) => String(value),
  parseValue: parseMinorUnits,
  parseLiteral: (node) => parseMinorUnits(textOf(node)),
})

function parseMinorUnits(value: unknown): bigint {
  const minor = typeof value === 'string' && MINOR_UNITS.test(value) ? BigInt(value) : null
  if (minor === null || minor > MINOR_MAX || minor < -MINOR_MAX)
    throw invalid('MinorUnits', 'whole minor units as a string of digits, e.g. "11800"')
  return minor
}

// of years in which cards were used, far from what PostgreSQL refuses
const DAY_TEXT = /^(?:19|[2-9]\d)\d\d-\d\d-\d\d$/

/** A business day; a text inside and outside. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A calendar day in the zone of the acquirer, e.g. `2026-11-28`.',
  serialize: (value) => String(value),
  parseValue: parseDay,
  parseLiteral: (node) => parseDay(textOf(node)),
})

function parseDay(value: unknown): string {
  const isDay =
    typeof value === 'string' && DAY_TEXT.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value
  if (!isDay) throw invalid('Date', 'a calendar day, e.g. "2026-11-28"')
  return value
}
