import {
  acceptedAuthority,
  freezeOver,
  memberStanding,
  type MemberStanding,
  nextMemberLook,
  NOT_AFTER_MIN_MS,
  openedAt,
  paceOf,
  stopOver,
  windowAt,
} from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import { chargeCommands } from '../access/charges.ts'
import { agentsOnPath } from '../access/grants.ts'
import { type DecidedTerminal, decideTerminals } from '../bulk-decisions.ts'
import { type AcceptedRequest, applyCommandInputs, insertCommands } from '../commands.ts'
import { ROLLOUT_COMMANDS_CHUNK, ROLLOUT_COUNT_CHUNK, ROLLOUT_PUT_OFF_MS } from '../limits.ts'
import {
  type BulkRow,
  bulkTable,
  columnList,
  type RolloutMemberRow,
  rolloutMemberTable,
  type RolloutRow,
  unnestUpdate,
} from '../rows/index.ts'
import { standingStops } from '../stops/heed.ts'
import type { Unit } from '../unit.ts'
import { openWatchWindows } from '../watch/windows.ts'
import { refigured } from './members.ts'
import { type TagOf, wishForTurns } from './parameters.ts'

interface Waiting extends RolloutMemberRow {
  /** Null: it left the reach of the person in whose right the commands are made. */
  readonly zone: string | null
  /** How long its command may live: to the end of its store's window at most. */
  life: Millis
  /** When that window opened; null: there is none. */
  opens: Instant | null
}

/**
 * Makes the next commands of the open groups, as many as the pace and the stores' windows allow now. There is more to do at
 * once when members were passed over and the pace is not used up.
 */
export async function makeNext(
  unit: Unit,
  rollout: RolloutRow,
  bulk: BulkRow,
  tagOf: TagOf,
): Promise<{ readonly rollout: RolloutRow; readonly isMore: boolean }> {
  const at = unit.clock.now()
  const pace = paceOf(rollout.plan, rollout.pacedThrough, at)
  const count = Math.min(pace.count, ROLLOUT_COMMANDS_CHUNK)
  if (count === 0) return { rollout, isMore: false }
  const isHeld = await holdsNow(unit)
  const waiting = await nextWaiting(unit, rollout, bulk, isHeld === null ? count : ROLLOUT_COUNT_CHUNK)
  const { open, closed } = byWindow(rollout, bulk, waiting, at, isHeld)
  const made = await makeFor(unit, rollout, bulk, open.slice(0, count), at, tagOf)
  const members = [...closed, ...made.members]
  await unnestUpdate(unit, rolloutMemberTable, members, [
    ...(['standing', 'commandId', 'code', 'path', 'changedAt', 'lookAt', 'replaced'] as const),
  ])
  const changes = made.members.map(({ groupNo, standing: to }) => ({ groupNo, from: 'WAITING' as const, to }))
  return {
    rollout: {
      ...rollout,
      pacedThrough: pace.through(made.commands),
      figures: refigured(rollout.figures, changes),
    },
    isMore: members.length > made.commands,
  }
}

/** Where no command is made now: under a stop of all dispatch, or in a watch window that freezes rollouts; null: nowhere. */
async function holdsNow(unit: Unit): Promise<((path: string) => boolean) | null> {
  const stops = await standingStops(unit)
  const windows = (await openWatchWindows(unit)).filter(({ allowsRollouts }) => !allowsRollouts)
  if (stops.length === 0 && windows.length === 0) return null
  return (path) => stopOver(stops, path) !== null || freezeOver(windows, path) !== null
}

/** By groups and in their order; where there are windows or holds, enough to put off those that are closed. */
async function nextWaiting(unit: Unit, rollout: RolloutRow, bulk: BulkRow, count: number): Promise<Waiting[]> {
  const limit = rollout.plan.window === null ? count : ROLLOUT_COUNT_CHUNK
  return await unit.query<Waiting>(
    `select page.*, node.time_zone as zone, 0 as life, null as opens from generate_series(0, $2::int) as open_group
     cross join lateral (
       select ${columnList(rolloutMemberTable, 'member')} from rollout_member member
       where rollout_id = $1 and group_no = open_group and standing = 'WAITING' and look_at <= $3
       order by look_at, place limit $4) as page
     left join terminal on terminal.id = page."terminalId" and terminal.path <@ $5::ltree
     left join node on node.id = terminal.store_id
     order by page."groupNo", page."lookAt", page.place limit $4`,
    [rollout.id, rollout.openGroup, new Date(unit.clock.now()), limit, bulk.path],
  )
}

