import { destinationsFor, factsOf, liesUnder, type PlacedRule, tellingOf, TOLD_EVENT_TYPES } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { newestPosition } from '../feed.ts'
import { readPosition, savePosition } from '../health/roll-up.ts'
import { type NotificationRow, notificationTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { liveRules } from './rules.ts'

interface Told {
  readonly id: string
  readonly at: Instant
  readonly type: string
  readonly subject: string
  readonly terminalId: string | null
  readonly path: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Reads the record of events on from where it stood, and notes for each rule what its destination is told. The position
 * moves in the same transaction: nothing is passed by, and no event is told a destination twice. Answers how many
 * positions it went.
 */
export async function notificationTurn(unit: Unit, limit: number): Promise<number> {
  const newest = await newestPosition(unit)
  const known = await readPosition<{ feed: string }>(unit, 'NOTIFICATIONS')
  const from = known === null ? newest : BigInt(known.feed)
  const through = newest - from > BigInt(limit) ? from + BigInt(limit) : newest
  if (known !== null && through === from) return 0
  const rules = through === from ? [] : await liveRules(unit)
  // while nobody wants to be told, nothing is read
  if (rules.length > 0) await note(unit, rules, await toldEvents(unit, from, through))
  await savePosition(unit, 'NOTIFICATIONS', { feed: String(rules.length > 0 ? through : newest) })
  return rules.length > 0 ? Number(through - from) : 0
}

/** Only the few types that are told are brought here. */
async function toldEvents(db: Scoped, from: bigint, through: bigint): Promise<Told[]> {
  return await db.prepared<Told>('told-events', TOLD_EVENTS, [from, through, TOLD_EVENT_TYPES])
}

/** As `readFeed` reads: each event is looked up by its position. */
const TOLD_EVENTS = `
  select found.* from (
    select position, event_id from event_order where position > $1 and position <= $2 order by position
  ) as placed cross join lateral (
    select event.id, event.at, event.type, event.subject, event.terminal_id as "terminalId", event.path, event.data
    from event where event.id = placed.event_id offset 0
  ) as found where found.type = any($3) order by placed.position`

async function note(unit: Unit, rules: readonly PlacedRule[], events: readonly Told[]): Promise<void> {
  const near = events.filter(({ path }) => rules.some((rule) => liesUnder(path, rule.path)))
  const quiet = await quietAlerts(unit, near)
  const names = await namesFor(unit, near)
  const rows = near.flatMap((event): NotificationRow[] => {
    const telling = quiet.has(event.subject) && event.type === 'AlertRaised' ? null : tellingOf(event)
    if (telling === null) return []
    const facts = factsOf(event)
    const place = event.terminalId === null ? undefined : names.terminals.get(event.terminalId)
    const named =
      facts.code === 'STORE' && facts.detail !== null ? names.stores.get(facts.detail) : names.makers.get(event.subject)
    const { id: eventId, at, type, subject, terminalId } = event
    return [...destinationsFor(rules, event.path, telling, at)].map(([destinationId, topic]) => ({
      ...{ destinationId, eventId, topic, severity: telling.severity, at, deliveryId: null },
      facts: {
        ...{ ...facts, detail: named ?? facts.detail, type, subject, terminalId },
        ...{ tid: place?.tid ?? null, merchant: place?.merchant ?? null, store: place?.store ?? null },
      },
    }))
  })
  if (rows.length > 0) await unnestInsert(unit, notificationTable, rows, { onConflict: 'on conflict do nothing' })
}

/** Alerts that were muted, or whose outage says it for all of them. */
async function quietAlerts(db: Scoped, events: readonly Told[]): Promise<ReadonlySet<string>> {
  const ids = events.filter(({ type }) => type === 'AlertRaised').map(({ subject }) => subject)
  if (ids.length === 0) return new Set()
  const rows = await db.query<{ id: string }>(
    'select id from alert where id = any($1) and (incident_id is not null or muted_until > $2)',
    [ids, new Date(db.clock.now())],
  )
  return new Set(rows.map(({ id }) => id))
}

async function namesFor(db: Scoped, events: readonly Told[]) {
  const terminalIds = [...new Set(events.flatMap(({ terminalId }) => terminalId ?? []))]
  const storeIds = events.flatMap(({ data }) => (typeof data['key'] === 'string' ? [data['key']] : []))
  const terminals =
    terminalIds.length === 0
      ? []
      : await db.query<{ id: string; tid: string; merchant: string; store: string }>(
          `select t.id, t.tid, merchant.name as merchant, store.name as store
           from terminal t join node merchant on merchant.id = t.merchant_id join node store on store.id = t.store_id
           where t.id = any($1)`,
          [terminalIds],
        )
  const stores =
    storeIds.length === 0
      ? []
      : await db.query<{ id: string; name: string }>(`select id, name from node where id = any($1)`, [storeIds])
  const correctionIds = events.flatMap(({ type, subject }) => (type.startsWith('Correction') ? [subject] : []))
  const makers =
    correctionIds.length === 0
      ? []
      : await db.query<{ id: string; name: string }>(
          `select c.id, maker.name from correction c join person maker on maker.id = c.maker_id where c.id = any($1)`,
          [correctionIds],
        )
  return {
    makers: new Map(makers.map(({ id, name }) => [id, name])),
    terminals: new Map(terminals.map((row) => [row.id, row])),
    stores: new Map(stores.map(({ id, name }) => [id, name])),
  }
}
