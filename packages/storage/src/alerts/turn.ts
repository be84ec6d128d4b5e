import { compareWithRule, defaultRule, type Metric, METRICS } from '@budeng/fleet'
import { type Instant, MINUTE, SECOND } from '@budeng/kernel'
import { newestPosition, readFeed } from '../feed.ts'
import { turnMissedVisits } from '../care/missed.ts'
import { readPosition, savePosition } from '../health/roll-up.ts'
import { type NewSample, samplesBetween } from '../health/samples.ts'
import type { Scoped, Unit } from '../unit.ts'
import { openWatchWindows } from '../watch/windows.ts'
import { judgeDrift } from './drift.ts'
import { judgeTerminals } from './judge.ts'
import { judgeOutages } from './outages.ts'
import { faultyBySight, judgeSight } from './sight.ts'

interface FiguresLook {
  readonly to: Instant
  readonly after: string
}

/** How far alerts have come: the feed, the figures, and when time alone was last looked at. */
interface Position {
  readonly feed: string
  readonly figuresAt: Instant
  /** A look at figures that took more than one turn: up to when it goes, and the last terminal that it came to. */
  readonly figuresLook?: FiguresLook | null
  readonly timeAt: Instant
  readonly outagesAt: Instant
  /** While true, outages are looked for with each turn. */
  readonly isTroubled: boolean
}

/** What is committed late is still seen: figures are looked at again for so long. */
const FIGURES_OVERLAP_MS = 15 * SECOND
const FIGURES_EVERY_MS = 5 * SECOND
/** Figures read in a turn for each terminal that it may judge: most are in order. */
const FIGURES_READ_FACTOR = 4
const TIME_EVERY_MS = MINUTE
const OUTAGES_EVERY_MS = 5 * SECOND

/** Events after which a terminal's alerts may be other ones, and those after which the platform counts. */
const CONCERNING =
  /^Terminal(Presence|SignOn|Fault|Booted|Clone|Suspended|Retired|Activated|Registered|State|HostSignOn)/
const COUNTED = /^Terminal(PresenceChanged|Booted|CloneSuspected|CloneOver)$/
const TROUBLING = /^Terminal(PresenceChanged|FaultSet)$/

/**
 * One turn of watching: only terminals of which something changed, or whose time has come, are judged. Outages come
 * first, so that they take in what would be raised singly. Answers how many events and dates it dealt with.
 */
export async function alertTurn(unit: Unit, max: number): Promise<number> {
  const now = unit.clock.now()
  const position = (await readPosition<Position>(unit, 'ALERTS')) ?? (await firstPosition(unit, now))
  const events = await readFeed(unit, BigInt(position.feed), max)
  const idsOf = (pattern: RegExp) => [
    ...new Set(
      events.flatMap(({ type, terminalId }) => (terminalId !== null && pattern.test(type) ? [terminalId] : [])),
    ),
  ]
  const isTime = now - position.timeAt >= TIME_EVERY_MS
  await judgeSight(unit, [...new Set([...idsOf(COUNTED), ...(isTime ? await faultyBySight(unit, max) : [])])])
  const isTroubled = position.isTroubled || idsOf(TROUBLING).length > 0
  const looksForOutages = isTroubled && now - position.outagesAt >= OUTAGES_EVERY_MS
  // a whole outage is in the feed at once: it is looked at before the first of its terminals is judged
  const outages = looksForOutages ? await judgeOutages(unit) : null
  const due = await dueTerminals(unit, now, max)
  const visits = isTime ? await turnMissedVisits(unit, max) : []
  const figures = await lookAtFigures(unit, position, now, max)
  await judgeTerminals(unit, [...new Set([...idsOf(CONCERNING), ...due, ...figures.beyond, ...visits])].sort())
  await savePosition(unit, 'ALERTS', {
    feed: String(events.at(-1)?.position ?? position.feed),
    figuresAt: figures.at,
    figuresLook: figures.look,
    timeAt: isTime && visits.length < max ? now : position.timeAt,
    outagesAt: looksForOutages && outages?.isMore !== true ? now : position.outagesAt,
    isTroubled: outages === null ? isTroubled : outages.open > 0 || idsOf(TROUBLING).length > 0,
  } satisfies Position)
  const isMore = outages?.isMore === true || figures.look !== null
  return events.length + due.length + visits.length + (isMore ? max : 0)
}