/** A window that is about to close is closed: its commands could not begin any more. */
function byWindow(
  { plan: { window } }: RolloutRow,
  bulk: BulkRow,
  waiting: readonly Waiting[],
  at: Instant,
  isHeld: ((path: string) => boolean) | null,
): { readonly open: Waiting[]; readonly closed: Waiting[] } {
  const life = bulk.notAfter - bulk.requestedAt
  const open: Waiting[] = []
  const closed: Waiting[] = []
  for (const member of waiting) {
    if (isHeld?.(member.path) === true) {
      closed.push({ ...member, lookAt: at + ROLLOUT_PUT_OFF_MS })
      continue
    }
    if (window === null || member.zone === null) {
      open.push({ ...member, life })
      continue
    }
    const { isOpen, changesAt } = windowAt(window, at, member.zone)
    if (isOpen && changesAt - at >= NOT_AFTER_MIN_MS) {
      const opens = openedAt(window, at, member.zone)
      open.push({ ...member, life: Math.min(life, changesAt - at), opens })
    } else closed.push({ ...member, lookAt: changesAt })
  }
  return { open, closed }
}

interface Made {
  readonly members: readonly RolloutMemberRow[]
  readonly commands: number
}

async function makeFor(
  unit: Unit,
  rollout: RolloutRow,
  bulk: BulkRow,
  waiting: readonly Waiting[],
  at: Instant,
  tagOf: TagOf,
): Promise<Made> {
  const gone = waiting.filter(({ zone }) => zone === null).map((member) => skipped(member, 'MOVED', at))
  const here = waiting.filter(({ zone }) => zone !== null)
  if (here.length === 0) return { members: gone, commands: 0 }
  const lives = new Map(here.map(({ terminalId, life }) => [terminalId, life]))
  const openings = new Map(here.map(({ terminalId, opens }) => [terminalId, opens]))
  const { decidedBy, breakGlassId } = bulk
  const { action, agents, targets } = await decideTerminals(unit, bulk, [...lives.keys()], {
    authority: acceptedAuthority(bulk),
    agents: await agentsOnPath(unit, bulk.path),
    at,
    lifeOf: (terminalId) => lives.get(terminalId) ?? 0,
    opensOf: (terminalId) => openings.get(terminalId) ?? null,
    // whoever released alone what they had asked for is no second person: said to each command below
    approvedBy: breakGlassId === null && bulk.state === 'APPROVED' ? decidedBy : null,
    parameters: rollout.parameters && {
      change: rollout.parameters,
      before: new Map(here.map(({ terminalId, parametersBefore }) => [terminalId, parametersBefore])),
    },
  })
  const accepted: AcceptedRequest[] = targets.flatMap(({ decision, place }) =>
    decision?.ok === true ? { ...decision, terminal: place } : [],
  )
  const turns = targets.flatMap(({ decision, place, parameters }) =>
    decision?.ok === true && parameters !== null ? { ...parameters, place } : [],
  )
  const replaced = await wishForTurns(unit, rollout, bulk, turns, tagOf)
  await insertCommands(unit, accepted)
  const { authority } = action
  const commandIds = accepted.map(({ command }) => command.id)
  await chargeCommands(unit, { authority, agents, type: bulk.type, commandIds })
  if (breakGlassId !== null && decidedBy !== null)
    await applyCommandInputs(
      unit,
      commandIds.map((commandId) => ({ commandId, input: { kind: 'approve', at, by: decidedBy, breakGlassId } })),
    )
  await countMade(unit, bulk, accepted.length)
  const found = new Map(targets.map((target) => [target.terminal.terminalId, target]))
  return {
    members: [
      ...gone,
      ...here
        .flatMap((member) => afterwards(member, found.get(member.terminalId), at))
        .map((member) => ({ ...member, replaced: replaced.get(member.terminalId) ?? member.replaced })),
    ],
    commands: accepted.length,
  }
}

async function countMade(unit: Unit, bulk: BulkRow, count: number): Promise<void> {
  const madeCount = bulk.madeCount + count
  const commandCount = Math.max(bulk.commandCount, madeCount)
  await unnestUpdate(
    unit,
    bulkTable,
    [{ ...bulk, madeCount, commandCount, version: bulk.version + 1 }],
    ['madeCount', 'commandCount', 'version'],
  )
}

function skipped(member: RolloutMemberRow, code: string, at: Instant): RolloutMemberRow {
  return { ...member, standing: 'SKIPPED', code, changedAt: at, lookAt: null }
}

/** A member with its command, or why it gets none. What a budget does not allow now waits for the next hour. */
function afterwards(member: Waiting, target: DecidedTerminal | undefined, at: Instant): RolloutMemberRow[] {
  if (target === undefined) return [skipped(member, 'MOVED', at)]
  const { terminal, place, found, decision } = target
  if (decision === null && found.code === 'BUDGET_SPENT') return [{ ...member, lookAt: at + ROLLOUT_PUT_OFF_MS }]
  if (decision === null) return [skipped(member, `${found.kind}:${found.code}`, at)]
  if (!decision.ok) return [skipped(member, `NOT_ALLOWED:${decision.refusal.code}`, at)]
  const { command } = decision
  const standing: MemberStanding = memberStanding(command, terminal, at)
  const lookAt = nextMemberLook(standing, command, terminal, at)
  return [{ ...member, path: place.path, standing, commandId: command.id, code: '', changedAt: at, lookAt }]
}
