import { MINUTE, SECOND } from '@budeng/kernel'
import { startHouse } from '../commands/house.ts'
import { medianOf, shown } from '../figures.ts'
import { ROLLED_OUT, ROLLOUT_OTHERS_SHARE } from '../limits.ts'
import type { Options } from '../options.ts'
import { atLeast, type Findings, NO_GOAL, type Row } from '../report/row.ts'
import type { DatabaseServer } from '../servers/database.ts'
import { type FanOut, measureFanOut } from './fan-out.ts'
import { PLAN, rollOut } from './relogins.ts'
import { type Spread, spreadOf } from './spread.ts'

/** The pace that a plan asks for is kept to this share. */
const PACE_GOAL = 0.95

/**
 * (m) One rollout of re-logins in a whole house whose simulated terminals carry them out, each with its backup before and
 * its evidence after; beside the broker library alone, which only hands out as many messages of that size.
 */
export async function measureRollout(
  database: DatabaseServer,
  folder: string,
  { runs, terminals }: Options,
): Promise<Findings> {
  const wanted = terminals ?? ROLLED_OUT
  const fanOuts = await measureFanOut(wanted, runs)
  // all are well and none is in the middle of a sale: what is told is not how long one may be put off
  const house = await startHouse(database, folder, Math.round(wanted / (1 - ROLLOUT_OTHERS_SHARE)), [
    ...['--scenario', 'healthy', '--sales-per-hour', '0'],
  ])
  try {
    const rolledOut = await rollOut(house, wanted)
    const spread = spreadOf(rolledOut)
    return { rows: rowsOf(spread, fanOuts), figures: { plan: PLAN, ...rolledOut.previewed, ...spread, fanOuts } }
  } finally {
    await house.close()
  }
}

function rowsOf(spread: Spread, fanOuts: readonly FanOut[]): Row[] {
  const tookMs = medianOf(fanOuts, (one) => one.tookMs)
  const fannedOut = (1_000 * spread.targets) / tookMs
  const pace = PLAN.perMinute / (MINUTE / SECOND)
  const count = spread.targets.toLocaleString('en-US')
  const canaries = PLAN.groups.join(' and ')
  return [
    {
      group: 'm',
      what: `a rollout of ${count} re-logins, from the second yes to the last end; ${canaries} go first, then ${pace}/s, the most that a plan may ask for`,
      ours: `${shown(spread.tookMs / 1_000, 's')}, ${shown(spread.perSecond, 're-logins/s')}`,
      beside: `bare Aedes, as many messages of ${fanOuts[0]?.bytes ?? 0} B to as many clients, QoS 1 ${shown(tookMs / 1_000, 's')}, ${shown(fannedOut, '/s')}`,
      ratio: spread.perSecond / fannedOut,
      ...NO_GOAL,
    },
    {
      group: 'm',
      what: 'of one target, from its release to its end, its backup included, p99',
      ours: `${shown(spread.p99Ms, 'ms')} (p50 ${shown(spread.p50Ms, 'ms')})`,
      beside: `bare Aedes, from the publish to the client ${shown(
        medianOf(fanOuts, (one) => one.p99Ms),
        'ms',
      )}`,
      ratio: null,
      ...NO_GOAL,
    },
    {
      group: 'm',
      what: 'targets released, in the last group',
      ours: shown(spread.releasedPerSecond, '/s'),
      beside: `the pace of the plan ${shown(pace, '/s')}`,
      ratio: spread.releasedPerSecond / pace,
      ...atLeast(spread.releasedPerSecond / pace, PACE_GOAL),
    },
    {
      group: 'm',
      what: 'targets that are proven to be signed on anew',
      ours: shown(spread.succeeded),
      beside: `of ${count}`,
      ratio: spread.succeeded / spread.targets,
      goal: 'all',
      holds: spread.succeeded === spread.targets,
    },
  ]
}
