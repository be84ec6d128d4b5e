import type { Instant } from '@budeng/kernel'
import { msgClassOf, type RecordType } from '@budeng/transactions'
import { readFeed } from '../../feed.ts'
import { FEED_PAGE_MAX } from '../../limits.ts'
import { unnestInsert } from '../../rows/index.ts'
import { type DetectionPlaceRow, detectionPlaceTable } from '../../rows/detection.ts'
import { type HostFactKey, hostFactsAfter } from '../../transactions/matching/host-facts.ts'
import { matchPosition, saveMatchPosition } from '../../transactions/matching/positions.ts'
import type { Scoped, Unit } from '../../unit.ts'

/** What happened at a terminal that rules may have something to say of. */
const TELLING = new Set([
  'JournalReceived',
  'JournalIncident',
  'JournalEpochRaised',
  'JournalProven',
  'JournalDiffers',
  'DifferenceOpened',
  'DifferenceClosed',
  'BatchOpened',
  'BatchBalanced',
  'BatchUnbalanced',
  'BatchClosed',
  'BatchForceClosed',
  'BatchReconciled',
  'BatchLateArrival',
  'CommandEnded',
  'CorrectionPosted',
  'CorrectionClosed',
])

/** Terminals are to be looked at, at the latest then. */
export async function makeDue(unit: Unit, terminalIds: readonly string[], at: Instant): Promise<void> {
  if (terminalIds.length === 0) return
  await unit.execute(
    `insert into detection_terminal as d (terminal_id, due_at) select id, $2 from unnest($1::text[]) as n (id) order by id
     on conflict (terminal_id) do update set due_at = least(coalesce(d.due_at, 'infinity'), excluded.due_at)
       where d.due_at is null or d.due_at > excluded.due_at`,
    [[...new Set(terminalIds)].toSorted(), new Date(at)],
  )
}

/** These transactions are to be looked at, each at its time; what waits already keeps its beginning. */
export async function keepPlaces(unit: Unit, places: readonly DetectionPlaceRow[]): Promise<void> {
  const unique = new Map(places.map((place) => [placeKey(place), place]))
  const sorted = [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place)
  await unnestInsert(unit, detectionPlaceTable, sorted, {
    onConflict: `on conflict (terminal_id, batch_no, stan, msg_class) do update set due_at = least(detection_place.due_at, excluded.due_at)`,
  })
}

export const placeKey = ({ terminalId, batchNo, stan, msgClass }: Omit<DetectionPlaceRow, 'dueAt' | 'since'>) =>
  `${terminalId} ${batchNo} ${stan} ${msgClass}`

/** Goes on through the feed; answers how many events were read. Whoever comes later finds its position. */
export async function noticeEvents(unit: Unit, limit = FEED_PAGE_MAX): Promise<number> {
  const from = await matchPosition(unit, 'detection feed')
  const events = await readFeed(unit, BigInt(from === '' ? 0 : from), limit)
  const last = events.at(-1)
  if (last === undefined) return 0
  const told = events.filter(({ type, terminalId }) => terminalId !== null && TELLING.has(type))
  await makeDue(
    unit,
    told.flatMap(({ terminalId }) => terminalId ?? []),
    unit.clock.now(),
  )
  await noticeFiles(
    unit,
    events
      .filter(({ type }) => type === 'FileImported')
      .map(({ path, data }) => ({ acquirerId: path, day: String(data['businessDate']) })),
  )
  await saveMatchPosition(unit, 'detection feed', String(last.position))
  return events.length
}

/** Files were read: from the first of their days on is to be walked over what they left open. */
async function noticeFiles(
  unit: Unit,
  files: readonly { readonly acquirerId: string; readonly day: string }[],
): Promise<void> {
  for (const { acquirerId, day } of files) {
    const name = filesName(acquirerId)
    const known = await matchPosition(unit, name)
    if (known === '' || day < known) await saveMatchPosition(unit, name, day)
  }
}

const filesName = (acquirerId: string) => `detection files ${acquirerId}`

/** From which day on an acquirer's files left something to look at; null: none was read since the last walk. */
export async function filesNoticed(unit: Unit, acquirerId: string): Promise<string | null> {
  const day = await matchPosition(unit, filesName(acquirerId))
  return day === '' ? null : day
}

/** The walk that began on that day is at its end. */
export async function filesWalked(unit: Unit, acquirerId: string, from: string): Promise<void> {
  if ((await matchPosition(unit, filesName(acquirerId))) === from)
    await saveMatchPosition(unit, filesName(acquirerId), '')
}

/** The last business day of an acquirer that was looked at whole; null: none. */
export async function dayLooked(db: Unit, acquirerId: string): Promise<string | null> {
  const day = await matchPosition(db, `detection day ${acquirerId}`)
  return day === '' ? null : day
}

/** True while a terminal was not looked at yet for a whole day that is over. */
export async function dayWaits(db: Scoped, acquirerId: string): Promise<boolean> {
  const [row] = await db.query<{ waits: boolean }>(
    `select exists (select from detection_terminal d join terminal t on t.id = d.terminal_id
       where d.day is not null and t.acquirer_id = $1) as waits`,
    [acquirerId],
  )
  return row?.waits === true
}

export async function saveDayLooked(unit: Unit, acquirerId: string, day: string): Promise<void> {
  await saveMatchPosition(unit, `detection day ${acquirerId}`, day)
}

