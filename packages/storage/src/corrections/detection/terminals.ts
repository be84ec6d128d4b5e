import type { Instant } from '@budeng/kernel'
import { LOOK_RECORDS_MAX } from '../../limits.ts'
import {
  columnList,
  type JournalRecordRow,
  journalRecordTable,
  type JournalStreamRow,
  journalStreamTable,
} from '../../rows/index.ts'
import type { Scoped, TerminalScope } from '../../unit.ts'

/** A terminal that is looked at, as it stands now. */
export interface LookedTerminal {
  readonly scope: TerminalScope
  readonly tid: string
  readonly epoch: number
  readonly hostResponseCode: string | null
  readonly responseCodeSince: Instant
  readonly timeZone: string
  /** A device is being exchanged. */
  readonly isSwapping: boolean
  readonly day: string | null
}

/** One journal of it, with the records that were not looked at yet. */
export interface LookedJournal {
  readonly stream: JournalStreamRow
  readonly lookedSeq: number
  readonly records: readonly JournalRecordRow[]
  /** There are more. */
  readonly isCut: boolean
}

export async function readTerminals(
  db: Scoped,
  claimed: readonly { readonly terminalId: string; readonly day: string | null }[],
): Promise<ReadonlyMap<string, LookedTerminal>> {
  const days = new Map(claimed.map(({ terminalId, day }) => [terminalId, day]))
  const rows = await db.query<TerminalScope & Omit<LookedTerminal, 'scope' | 'day'>>(
    `select t.id as "terminalId", t.acquirer_id as "acquirerId", t.agent_id as "agentId", t.merchant_id as "merchantId", t.store_id as "storeId",
       t.path::text as path, t.tid, t.journal_epoch as epoch, t.host_response_code as "hostResponseCode", t.changed_at as "responseCodeSince", a.time_zone as "timeZone",
       exists (select from enrolment e where e.terminal_id = t.id and (e.used_at is null and e.expires_at > $2 or e.used_at > $2::timestamptz - interval '1 day')) as "isSwapping"
     from terminal t join node a on a.id = t.acquirer_id where t.id = any($1::text[])`,
    [[...days.keys()], new Date(db.clock.now())],
  )
  return new Map(
    rows.map(({ tid, epoch, hostResponseCode, responseCodeSince, timeZone, isSwapping, ...scope }) => [
      scope.terminalId,
      {
        scope,
        ...{ tid, epoch, hostResponseCode, responseCodeSince, timeZone, isSwapping },
        day: days.get(scope.terminalId) ?? null,
      },
    ]),
  )
}

/** Journals of these terminals: the newest of each, and older ones of which something was not looked at. */
export async function readLookedJournals(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<readonly LookedJournal[]> {
  const streams = await db.query<JournalStreamRow & { lookedSeq: number }>(
    `select ${columnList(journalStreamTable, 's')}, coalesce(d.looked_seq, 0) as "lookedSeq" from journal_stream s
     left join detection_journal d on d.terminal_id = s.terminal_id and d.epoch = s.epoch
     where s.terminal_id = any($1::text[]) order by s.terminal_id, s.epoch desc`,
    [terminalIds],
  )
  const records = await db.query<JournalRecordRow>(
    `select page.* from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) as n (terminal_id, epoch, after, through)
     cross join lateral (
       select ${columnList(journalRecordTable, 'r')} from journal_record r where r.terminal_id = n.terminal_id and r.epoch = n.epoch
         and r.seq > n.after and r.seq <= n.through order by r.seq limit $5
     ) as page`,
    [
      streams.map(({ terminalId }) => terminalId),
      streams.map(({ epoch }) => epoch),
      streams.map(({ lookedSeq }) => lookedSeq),
      streams.map(({ throughSeq }) => throughSeq),
      LOOK_RECORDS_MAX,
    ],
  )
  const byJournal = new Map<string, JournalRecordRow[]>()
  for (const record of records) {
    const key = `${record.terminalId} ${record.epoch}`
    byJournal.set(key, [...(byJournal.get(key) ?? []), record])
  }
  return streams.map(({ lookedSeq, ...stream }) => {
    const own = byJournal.get(`${stream.terminalId} ${stream.epoch}`) ?? []
    return { stream, lookedSeq, records: own, isCut: own.length === LOOK_RECORDS_MAX }
  })
}

/** Until when nothing that the terminal did is still on its way, by its own clock; null: something is missing. */
export async function readDrained(db: Scoped, terminalIds: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
  const rows = await db.query<{ terminalId: string; at: Instant | null }>(
    `select s.terminal_id as "terminalId", (
       select max(least(r.occurred_at, r.received_at)) from (
         select occurred_at, received_at from journal_record where terminal_id = s.terminal_id and epoch = s.epoch and seq <= s.through_seq order by seq desc limit 3
       ) as r) as at
     from journal_stream s where s.terminal_id = any($1::text[]) and s.newest and s.ahead = '{}'`,
    [terminalIds],
  )
  return new Map(rows.flatMap(({ terminalId, at }) => (at === null ? [] : [[terminalId, at]])))
}
