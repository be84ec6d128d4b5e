import type {
  BatchView,
  DeviceSighting,
  DigestDifference,
  JournalMark,
  JournalView,
  KeyConflict,
  SignOn,
  UsedNumber,
} from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { fieldTexts, parseRecord, type StanKey, stanKeyOf, stanKeyText, type Totals } from '@budeng/transactions'
import { LOOK_BATCHES, LOOK_INCIDENTS_MAX, LOOK_NUMBERS, LOOK_SAMPLES, LOOK_SIGN_ONS } from '../../limits.ts'
import { totalsOfBatches } from '../../lists/journal-views.ts'
import type { BatchTotalRow } from '../../rows/index.ts'
import { receivedOf } from '../../transactions/journal/streams.ts'
import type { Scoped } from '../../unit.ts'
import type { LookedJournal, LookedTerminal } from './terminals.ts'

/** What is asked of a terminal's journals besides their transactions. */
export interface JournalWords {
  readonly incidents: ReadonlyMap<string, readonly Incident[]>
  readonly batches: ReadonlyMap<string, readonly BatchView[]>
  readonly signOns: ReadonlyMap<string, readonly SignOn[]>
  /** Of those that never sent a journal. */
  readonly numbers: ReadonlyMap<string, readonly UsedNumber[]>
  readonly devices: ReadonlyMap<string, readonly DeviceSighting[]>
  readonly clocks: ReadonlyMap<string, readonly number[]>
  readonly marks: ReadonlyMap<string, readonly JournalMark[]>
  readonly digests: ReadonlyMap<string, readonly DigestDifference[]>
}

export interface Incident {
  readonly terminalId: string
  readonly kind: 'KEY_CONFLICT' | 'QUARANTINED'
  readonly reason: string
  readonly epoch: number
  readonly seq: number
  readonly at: Instant
  readonly body: string | null
  /** What stands there, or, under its second key, elsewhere. */
  readonly stored: string | null
  readonly batchNo: string | null
}

export async function readJournalWords(db: Scoped, terminals: readonly LookedTerminal[]): Promise<JournalWords> {
  const ids = terminals.map(({ scope }) => scope.terminalId)
  return {
    incidents: by(await readIncidents(db, ids)),
    batches: await readBatches(db, terminals),
    signOns: await readSignOns(db, terminals),
    numbers: await readNumbers(db, terminals),
    devices: await readDevices(db, terminals),
    clocks: await readClocks(db, ids),
    marks: await readMarks(db, terminals),
    digests: await readDigests(db, terminals),
  }
}

function by<Each extends { readonly terminalId: string }>(list: readonly Each[]): ReadonlyMap<string, readonly Each[]> {
  const groups = new Map<string, Each[]>()
  for (const each of list) {
    const group = groups.get(each.terminalId)
    if (group === undefined) groups.set(each.terminalId, [each])
    else group.push(each)
  }
  return groups
}

async function readIncidents(db: Scoped, terminalIds: readonly string[]): Promise<readonly Incident[]> {
  const rows = await db.query<Incident>(
    `select page.* from unnest($1::text[]) as n (id) cross join lateral (
       select i.terminal_id as "terminalId", i.kind, i.reason, i.epoch, i.seq, i.at, i.body, own.batch_no as "batchNo", own.body as stored
       from journal_incident i left join journal_record own on own.terminal_id = i.terminal_id and own.epoch = i.epoch and own.seq = i.seq
       where i.terminal_id = n.id and i.kind in ('KEY_CONFLICT', 'QUARANTINED') order by i.at desc, i.id limit $2
     ) as page`,
    [terminalIds, LOOK_INCIDENTS_MAX],
  )
  const asked = rows.flatMap((row) => {
    const key = row.kind === 'KEY_CONFLICT' && row.reason === 'STAN' ? keyOfBody(row.body) : null
    return key === null ? [] : [{ row, key }]
  })
  if (asked.length === 0) return rows
  // its second key is another record's: that one is what stands
  const holders = await db.query<{ place: number; body: string | null }>(
    `select n.place::int - 1 as place, r.body from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[]) with ordinality as n (terminal_id, epoch, batch_no, stan, msg_class, place)
     join journal_record r using (terminal_id, epoch, batch_no, stan, msg_class)`,
    [
      asked.map(({ row }) => row.terminalId),
      asked.map(({ row }) => row.epoch),
      asked.map(({ key }) => key.batch),
      asked.map(({ key }) => key.stan),
      asked.map(({ key }) => key.msgClass),
    ],
  )
  const held = new Map(holders.map(({ place, body }) => [asked[place]?.row, body]))
  return rows.map((row) => (held.has(row) ? { ...row, stored: held.get(row) ?? null } : row))
}