/** Goes on through what an acquirer's host decided; answers how many facts were read. */
export async function noticeHostFacts(unit: Unit, acquirerId: string, limit: number): Promise<number> {
  const name = `detection host ${acquirerId}`
  const facts = await hostFactsAfter(unit, acquirerId, Number(await matchPosition(unit, name)), limit)
  const last = facts.at(-1)
  if (last === undefined) return 0
  const at = unit.clock.now()
  const places = facts.flatMap((fact) => (fact.isTrade ? placesOfFact(fact, at) : []))
  await keepPlaces(unit, places)
  await makeDue(
    unit,
    facts.flatMap(({ terminalId }) => terminalId ?? []),
    at,
  )
  await saveMatchPosition(unit, name, String(last.position))
  return facts.length
}

/** The transactions that a fact may be of: that of its own number, and the one that it names as its original. */
function placesOfFact(fact: HostFactKey, at: Instant): DetectionPlaceRow[] {
  const { terminalId, type, batchNo, stan, originalBatch, originalStan } = fact
  if (terminalId === null) return []
  const due = { terminalId, dueAt: at, since: at }
  const own =
    type === 'REVERSAL' ? [] : [{ ...due, batchNo, stan, msgClass: msgClassOf((type ?? 'PURCHASE') as RecordType) }]
  if (originalStan === null || originalBatch === null) {
    // it shares the number of what it takes back
    return type === 'REVERSAL' ? [{ ...due, batchNo, stan, msgClass: 'FIN' }] : own
  }
  return [...own, { ...due, batchNo: originalBatch, stan: originalStan, msgClass: 'FIN' }]
}

/** Where a walk over what files left open goes on. */
export interface OpenMatchKey {
  readonly day: string
  readonly id: number
}

/**
 * What files say otherwise, or do not have, of an acquirer's days from one on: a page of it is to be looked at. Answers
 * where to go on, or null at the end.
 */
export async function noticeFileMatches(
  unit: Unit,
  acquirerId: string,
  from: string,
  after: OpenMatchKey | null,
  limit: number,
): Promise<OpenMatchKey | null> {
  const rows = await unit.query<{
    id: number
    day: string
    state: string
    terminalId: string | null
    batchNo: string | null
    stan: string | null
    msgClass: string | null
  }>(
    `select m.id, m.business_date as day, m.state, coalesce(t.terminal_id, m.terminal_id) as "terminalId", t.batch_no as "batchNo", t.stan, t.msg_class as "msgClass"
     from (select * from record_match where acquirer_id = $1 and state <> 'MATCHED' and (business_date, id) > ($2::date, $3::bigint)
       order by business_date, id limit $4) as m left join transaction t on t.id = m.transaction_id
     order by m.business_date, m.id`,
    [acquirerId, after?.day ?? from, after?.id ?? 0, limit],
  )
  const at = unit.clock.now()
  // what is only late is nothing to judge, and what the host says is looked at as it comes
  const told = rows.filter(({ state }) => state !== 'LATE' && state !== 'EXPECTED')
  await keepPlaces(
    unit,
    told.flatMap(({ terminalId, batchNo, stan, msgClass }) =>
      terminalId === null || batchNo === null || stan === null || msgClass === null
        ? []
        : [{ terminalId, batchNo, stan, msgClass, dueAt: at, since: at }],
    ),
  )
  await makeDue(
    unit,
    told.flatMap(({ terminalId }) => terminalId ?? []),
    at,
  )
  const last = rows.at(-1)
  return last === undefined || rows.length < limit ? null : { day: last.day, id: last.id }
}

/** All terminals of an acquirer that had transactions on a day, a page at a time: the day is looked at whole once more. */
export async function noticeDay(
  unit: Unit,
  acquirerId: string,
  day: string,
  afterTerminal: string,
  limit: number,
): Promise<string | null> {
  const rows = await unit.query<{ id: string }>(
    `with page as (select id from terminal where acquirer_id = $1 and id > $2 order by id limit $3),
     made as (insert into detection_terminal as d (terminal_id, due_at, day)
       select page.id, $5, $4::date from page where exists (select from record_line l where l.terminal_id = page.id
         and l.at >= $4::date - interval '1 day' and l.at < $4::date + interval '2 days')
         or exists (select from correction_case c where c.terminal_id = page.id and c.state in ('OPEN', 'PROPOSED', 'SUPPRESSED')) order by page.id
       on conflict (terminal_id) do update set day = excluded.day, due_at = least(coalesce(d.due_at, 'infinity'), excluded.due_at))
     select id from page order by id`,
    [acquirerId, afterTerminal, limit, day, new Date(unit.clock.now())],
  )
  return rows.length < limit ? null : (rows.at(-1)?.id ?? null)
}

/** Terminals whose time it is, each for one look: nobody else takes them meanwhile. */
export async function claimTerminals(
  unit: Unit,
  limit: number,
): Promise<readonly { readonly terminalId: string; readonly day: string | null }[]> {
  return await unit.query<{ terminalId: string; day: string | null }>(
    `select terminal_id as "terminalId", day from detection_terminal where due_at <= $1 order by due_at, terminal_id limit $2 for no key update skip locked`,
    [new Date(unit.clock.now()), limit],
  )
}

/** How many wait, and since when the longest. */
export async function detectionBacklog(
  db: Scoped,
): Promise<{ readonly waiting: number; readonly oldestDueAt: Instant | null }> {
  const [row] = await db.query<{ waiting: number; oldestDueAt: Instant | null }>(
    `select count(*)::int as waiting, min(due_at) as "oldestDueAt" from detection_terminal where due_at <= $1`,
    [new Date(db.clock.now())],
  )
  return row ?? { waiting: 0, oldestDueAt: null }
}
