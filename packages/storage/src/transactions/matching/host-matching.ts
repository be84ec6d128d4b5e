import { HOST_CLOCKS_MS, HOST_DUE_MS, HOST_GIVEN_UP_MS, OWN_SETTLED_MS, STRANGER_NOTED_MS } from '../../limits.ts'
import { type RecordMatchRow, recordMatchTable, unnestInsert } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { hostFactsAfter, hostFactsAt, type HostFactKey, transactionsOfFacts } from './host-facts.ts'
import { journalsPassed } from './host-words.ts'
import { judgeByHost, settleStrangers } from './judge.ts'
import { type MatchNote, tellFindings } from './notes.ts'
import { matchPosition, saveMatchPosition } from './positions.ts'

/**
 * Matches the next facts of an acquirer's host with transactions that are here; answers how many facts were looked at. A
 * transaction that comes after its fact is matched as our own.
 */
export async function matchHostFacts(unit: Unit, acquirerId: string, limit: number): Promise<number> {
  const name = `host ${acquirerId}`
  const facts = await hostFactsAfter(unit, acquirerId, Number(await matchPosition(unit, name)), limit)
  const last = facts.at(-1)
  if (last === undefined) return 0
  const trades = tradesOf(facts)
  const found = await transactionsOfFacts(unit, trades)
  const told = found.map(({ place, id }) => ({ id, position: trades[place]?.position ?? 0 }))
  await judgeByHost(unit, await withNews(unit, told))
  await saveMatchPosition(unit, name, String(last.position))
  return facts.length
}

/**
 * Notes facts that moved money and are nobody's as expected: their records are on their way. Only once they had the time
 * to come: those of a terminal that sends in bulk come after its host has told of them. Answers how many were looked at.
 */
export async function noteHostStrangers(unit: Unit, acquirerId: string, limit: number): Promise<number> {
  const name = `host strangers ${acquirerId}`
  const page = await hostFactsAfter(unit, acquirerId, Number(await matchPosition(unit, name)), limit)
  const now = unit.clock.now()
  // a host whose clock is wrong keeps nobody waiting
  const young = page.findIndex(({ at }) => at > now - STRANGER_NOTED_MS && at <= now + HOST_CLOCKS_MS)
  const facts = young === -1 ? page : page.slice(0, young)
  const last = facts.at(-1)
  if (last === undefined) return 0
  const trades = tradesOf(facts)
  const found = await transactionsOfFacts(unit, trades)
  await noteStrangers(unit, trades, new Set(found.map(({ place }) => place)))
  await saveMatchPosition(unit, name, String(last.position))
  return facts.length
}

function tradesOf<Fact extends HostFactKey & { readonly isTrade: boolean }>(facts: readonly Fact[]): Fact[] {
  return facts.filter(({ isTrade, terminalId }) => isTrade && terminalId !== null)
}

/** Transactions without those that were matched when their fact was there already. */
async function withNews(
  db: Scoped,
  told: readonly { readonly id: string; readonly position: number }[],
): Promise<string[]> {
  if (told.length === 0) return []
  const known = await db.query<{ id: string; position: number }>(
    `select transaction_id as id, host_position as position from record_match
     where transaction_id = any($1::text[]) and source = 'HOST' and state = 'MATCHED' and host_position is not null`,
    [told.map(({ id }) => id)],
  )
  const through = new Map(known.map(({ id, position }) => [id, position]))
  return told.filter(({ id, position }) => position > (through.get(id) ?? 0)).map(({ id }) => id)
}

async function noteStrangers(unit: Unit, trades: readonly HostFactKey[], known: ReadonlySet<number>): Promise<void> {
  const at = unit.clock.now()
  const rows = trades.flatMap((fact, place): Omit<RecordMatchRow, 'id'>[] => {
    if (known.has(place) || fact.fate !== 'APPROVED') return []
    const { acquirerId, path, position, terminalId, amount, currency, settlementDate } = fact
    return [
      {
        ...{ source: 'HOST', acquirerId, path, terminalId, amount: null, currency, theirs: amount, state: 'EXPECTED' },
        ...{ agentId: null, merchantId: null, transactionId: null, importId: null, line: null, hostPosition: position },
        ...{ businessDate: settlementDate ?? new Date(fact.at).toISOString().slice(0, 10), at, changedAt: at },
      },
    ]
  })
  await unnestInsert(unit, recordMatchTable, rows, {
    onConflict:
      'on conflict (acquirer_id, host_position) where host_position is not null and transaction_id is null do nothing',
  })
}

/**
 * Holds transactions that came since against their hosts, in the order in which they came; answers how many were looked
 * at. Those of which the host told before are matched here; what came later has met them there.
 */