function keyOfBody(body: string | null): StanKey | null {
  const parsed = body === null ? null : parseRecord(body)
  return parsed?.ok === true ? stanKeyOf(parsed.record) : null
}

/** One key, two payloads: in which members. */
export function conflictOf(tid: string, { kind, epoch, seq, body, stored, at }: Incident): KeyConflict | null {
  if (kind !== 'KEY_CONFLICT' || body === null || stored === null) return null
  const [came, stands] = [parseRecord(body), parseRecord(stored)]
  if (!came.ok || !stands.ok) return null
  const [one, other] = [fieldTexts(came.record), fieldTexts(stands.record)]
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof typeof one>
  const key = stanKeyOf(stands.record)
  if (key === null) return null
  return { tid, epoch, key: stanKeyText(key), seq, at, fields: [...names].filter((name) => one[name] !== other[name]) }
}

/** A journal as rules ask of it. */
export function journalView(
  terminal: LookedTerminal,
  { stream }: LookedJournal,
  drainedAt: Instant | null,
  incidents: readonly Incident[],
): JournalView {
  const { throughSeq, ahead } = receivedOf(stream)
  const gaps = ahead.map(({ first }, place) => ({
    first: (ahead[place - 1]?.last ?? throughSeq) + 1,
    last: first - 1,
    since: stream.gapSince ?? stream.changedAt,
  }))
  return {
    terminalId: terminal.scope.terminalId,
    tid: terminal.tid,
    epoch: stream.epoch,
    watermark: throughSeq,
    gaps,
    drainedAt: stream.epoch === terminal.epoch ? drainedAt : null,
    quarantined: incidents
      .filter(({ kind, epoch }) => kind === 'QUARANTINED' && epoch === stream.epoch)
      .map(({ seq, batchNo }) => ({ seq, batch: batchNo })),
    isOftenOffline: false,
  }
}

interface ClosedBatch {
  readonly id: string
  readonly terminalId: string
  readonly epoch: number
  readonly batchNo: string
  readonly isClosed: boolean
  readonly isComplete: boolean
}

/** The newest batches of each terminal of which it said its totals. What a correction moves on one side only is not compared. */
async function readBatches(
  db: Scoped,
  terminals: readonly LookedTerminal[],
): Promise<ReadonlyMap<string, readonly BatchView[]>> {
  const rows = await db.query<ClosedBatch>(
    `select page.* from unnest($1::text[]) as n (id) cross join lateral (
       select b.id, b.terminal_id as "terminalId", b.epoch, b.batch_no as "batchNo", b.closed_at is not null as "isClosed",
         s.through_seq >= b.through_seq
           and not exists (select from journal_incident i where i.terminal_id = b.terminal_id and i.epoch = b.epoch and i.kind = 'QUARANTINED'
             and i.seq between coalesce(b.open_seq, 1) and b.through_seq)
           and not exists (select from correction c where c.terminal_id = b.terminal_id and c.epoch = b.epoch and c.batch_no = b.batch_no and c.posted_at is not null)
           and b.late_count = 0 as "isComplete"
       from batch b join journal_stream s on s.terminal_id = b.terminal_id and s.epoch = b.epoch
       where b.terminal_id = n.id and b.through_seq is not null order by b.opened_at desc, b.id desc limit $2
     ) as page`,
    [terminals.map(({ scope }) => scope.terminalId), LOOK_BATCHES],
  )
  const totals = await totalsOfBatches(
    db,
    rows.map(({ id }) => id),
  )
  const byBatch = new Map<string, BatchTotalRow[]>()
  for (const total of totals) byBatch.set(total.batchId, [...(byBatch.get(total.batchId) ?? []), total])
  const tids = new Map(terminals.map(({ scope, tid }) => [scope.terminalId, tid]))
  const views = rows.map(({ id, terminalId, epoch, batchNo, isClosed, isComplete }) => {
    const lines = byBatch.get(id) ?? []
    return {
      ...{ terminalId, tid: tids.get(terminalId) ?? '', epoch, batch: batchNo, isClosed, isComplete },
      terminal: totalsOf(lines, ({ saidCount, saidAmount }) => [saidCount ?? 0, saidAmount ?? 0n]),
      own: totalsOf(lines, ({ count, amount }) => [count, amount]),
    }
  })
  return by(views)
}

