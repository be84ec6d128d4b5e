import { detect, type Hit, readPlace, type RuleMode, type RuleId } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { LOOK_PLACES_MAX, LOOK_TERMINALS_MAX } from '../../limits.ts'
import type { CorrectionCaseRow } from '../../rows/index.ts'
import { detectionJournalTable, unnestInsert } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import type { PlaceKey } from '../cases/sides.ts'
import { caseOf, type CaseScope } from '../cases/stored-case.ts'
import { ruleStandings } from '../rules/standings.ts'
import { suppressionsInForce } from '../rules/suppressions.ts'
import { journalsAgain, placesAgain } from './again.ts'
import { claimTerminals, keepPlaces, placeKey } from './due.ts'
import { keepFindings } from './findings.ts'
import { gather, type Gathered } from './gather.ts'
import { type LookedTerminal, readTerminals } from './terminals.ts'
import { type BuiltView, buildView, placeOfRow } from './view.ts'
import { countWindows } from './windows.ts'

/** What one look came to. */
export interface Looked {
  readonly terminals: number
  readonly records: number
  readonly transactions: number
  readonly hits: number
  readonly opened: number
  readonly gone: number
}

const NOTHING_LOOKED: Looked = { terminals: 0, records: 0, transactions: 0, hits: 0, opened: 0, gone: 0 }

/**
 * Looks at terminals at which something happened: what came since the last look, up to where both sides acknowledged, and
 * what was to be looked at again. How far it came is committed with what was found: whoever falls goes on there.
 */
export async function lookAtTerminals(unit: Unit, limit = LOOK_TERMINALS_MAX): Promise<Looked> {
  const claimed = await claimTerminals(unit, limit)
  if (claimed.length === 0) return NOTHING_LOOKED
  const terminals = await readTerminals(unit, claimed)
  const places = await takePlaces(unit, [...terminals.keys()])
  let sum = NOTHING_LOOKED
  const next = new Map<string, Instant | null>()
  for (const [acquirerId, ones] of Map.groupBy([...terminals.values()], ({ scope }) => scope.acquirerId)) {
    const ids = new Set(ones.map(({ scope }) => scope.terminalId))
    const own = places.filter(({ terminalId }) => ids.has(terminalId))
    const { looked, again } = await lookAtAcquirer(unit, acquirerId, ones, own)
    sum = added(sum, looked)
    for (const [id, at] of again) next.set(id, at)
  }
  await finish(unit, claimed, next)
  return { ...sum, terminals: claimed.length }
}

function added(one: Looked, other: Looked): Looked {
  return {
    terminals: one.terminals + other.terminals,
    records: one.records + other.records,
    transactions: one.transactions + other.transactions,
    hits: one.hits + other.hits,
    opened: one.opened + other.opened,
    gone: one.gone + other.gone,
  }
}

type DuePlace = PlaceKey & { readonly since: Instant }

/** Places whose time it is: this look answers for them. */
async function takePlaces(unit: Unit, terminalIds: readonly string[]): Promise<readonly DuePlace[]> {
  return await unit.query<DuePlace>(
    `delete from detection_place p using (
       select page.* from unnest($1::text[]) as n (id) cross join lateral (
         select terminal_id, batch_no, stan, msg_class from detection_place where terminal_id = n.id and due_at <= $2 order by batch_no, stan limit $3
       ) as page) as taken
     where p.terminal_id = taken.terminal_id and p.batch_no = taken.batch_no and p.stan = taken.stan and p.msg_class = taken.msg_class
     returning p.terminal_id as "terminalId", p.batch_no as "batchNo", p.stan, p.msg_class as "msgClass", p.since`,
    [terminalIds, new Date(unit.clock.now()), LOOK_PLACES_MAX],
  )
}

async function lookAtAcquirer(
  unit: Unit,
  acquirerId: string,
  terminals: readonly LookedTerminal[],
  places: readonly DuePlace[],
): Promise<{ looked: Looked; again: ReadonlyMap<string, Instant | null> }> {
  const now = unit.clock.now()
  const gathered = await gather(unit, acquirerId, terminals, places)
  const built = buildView(gathered, now)
  const standings = (await ruleStandings(unit, acquirerId)).filter(({ isInForce }) => isInForce)
  const modes = new Map(standings.map(({ rule, effective }) => [`${rule.id} ${rule.version}`, effective]))
  const hits = detect(
    built.view,
    standings.map(({ rule }) => rule),
  )
  const kept = await keepFindings(unit, {
    acquirerId,
    found: hits.map((hit) => ({ hit, mode: modeOf(modes, hit) })),
    suppressions: await suppressionsInForce(unit, [acquirerId], LOOK_PLACES_MAX),
    scopeOf: scopesOf(gathered),
    cases: gathered.cases,
    isCovered: (row) => isCovered(row, gathered, built),
    conditions: built.view.clocks.map(({ tid }) => `clock:${tid}`),
  })
  await countWindows(unit, gathered.journals)
  const since = new Map(places.map((place) => [placeKey(place), place.since]))
  await keepPlaces(unit, placesAgain(gathered, built, since, now))
  await saveJournals(unit, gathered)
  const again = new Map(
    terminals.map(({ scope: { terminalId } }) => {
      const isCut = gathered.journals.some(({ stream, isCut: more }) => more && stream.terminalId === terminalId)
      return [terminalId, isCut ? now : journalsAgain(gathered, built, terminalId, now)] as const
    }),
  )
  const records = gathered.journals.reduce((sum, journal) => sum + journal.records.length, 0)
  const looked = { terminals: 0, records, transactions: gathered.own.length, hits: hits.length, ...kept }
  return { looked, again }
}