export async function matchOwnRecords(unit: Unit, limit: number): Promise<number> {
  const after = await matchPosition(unit, 'own')
  const rows = await unit.query<{ id: string; isNew: boolean }>(
    `select page.id, not exists (select from record_match m where m.transaction_id = page.id and m.source = 'HOST')
         and exists (select from host_record h where h.acquirer_id = page.acquirer_id) as "isNew"
     from (select id, acquirer_id, recorded_at, bool_or(recorded_at > $2) over (order by id) as young
       from (select id, acquirer_id, recorded_at from transaction where id > $1 order by id limit $3) as next) as page
     where not young order by page.id`,
    [after, new Date(unit.clock.now() - OWN_SETTLED_MS), limit],
  )
  const last = rows.at(-1)
  if (last === undefined) return 0
  await judgeByHost(
    unit,
    rows.filter(({ isNew }) => isNew).map(({ id }) => id),
  )
  await saveMatchPosition(unit, 'own', last.id)
  return rows.length
}

type Open = Pick<RecordMatchRow, 'id' | 'state' | 'acquirerId' | 'hostPosition' | 'transactionId'>

/** Looks again at what was expected or late; answers how many there were, and behind which to go on. */
export async function matchHostAgain(
  unit: Unit,
  afterId: number,
  limit: number,
): Promise<{ readonly looked: number; readonly lastId: number }> {
  const open = await unit.query<Open>(
    `select id, state, acquirer_id as "acquirerId", host_position as "hostPosition", transaction_id as "transactionId" from record_match
     where source = 'HOST' and state in ('EXPECTED', 'LATE') and id > $1 order by id limit $2`,
    [afterId, limit],
  )
  const strangers = open.filter(({ transactionId }) => transactionId === null)
  const facts = await factsOfStrangers(unit, strangers)
  const found = await transactionsOfFacts(
    unit,
    facts.map(({ fact }) => fact),
  )
  await judgeByHost(unit, [...open.flatMap(({ transactionId }) => transactionId ?? []), ...found.map(({ id }) => id)])
  const matched = new Set(found.map(({ place }) => place))
  await gradeStrangers(
    unit,
    facts.filter((_, place) => !matched.has(place)),
  )
  return { looked: open.length, lastId: open.at(-1)?.id ?? afterId }
}

interface Stranger {
  readonly open: Open
  readonly fact: HostFactKey
}

async function factsOfStrangers(db: Scoped, strangers: readonly Open[]): Promise<readonly Stranger[]> {
  const places = strangers.map(({ acquirerId, hostPosition }) => ({ acquirerId, position: hostPosition ?? 0 }))
  const byPlace = new Map<string, HostFactKey>()
  for (const fact of await hostFactsAt(db, places)) byPlace.set(`${fact.acquirerId} ${fact.position}`, fact)
  return strangers.flatMap((open) => {
    const fact = byPlace.get(`${open.acquirerId} ${open.hostPosition}`)
    return fact === undefined ? [] : [{ open, fact }]
  })
}

/** Expected, then late, then missing with us; what the host took back itself is missed by nobody. */
async function gradeStrangers(unit: Unit, strangers: readonly Stranger[]): Promise<void> {
  const reversed = await reversedKeys(
    unit,
    strangers.map(({ fact }) => fact),
  )
  await settleStrangers(
    unit,
    strangers.filter((_, place) => reversed.has(place)).map(({ open }) => open.id),
  )
  const left = strangers.filter((_, place) => !reversed.has(place))
  const passed = await journalsPassed(
    unit,
    left.map(({ fact }) => ({ terminalId: fact.terminalId ?? '', at: fact.at })),
  )
  const now = unit.clock.now()
  const graded = left.flatMap(({ open, fact }, place) => {
    const age = now - fact.at
    const isMissing = age > HOST_GIVEN_UP_MS || (age > HOST_DUE_MS && passed[place] === true)
    const state: MatchNote = isMissing ? 'MISSING_HERE' : age > HOST_DUE_MS ? 'LATE' : 'EXPECTED'
    return state === open.state ? [] : [{ open, state }]
  })
  if (graded.length === 0) return
  await unit.execute(
    `update record_match m set state = n.state, changed_at = $3 from unnest($1::bigint[], $2::text[]) as n (id, state) where m.id = n.id`,
    [graded.map(({ open }) => open.id), graded.map(({ state }) => state), new Date(now)],
  )
  tellFindings(
    unit,
    'HOST',
    graded.map(({ open: { acquirerId, hostPosition }, state }) => ({
      acquirerId,
      subject: String(hostPosition),
      state,
    })),
  )
}

async function reversedKeys(db: Scoped, facts: readonly HostFactKey[]): Promise<ReadonlySet<number>> {
  const rows = await db.query<{ place: number }>(
    `select n.place::int - 1 as place from unnest($1::text[], $2::text[], $3::text[]) with ordinality as n (terminal_id, stan, batch_no, place)
     where exists (select from host_record h where h.terminal_id = n.terminal_id and h.original is not null
       and h.original ->> 'stan' = n.stan and h.original ->> 'batch' = n.batch_no and h.type = 'REVERSAL' and h.fate = 'REVERSED')`,
    [facts.map(({ terminalId }) => terminalId), facts.map(({ stan }) => stan), facts.map(({ batchNo }) => batchNo)],
  )
  return new Set(rows.map(({ place }) => place))
}
