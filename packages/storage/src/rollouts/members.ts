import {
  type CommandState,
  groupOf,
  groupSizes,
  memberStanding,
  type MemberStanding,
  nextMemberLook,
  type ParametersState,
  RETRIED_STANDINGS,
  type RolloutFigures,
  spreadOver,
  valuesBefore,
} from '@budeng/fleet'
import { Fault, hashOf, type Instant } from '@budeng/kernel'
import { applyCommandInputs } from '../commands.ts'
import { ROLLOUT_COMMANDS_CHUNK, ROLLOUT_COUNT_CHUNK, ROLLOUT_FREEZE_CHUNK } from '../limits.ts'
import {
  type BulkRow,
  columnList,
  type RolloutMemberRow,
  rolloutMemberTable,
  type RolloutRow,
  unnestInsert,
  unnestUpdate,
} from '../rows/index.ts'
import { loadSituations } from '../situation.ts'
import { parametersOfTerminals } from '../terminal-parameters.ts'
import type { Scoped, Unit } from '../unit.ts'
import { STATE_OF_WISH } from './drift.ts'
import { takeWishesBack } from './parameters.ts'

const COLUMNS = columnList(rolloutMemberTable, 'member')

/** Writes down the next members of the frozen selection, in the order of ids; where each stands is worked out from its index. */
export async function freezeMembers(unit: Unit, rollout: RolloutRow, bulk: BulkRow): Promise<RolloutRow> {
  const { id: rolloutId, plan, cohort, frozen, frozenThrough, parameters: change } = rollout
  const at = unit.clock.now()
  const rows = await unit.query<{ terminalId: string; path: string | null }>(
    `select selected.terminal_id as "terminalId", terminal.path from selection_terminal selected
     left join terminal on terminal.id = selected.terminal_id
     where selected.selection_id = $1 and selected.terminal_id > $2 order by selected.terminal_id limit $3`,
    [bulk.selectionId, frozenThrough, ROLLOUT_FREEZE_CHUNK],
  )
  const ids = rows.map(({ terminalId }) => terminalId)
  const documents = change === null ? [] : await parametersOfTerminals(unit, ids)
  const valuesOf = new Map(documents.map(({ terminalId, parameterValues }) => [terminalId, parameterValues]))
  const sizes = groupSizes(plan, cohort)
  const placeOf = spreadOver(cohort, drawOf(rolloutId))
  const members = rows.map(({ terminalId, path }, index): RolloutMemberRow => {
    const place = placeOf(frozen + index)
    const groupNo = groupOf(sizes, place)
    return {
      ...{ rolloutId, place, groupNo, terminalId, path: path ?? rollout.path, standing: 'WAITING' },
      ...{ commandId: null, code: '', tries: 0, changedAt: at, lookAt: at, replaced: null },
      parametersBefore: change === null ? null : valuesBefore(valuesOf.get(terminalId) ?? null, change),
    }
  })
  await unnestInsert(unit, rolloutMemberTable, members)
  const last = rows.at(-1)
  if (last === undefined) throw new Fault(`${rolloutId} has ${frozen} members, and not ${cohort}`)
  // the selection is not needed any more
  if (frozen + rows.length === cohort)
    await unit.execute('update bulk set selection_id = null where id = $1', [bulk.id])
  return { ...rollout, frozen: frozen + rows.length, frozenThrough: last.terminalId }
}

/** Which terminals are the canaries is another with each rollout. */
function drawOf(id: string): number {
  return Number.parseInt(hashOf(id).slice(0, 6), 16)
}

/** The figures after members changed their standing. */
export function refigured(
  figures: readonly RolloutFigures[],
  changes: readonly { readonly groupNo: number; readonly from: MemberStanding; readonly to: MemberStanding }[],
): readonly RolloutFigures[] {
  const after = figures.map((group) => ({ ...group }))
  for (const { groupNo, from, to } of changes) {
    const group = after[groupNo]
    if (group === undefined) throw new RangeError(`there is no group ${groupNo}`)
    group[from]--
    group[to]++
  }
  return after
}

type Looked = RolloutMemberRow & { readonly state: CommandState; readonly publishedAt: Instant | null }

/**
 * Counts the members of which something was told, or whose silence says something by now. Takes no lock of a command or a
 * terminal: whoever moves those on waits for the member, never the other way round. Answers how many were looked at.
 */