function totalsOf(lines: readonly BatchTotalRow[], figures: (line: BatchTotalRow) => [number, bigint]): Totals {
  return lines.flatMap((line) => {
    const { currency, exponent, cardScope: scope, side } = line
    const [count, minor] = figures(line)
    return count === 0 && minor === 0n ? [] : [{ currency, exponent, scope, side, count, minor } as Totals[number]]
  })
}

/** What hosts gave at sign-ons, and in which batch trades followed, both in the order in which the host had them. */
async function readSignOns(
  db: Scoped,
  terminals: readonly LookedTerminal[],
): Promise<ReadonlyMap<string, readonly SignOn[]>> {
  const rows = await db.query<{
    terminalId: string
    at: Instant
    given: string
    used: string | null
    refused: string | null
  }>(
    `select page.* from unnest($1::text[]) as n (id) cross join lateral (
       select on_.terminal_id as "terminalId", on_.at, on_.batch_no as given, after.batch_no as used,
         case when '77' in (on_.response_code, after.response_code) then '77' end as refused
       from (select h.*, lag(h.at) over (order by h.at desc, h.position desc) as next_at from host_record h
         where h.terminal_id = n.id and h.at > $3 and h.fact = 'signOn' and h.response_code in ('00', '77') order by h.at desc, h.position desc limit $2) as on_
       left join lateral (select h.batch_no, h.response_code from host_record h where h.terminal_id = n.id and h.at >= on_.at and h.at < coalesce(on_.next_at, 'infinity')
         and h.fact = 'trade' and h.position > on_.position and h.acquirer_id = on_.acquirer_id and h.type <> 'REVERSAL' order by h.at desc, h.position desc limit 1) as after on true
     ) as page order by page.at`,
    [terminals.map(({ scope }) => scope.terminalId), LOOK_SIGN_ONS, new Date(db.clock.now() - SIGN_ONS_BACK_MS)],
  )
  const places = new Map(terminals.map((each) => [each.scope.terminalId, each]))
  return by(
    rows.map(({ terminalId, at, given, used, refused }) => ({
      ...{ terminalId, at, given, used: used ?? given, responseCode: refused },
      tid: places.get(terminalId)?.tid ?? '',
      epoch: places.get(terminalId)?.epoch ?? 1,
    })),
  )
}

const SIGN_ONS_BACK_MS = 4 * 24 * 3_600_000

/**
 * What terminals without a journal used of their numbers, as their hosts have them: the newest of each. One whose software
 * keeps a journal has only not sent it yet.
 */
async function readNumbers(
  db: Scoped,
  terminals: readonly LookedTerminal[],
): Promise<ReadonlyMap<string, readonly UsedNumber[]>> {
  const rows = await db.query<Omit<UsedNumber, 'tid'> & { terminalId: string }>(
    `select n.id as "terminalId", page.batch_no as batch, page.stan, page.at
     from unnest($1::text[]) as n (id) join terminal t on t.id = n.id and t.level = 'L0' cross join lateral (
       select h.batch_no, h.stan, h.at, h.position from host_record h where h.terminal_id = n.id order by h.at desc, h.position desc limit $2
     ) as page where not exists (select from journal_stream s where s.terminal_id = n.id) order by page.at, page.position`,
    [terminals.map(({ scope }) => scope.terminalId), LOOK_NUMBERS],
  )
  const tids = new Map(terminals.map(({ scope, tid }) => [scope.terminalId, tid]))
  return by(rows.map((row) => ({ ...row, tid: tids.get(row.terminalId) ?? '' })))
}

/** Which device wrote the newest records. */
async function readDevices(
  db: Scoped,
  terminals: readonly LookedTerminal[],
): Promise<ReadonlyMap<string, readonly DeviceSighting[]>> {
  const rows = await db.query<{ terminalId: string; deviceId: string; at: Instant }>(
    `select n.id as "terminalId", page.device_id as "deviceId", page.received_at as at
     from unnest($1::text[], $2::int[]) as n (id, epoch) cross join lateral (
       select device_id, received_at from journal_record r where r.terminal_id = n.id and r.epoch = n.epoch order by r.seq desc limit $3
     ) as page`,
    [terminals.map(({ scope }) => scope.terminalId), terminals.map(({ epoch }) => epoch), LOOK_SAMPLES],
  )
  const tids = new Map(terminals.map(({ scope, tid }) => [scope.terminalId, tid]))
  const groups = by(rows.map((row) => ({ ...row, tid: tids.get(row.terminalId) ?? '' })))
  // one device is the rule
  return new Map([...groups].filter(([, list]) => list.some(({ deviceId }) => deviceId !== list[0]?.deviceId)))
}