async function firstPosition(db: Scoped, now: Instant): Promise<Position> {
  return {
    feed: String(await newestPosition(db)),
    ...{ figuresAt: now, timeAt: now, outagesAt: 0, isTroubled: true },
  }
}

async function dueTerminals(db: Scoped, now: Instant, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select distinct id from (select terminal_id as id from alert_watch where due_at <= $1 order by due_at limit $2) as due`,
    [new Date(now), limit],
  )
  return rows.map(({ id }) => id)
}

/** Begins a look at new figures when it is time, or goes on with one: a whole fleet tells its figures at once. */
async function lookAtFigures(
  unit: Unit,
  position: Position,
  now: Instant,
  max: number,
): Promise<{ readonly at: Instant; readonly look: FiguresLook | null; readonly beyond: readonly string[] }> {
  const { figuresAt, figuresLook } = position
  const begun = figuresLook ?? null
  if (begun === null && now - figuresAt < FIGURES_EVERY_MS) return { at: figuresAt, look: null, beyond: [] }
  if (begun === null) await judgeDrift(unit, max)
  const { to, after } = begun ?? { to: now, after: '' }
  const limit = FIGURES_READ_FACTOR * max
  const samples = await samplesBetween(unit, figuresAt - FIGURES_OVERLAP_MS, to, { after, limit })
  const beyond = await troubledBy(unit, samples)
  const last = samples.length < limit ? undefined : samples.at(-1)
  return last === undefined
    ? { at: to, look: null, beyond }
    : { at: figuresAt, look: { to, after: last.terminalId }, beyond }
}

/** Whose new figures may raise or clear something: beyond some line somewhere, or watched for a figure already. */
async function troubledBy(db: Scoped, samples: readonly NewSample[]): Promise<string[]> {
  if (samples.length === 0) return []
  // while somebody is watched closer, lines are anywhere from where they are to where it is good
  const isTight = (await openWatchWindows(db)).some(({ patience }) => patience < 100)
  const lines = await db.query<{ subject: string; raiseAt: number }>(
    `select distinct subject, ${isTight ? 'clear_at' : 'raise_at'} as "raiseAt" from alert_rule where enabled and raise_at is not null`,
  )
  const mayBeBad = samples.filter(({ values }) =>
    METRICS.some((metric, place) => isBeyondAny(metric, values[place] ?? null, lines, isTight)),
  )
  const watched = await db.query<{ id: string }>(
    `select terminal_id as id from alert_watch where terminal_id = any($1::text[]) and subject = any($2::text[])
     union select terminal_id from alert where terminal_id = any($1::text[]) and subject = any($2::text[]) and state <> 'CLEARED'`,
    [samples.map(({ terminalId }) => terminalId), METRICS],
  )
  return [...mayBeBad.map(({ terminalId }) => terminalId), ...watched.map(({ id }) => id)]
}

function isBeyondAny(
  metric: Metric,
  value: number | null,
  lines: readonly { readonly subject: string; readonly raiseAt: number }[],
  isTight: boolean,
): boolean {
  if (value === null) return false
  const standard = defaultRule(metric)
  const own = lines.filter(({ subject }) => subject === metric)
  const line = isTight ? standard.clearAt : standard.raiseAt
  const all = standard.enabled ? [...own, { raiseAt: line }] : own
  return all.some(({ raiseAt }) => compareWithRule({ ...standard, raiseAt, clearAt: raiseAt }, value) === 'BAD')
}
