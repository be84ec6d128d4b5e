import { SECOND } from '@budeng/kernel'
import { median, shown } from '../figures.ts'
import { BEAT_ONCE_MS, FRESH_MS } from '../limits.ts'
import { atMost, NO_GOAL, type Row } from '../report/row.ts'
import type { Wave } from './waves.ts'

/** Times in milliseconds. */
export interface Peer {
  readonly connectedMs: number
  /** Memory of all its processes, after a full collection. */
  readonly residentBytes: number
  /** A heartbeat of each at once, until the last was taken; median. */
  readonly takenMs: number
}

/** One fleet, at one server in each lane. */
export interface Measured {
  readonly terminals: number
  readonly lanes: number
  readonly openFiles: number
  readonly bare: Peer
  readonly ours: Omit<Peer, 'takenMs'> & {
    /** Connections that the database holds for ready. */
    readonly held: number
    /** Terminals that are online after the first heartbeat of each, and when the last was. */
    readonly online: number
    readonly onlineMs: number
    /** All at once, in each run. */
    readonly atOnce: readonly Wave[]
    /** Evenly over `BEAT_ONCE_MS`. */
    readonly spread: Wave
  }
}

/** A fleet of 10,000 is back within this, without jitter; each gateway lets in 500 a second. */
const BACK_GOAL_MS = 60 * SECOND
const BACK_GOAL_TERMINALS = 10_000
const LET_IN_PER_SECOND = 500
const MEGABYTE = 1_024 ** 2

/** What is told of one fleet. */
export function rowsOf({ terminals, lanes, openFiles, bare, ours }: Measured): Row[] {
  const count = terminals.toLocaleString('en-US')
  const gateways = lanes === 1 ? 'one gateway' : `${lanes} gateways, for a process may open ${openFiles} files here`
  const perSecond = (ms: number) => terminals / (ms / SECOND)
  const rate = (ms: number) => `${shown(ms / SECOND, 's')}, ${shown(perSecond(ms), '/s')}`
  const freshMs = median(ours.atOnce.map(({ stored }) => stored?.freshMs ?? Number.NaN))
  const missing = Math.max(...ours.atOnce.map(({ stored }) => stored?.missing ?? terminals))
  const row = (what: string, own: string, beside: string, ratio: number | null) =>
    ({ group: 'n', what: `${count} terminals ${what}`, ours: own, beside, ratio, ...NO_GOAL }) as const
  return [
    {
      ...row(
        `connect and are welcomed, ${gateways}; each lets in ${LET_IN_PER_SECOND}/s`,
        rate(ours.connectedMs),
        `bare Aedes ${rate(bare.connectedMs)}`,
        bare.connectedMs / ours.connectedMs,
      ),
      ...(terminals <= BACK_GOAL_TERMINALS ? atMost(ours.connectedMs, BACK_GOAL_MS, ' ms') : NO_GOAL),
    },
    {
      ...row(
        'held, as the database has them; memory of what holds them',
        `${shown(ours.held)}, ${shown(ours.residentBytes / MEGABYTE, 'MB')}`,
        `bare Aedes ${shown(bare.residentBytes / MEGABYTE, 'MB')}`,
        ours.residentBytes / bare.residentBytes,
      ),
      goal: 'all',
      holds: ours.held === terminals,
    },
    {
      ...row('come online by their first heartbeat, all at once, each an event', rate(ours.onlineMs), '–', null),
      goal: 'all',
      holds: ours.online === terminals,
    },
    {
      ...row(
        'beat once, all at once, until every row holds it: heartbeats stored',
        `${rate(freshMs)}${missing === 0 ? '' : `, ${missing} rows not`}`,
        `bare Aedes, until the last is taken ${rate(bare.takenMs)}`,
        bare.takenMs / freshMs,
      ),
      goal: 'all',
      holds: missing === 0,
    },
    ageRow(row, ours.spread, terminals),
  ]
}

/** At five times the usual pace no row is older than a second. */
function ageRow(
  row: (what: string, own: string, beside: string, ratio: null) => Row,
  { stored }: Wave,
  terminals: number,
): Row {
  const { worstAgeMs, missing, looks } = stored ?? { worstAgeMs: Number.NaN, missing: terminals, looks: 0 }
  return {
    ...row(
      `beat once in ${BEAT_ONCE_MS / SECOND} s, the oldest row at the worst of ${looks} looks`,
      `${shown(worstAgeMs, 'ms')}${missing === 0 ? '' : `, ${missing} rows without it`}`,
      `newest of ${shown(terminals / (BEAT_ONCE_MS / SECOND), '/s')}, five times the usual pace`,
      null,
    ),
    goal: `all, ≤ ${FRESH_MS} ms`,
    holds: missing === 0 && worstAgeMs <= FRESH_MS,
  }
}