export async function countMembers(
  unit: Unit,
  rollout: RolloutRow,
): Promise<{ readonly rollout: RolloutRow; readonly looked: number }> {
  const at = unit.clock.now()
  const members = await unit.query<Looked>(
    `select ${COLUMNS}, command.state, command.published_at as "publishedAt"
     from (select rollout_id, place from rollout_member where rollout_id = $1 and standing <> 'WAITING' and look_at <= $2
           order by look_at limit $3 for no key update skip locked) as due
     join rollout_member member on member.rollout_id = due.rollout_id and member.place = due.place
     join command on command.id = member.command_id`,
    [rollout.id, new Date(at), ROLLOUT_COUNT_CHUNK],
  )
  if (members.length === 0) return { rollout, looked: 0 }
  const situations = await loadSituations(
    unit,
    members.map(({ terminalId }) => terminalId),
  )
  const changed = members.map((member) => {
    const sight = situations.get(member.terminalId) ?? { connected: false, heartbeatAt: null, heartbeatIntervalMs: 0 }
    const standing = memberStanding(member, sight, at)
    const changedAt = standing === member.standing ? member.changedAt : at
    return {
      ...member,
      standing,
      changedAt,
      lookAt: nextMemberLook(standing, member, sight, at),
      from: member.standing,
    }
  })
  await unnestUpdate(unit, rolloutMemberTable, changed, ['standing', 'changedAt', 'lookAt'])
  const figures = refigured(
    rollout.figures,
    changed.map(({ groupNo, from, standing: to }) => ({ groupNo, from, to })),
  )
  return { rollout: { ...rollout, figures }, looked: members.length }
}

/**
 * Takes back commands that no terminal can have: of a rollout that stands still they wait anew, of one that was cancelled
 * they end. Answers how many were taken back.
 */
export async function withdrawUnsent(
  unit: Unit,
  rollout: RolloutRow,
  by: string,
): Promise<{ readonly rollout: RolloutRow; readonly withdrawn: number }> {
  const at = unit.clock.now()
  const ids = await unit.query<{ id: string }>(
    `select id from command where bulk_id = $1 and state in ('QUEUED', 'PENDING_APPROVAL') and caused_by is null and signed_at is null
     order by id limit $2`,
    [rollout.bulkId, ROLLOUT_COMMANDS_CHUNK],
  )
  if (ids.length === 0) return { rollout, withdrawn: 0 }
  const applied = await applyCommandInputs(
    unit,
    ids.map(({ id: commandId }) => ({ commandId, input: { kind: 'cancel', at, by } })),
  )
  const ended = applied.filter(({ command }) => command?.state === 'CANCELLED').map(({ commandId }) => commandId)
  const members = await unit.query<RolloutMemberRow>(
    `select ${COLUMNS} from rollout_member member where command_id = any($1) for no key update`,
    [ended],
  )
  await takeWishesBack(unit, rollout, members)
  if (rollout.state === 'CANCELLED') return { rollout, withdrawn: ids.length }
  return { rollout: await putBack(unit, rollout, members, at), withdrawn: ids.length }
}

/** Puts members back whose command has ended badly or was not heard of in time; answers how many. */
export async function putBackFailed(
  unit: Unit,
  rollout: RolloutRow,
): Promise<{ readonly rollout: RolloutRow; readonly count: number }> {
  const members = await unit.query<RolloutMemberRow>(
    `select ${COLUMNS} from rollout_member member where rollout_id = $1 and standing = any($2) limit $3 for no key update`,
    [rollout.id, RETRIED_STANDINGS, ROLLOUT_COUNT_CHUNK],
  )
  return { rollout: await putBack(unit, rollout, members, unit.clock.now()), count: members.length }
}

async function putBack(
  unit: Unit,
  rollout: RolloutRow,
  members: readonly RolloutMemberRow[],
  at: Instant,
): Promise<RolloutRow> {
  await unnestUpdate(
    unit,
    rolloutMemberTable,
    members.map((member) => ({
      ...member,
      ...{ standing: 'WAITING', commandId: null, changedAt: at, lookAt: at, tries: member.tries + 1, replaced: null },
    })),
    ['standing', 'commandId', 'changedAt', 'lookAt', 'tries', 'replaced'],
  )
  const changes = members.map(({ groupNo, standing: from }) => ({ groupNo, from, to: 'WAITING' as const }))
  return { ...rollout, figures: refigured(rollout.figures, changes) }
}

export interface MemberListQuery {
  readonly rolloutId: string
  readonly standings: readonly MemberStanding[] | null
  readonly group: number | null
  /** Where they stand between the parameters that are wished for them and those that they say they hold. */
  readonly drift: readonly ParametersState[] | null
  /** Ordinal of the last one that was shown. */
  readonly after: number | null
  readonly limit: number
}

/** One page of the members in scope, in their order. */
export async function listMembers(db: Scoped, query: MemberListQuery): Promise<RolloutMemberRow[]> {
  const { rolloutId, standings, group, drift, after, limit } = query
  return await db.query<RolloutMemberRow>(
    `select ${COLUMNS} from rollout_member member
       left join terminal_parameters p on $5::text[] is not null and p.terminal_id = member.terminal_id
     where rollout_id = $1 and place > $2 and ($3::text[] is null or standing = any($3)) and ($4::int is null or group_no = $4)
       and ($5::text[] is null or ${STATE_OF_WISH} = any($5))
     order by place limit $6`,
    [rolloutId, after ?? 0, standings, group, drift, limit],
  )
}