/**
 * How far the terminal's clock is from its host's: by what both wrote down of one trade. Waiting in a queue is no skew. By
 * the record itself: a transaction takes no time from a clock that is far ahead.
 */
async function readClocks(db: Scoped, terminalIds: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await db.query<{ terminalId: string; skewMs: number }>(
    `select n.id as "terminalId", (extract(epoch from (h.at - r.occurred_at)) * 1000)::float8 as "skewMs"
     from unnest($1::text[]) as n (id) cross join lateral (
       select * from host_record h where h.terminal_id = n.id and h.fact = 'trade' and h.fate = 'APPROVED' and h.type <> 'REVERSAL' and h.original is null
       order by h.at desc, h.position desc limit $2
     ) as h join transaction t on t.terminal_id = h.terminal_id and t.stan = h.stan and t.batch_no = h.batch_no and t.auth_state = 'APPROVED' and t.rrn = h.rrn
     join journal_record r on r.terminal_id = t.terminal_id and r.epoch = t.epoch and r.seq = t.seq and r.occurred_at is not null
     order by h.at, h.position`,
    [terminalIds, LOOK_SAMPLES],
  )
  const groups = by(rows)
  return new Map(
    [...groups].flatMap(([id, list]) =>
      list.length < CLOCK_SAMPLES_MIN ? [] : [[id, list.map(({ skewMs }) => skewMs)] as const],
    ),
  )
}

const CLOCK_SAMPLES_MIN = 5

/** Where a terminal said that it holds less than before. */
async function readMarks(
  db: Scoped,
  terminals: readonly LookedTerminal[],
): Promise<ReadonlyMap<string, readonly JournalMark[]>> {
  const rows = await db.query<{
    terminalId: string
    epoch: number
    at: Instant
    countBefore: number
    count: number
    epochBefore: number
  }>(
    `select page.* from unnest($1::text[]) as n (id) cross join lateral (
       select m.terminal_id as "terminalId", m.epoch, m.at, m.count_before as "countBefore", m.count, m.epoch_before as "epochBefore"
       from journal_mark m where m.terminal_id = n.id order by m.epoch desc, m.at desc limit $2
     ) as page order by page.at`,
    [terminals.map(({ scope }) => scope.terminalId), LOOK_SIGN_ONS],
  )
  const places = new Map(terminals.map((each) => [each.scope.terminalId, each]))
  return by(
    rows.flatMap(({ terminalId, epoch, at, countBefore, count, epochBefore }) => {
      const { tid = '', isSwapping = false } = places.get(terminalId) ?? {}
      const same = { terminalId, tid, isSettledSince: false, hasTicket: isSwapping }
      return [
        { ...same, epoch: epochBefore, at: at - 1, count: countBefore },
        { ...same, epoch, at, count },
      ]
    }),
  )
}

/** Journals whose roots differ at a number that both sides acknowledged. */
async function readDigests(
  db: Scoped,
  terminals: readonly LookedTerminal[],
): Promise<ReadonlyMap<string, readonly DigestDifference[]>> {
  const rows = await db.query<{
    terminalId: string
    epoch: number
    throughSeq: number
    parts: string[]
    isAfterRecovery: boolean
  }>(
    `select s.terminal_id as "terminalId", s.epoch, s.compared_seq as "throughSeq",
       array(select distinct d.kind from open_difference d where d.terminal_id = s.terminal_id and d.epoch = s.epoch and d.closed_at is null order by d.kind) as parts,
       exists (select from command c where c.terminal_id = s.terminal_id and c.finished_at is not null and c.finished_at <= s.compared_at
         and c.finished_at > coalesce(s.equal_at, '-infinity') and c.type in ('RELOGIN', 'APP_RESTART', 'REBOOT', 'REBOOT_FORCED', 'NETWORK_RESET', 'APP_CLEAR', 'KEYS_RENEW')) as "isAfterRecovery"
     from journal_stream s where s.terminal_id = any($1::text[]) and s.newest and s.agreement = 'DIFFERENT'`,
    [terminals.map(({ scope }) => scope.terminalId)],
  )
  const tids = new Map(terminals.map(({ scope, tid }) => [scope.terminalId, tid]))
  return by(rows.map((row) => ({ ...row, tid: tids.get(row.terminalId) ?? '' })))
}
