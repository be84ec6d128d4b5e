import { HOUR } from '@budeng/kernel'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { type Corrected, correctAll, type JudgedRule, judgeByHand } from './correcting.ts'
import { pairedMaker } from './desk.ts'
import { fixturePlaces, newGround } from './ground.ts'
import { type Judgement, judge } from './judge.ts'
import { Machine } from './machines.ts'
import { type Month, type Stand, standsOf, Trade } from './month.ts'
import { eachOnce, isWithoutJournal, JUDGED_FAULTS, nothingWrong, toBeJudged } from './plans.ts'
import { type Equipped, midnight, Setting } from './setting.ts'
import { type Injected, RULE_OF } from './truth.ts'
import { World } from './world.ts'

/** Days before today on which the months begin; the people of the warm-up work on the day between. */
const WARM_UP_FROM = 62
const JUDGED_ON = 32
const MONTH_FROM = 31
/** So many terminals are enough for the cases that people judge. */
const WARM_UP_TERMINALS_MAX = 200

const NOBODY: ReadonlySet<string> = new Set()

/** A month, and what the rules made of it. */
export interface Run {
  readonly month: Month
  readonly judgement: Judgement
}

export interface FaultyRun extends Run {
  readonly warmUp: { readonly terminals: number; readonly records: number; readonly rules: readonly JudgedRule[] }
  readonly corrected: Corrected
  /** Terminals whose correction cannot come to a proof, as the generator knows it. */
  readonly hopeless: ReadonlySet<string>
}

/** A month before, a month with faults of all kinds, and all of it corrected. */
export async function runFaulty(seed: number, terminals: number): Promise<FaultyRun> {
  const setting = await Setting.make(midnight(WARM_UP_FROM))
  try {
    const stands = await furnished(setting, seed, terminals)
    const machines = stands.map((stand) => new Machine(stand))
    const warmMachines = machines.filter((_, number) => !isWithoutJournal(number)).slice(0, WARM_UP_TERMINALS_MAX)
    const warm = warmMachines.map(({ stand }) => stand)
    tell(`warm-up: ${warm.length} terminals, seed ${seed}`)
    const before = await lived(setting, stands, WARM_UP_FROM, (world) =>
      new Trade(world, midnight(WARM_UP_FROM), warm, toBeJudged).run(),
    )
    tell('its cases are judged over the API')
    const ruled = JUDGED_FAULTS.map((fault) => RULE_OF[fault])
    const rules = await judgeByHand(setting, warmMachines, ruled, midnight(JUDGED_ON) + 8 * HOUR)
    tell(`${terminals} terminals, with faults`)
    const trade = { hopeless: NOBODY, away: NOBODY, legacy: NOBODY }
    const run = await lived(setting, stands, MONTH_FROM, async (world) => {
      const each = new Trade(world, midnight(MONTH_FROM), stands, eachOnce)
      Object.assign(trade, { hopeless: each.hopeless, away: each.away, legacy: each.legacy })
      const month = await each.run()
      const truth = [...month.truth, await pairOf(setting, world)]
      return { month, judgement: await judge(world.owner, truth, midnight(MONTH_FROM)) }
    })
    tell('everything is corrected')
    const speaking = machines.filter(({ stand }) => !trade.legacy.has(stand.place.tid))
    const corrected = await correctAll(setting, speaking, trade.away, midnight(MONTH_FROM))
    const warmUp = { terminals: warm.length, records: before.records, rules }
    return { ...run, warmUp, corrected, hopeless: trade.hopeless }
  } finally {
    setting.remove()
  }
}

/** The people of the warm-up who always agreed with each other: nights of the month see that of the weeks before. */
async function pairOf({ people }: Setting, { owner }: World): Promise<Injected> {
  const [maker] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ humanId: string }>('select human_id as "humanId" from person where email = $1', [
      pairedMaker(people)?.email,
    ]),
  )
  return { fault: 'SAME_PAIR', tid: '', cause: `desk:${maker?.humanId}`, minor: null }
}

/** People, terminals and tariffs are there before the first day. */
async function furnished(setting: Setting, seed: number, terminals: number): Promise<Stand<Equipped>[]> {
  const world = await World.open(await setting.ground(), midnight(WARM_UP_FROM))
  try {
    const places = await setting.populate(world.owner, terminals)
    await world.tariffs(places)
    return standsOf(places, seed)
  } finally {
    await world.close()
  }
}

async function lived<T>(
  setting: Setting,
  stands: readonly Stand[],
  from: number,
  live: (world: World) => Promise<T>,
): Promise<T> {
  const world = await World.open(await setting.ground(), midnight(from))
  try {
    await world.hold(stands.map(({ place }) => place))
    return await live(world)
  } finally {
    await world.close()
  }
}

/** A month in which nothing is wrong. */
export async function runClean(seed: number, terminals: number): Promise<Run> {
  const world = await World.open(await newGround(), midnight(MONTH_FROM))
  try {
    const places = await world.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => fixturePlaces(unit, terminals))
    await world.tariffs(places)
    await world.hold(places)
    const month = await new Trade(world, midnight(MONTH_FROM), standsOf(places, seed), nothingWrong).run()
    return { month, judgement: await judge(world.owner, month.truth, midnight(MONTH_FROM)) }
  } finally {
    await world.close()
  }
}

function tell(line: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)
}