function modeOf(modes: ReadonlyMap<string, RuleMode>, { rule, version }: { rule: RuleId; version: number }): RuleMode {
  return modes.get(`${rule} ${version}`) ?? 'SHADOW'
}

/** Where the case of a hit stands: at the terminal of its first record. */
function scopesOf({ terminals, mates, own, acquirerId }: Gathered): (hit: Hit) => CaseScope {
  const byTid = new Map<string, CaseScope>()
  for (const { row } of [...mates, ...own]) byTid.set(row.tid, row)
  for (const { scope, tid } of terminals.values()) byTid.set(tid, scope)
  const nowhere = { acquirerId, agentId: null, merchantId: null, storeId: null, terminalId: null, path: acquirerId }
  return ({ subjects, explanation: { facts } }) => {
    for (const text of [...subjects, String(facts['tid'] ?? '')]) {
      const scope = byTid.get(readPlace(text)?.tid ?? text.split(':')[0] ?? '') ?? byTid.get(text)
      if (scope !== undefined) return scope
    }
    return nowhere
  }
}

/** What is a fact of the past does not go away because nobody finds it again. */
const STAYS: ReadonlySet<string> = new Set([
  'KEY_CONFLICT',
  'JOURNAL_WIPE',
  'CLONE',
  'REVERSAL_STORM',
  'DECLINE_STORM',
  'BATCH_DIVERGENCE',
  'BATCH_REFUSED',
])

/** True when this look has seen all that a case is of: what it did not find there is not there. */
function isCovered(row: CorrectionCaseRow, gathered: Gathered, { view, unsettled }: BuiltView): boolean {
  const one = caseOf(row)
  if (one.hits.some(({ explanation: { code } }) => STAYS.has(code))) return false
  const [kind] = one.cause.split(':')
  if (kind === 'transaction') {
    const place = one.cause.slice('transaction:'.length)
    const isHere = gathered.keys.some(
      ({ tid, batchNo, stan, msgClass }) => `${tid}:${batchNo}:${stan}:${msgClass}` === place,
    )
    const isAnotherEpoch = gathered.own.some(
      (each) =>
        placeOfRow(each.row) === place &&
        !gathered.journals.some(
          ({ stream }) => stream.terminalId === each.row.terminalId && stream.epoch === each.row.epoch,
        ),
    )
    return isHere && !isAnotherEpoch && !unsettled.has(place)
  }
  if (kind === 'batch')
    return view.batches.some(({ tid, epoch, batch }) => one.cause === `batch:${tid}:${epoch}:${batch}`)
  const [, tid, , batch, after] = one.cause.split(':')
  // of numbers at a host only the newest are looked at
  if (kind === 'gap' && after !== undefined)
    return view.numbers.some((each) => each.tid === tid && each.batch === batch && each.stan === after)
  return kind === 'gap' || kind === 'line' || kind === 'journal' || kind === 'clock'
}

async function saveJournals(unit: Unit, { journals }: Gathered): Promise<void> {
  const moved = journals.flatMap(({ stream: { terminalId, epoch }, records }) => {
    const last = records.at(-1)
    return last === undefined ? [] : [{ terminalId, epoch, lookedSeq: last.seq }]
  })
  await unnestInsert(unit, detectionJournalTable, moved, {
    onConflict: 'on conflict (terminal_id, epoch) do update set looked_seq = excluded.looked_seq',
  })
}

/** When each terminal is to be looked at again: when its journal is, or the first of its places. */
async function finish(
  unit: Unit,
  claimed: readonly { readonly terminalId: string }[],
  next: ReadonlyMap<string, Instant | null>,
): Promise<void> {
  const times = claimed.map(({ terminalId }) => next.get(terminalId) ?? null)
  await unit.execute(
    `update detection_terminal d set looked_at = $3, day = null,
       due_at = least(n.at, (select min(p.due_at) from detection_place p where p.terminal_id = d.terminal_id))
     from unnest($1::text[], $2::timestamptz[]) as n (id, at) where d.terminal_id = n.id`,
    [
      claimed.map(({ terminalId }) => terminalId),
      times.map((at) => (at === null ? null : new Date(at))),
      new Date(unit.clock.now()),
    ],
  )
}
