/** What a plan's form holds: two moments as their fields have them, in the zone that is named beside them. */
export interface WatchFields {
  readonly organisationId: string
  readonly name: string
  readonly from: string
  readonly to: string
  readonly patience: number
  readonly heartbeatSec: number | null
  readonly allowsRollouts: boolean
}

/** What such a field holds; a parser takes a good deal more. */
const FIELD = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/

/** The moment that a `datetime-local` field means by the clock of a zone; null when it is empty or no date. */
export function momentIn(field: string, zone: string): Date | null {
  const asUtc = FIELD.test(field) ? Date.parse(`${field}:00Z`) : Number.NaN
  if (Number.isNaN(asUtc)) return null
  // the zone's clock at two nearby moments: once to come near, once more across a change of the clock
  const near = asUtc - offsetAt(asUtc, zone)
  return new Date(asUtc - offsetAt(near, zone))
}

function offsetAt(moment: number, zone: string): number {
  const shown = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(moment)
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(shown.find((one) => one.type === type)?.value ?? 0)
  const clock = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return clock - Math.floor(moment / 1_000) * 1_000
}

/** The input of the API; null while a moment is missing. */
export function planOf(form: WatchFields, zone: string) {
  const [startsAt, endsAt] = [momentIn(form.from, zone), momentIn(form.to, zone)]
  if (startsAt === null || endsAt === null || form.name.trim() === '') return null
  const { organisationId, name, patience, heartbeatSec, allowsRollouts } = form
  return {
    ...{ organisationId, name: name.trim(), patience, allowsRollouts, timeZone: zone },
    ...{ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
    heartbeat: heartbeatSec === null ? null : `PT${heartbeatSec}S`,
  }
}
