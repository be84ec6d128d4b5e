import { changedNames, changeHere, nextVersion, type ParametersSight } from '@budeng/fleet'
import { endDriftFaults } from '../alerts/drift.ts'
import { lockForRequests } from '../commands.ts'
import type { BulkRow, ParametersWish, RolloutMemberRow, RolloutRow } from '../rows/index.ts'
import { pulledSince, removeWishes, saveWishes, type SeenParameters, seenParameters } from '../terminal-parameters.ts'
import type { TerminalScope, Unit } from '../unit.ts'

/** How a version and its values are told by a terminal: `version.digest`. [P-24.3] */
export type TagOf = (version: number, values: ParametersWish['parameterValues']) => string

/** A terminal whose command is being made, and its parameters under lock. */
interface Turn {
  readonly place: TerminalScope
  readonly seen: SeenParameters
  readonly sight: ParametersSight
}

/**
 * Wishes for terminals whose turn has come what the rollout changes, in the name of whoever asked. Answers what each wish
 * took the place of; a terminal for which it was wished already is not in the answer.
 */
export async function wishForTurns(
  unit: Unit,
  { id: rolloutId, parameters: change }: Pick<RolloutRow, 'id' | 'parameters'>,
  { reason, requestedBy: changedBy }: Pick<BulkRow, 'reason' | 'requestedBy'>,
  turns: readonly Turn[],
  tagOf: TagOf,
): Promise<ReadonlyMap<string, NonNullable<RolloutMemberRow['replaced']>>> {
  if (change === null) return new Map()
  const at = unit.clock.now()
  const wishes = turns.flatMap((turn) => {
    const here = changeHere(change, turn.sight)
    if (here.kind !== 'CHANGES') return []
    const version = nextVersion(turn.seen.wish?.version ?? 0, turn.seen.reported)
    const { terminalId } = turn.place
    const about = { terminalId, version, parameterValues: here.values, tag: tagOf(version, here.values) }
    return [{ ...turn, wish: { ...about, changedBy, changedAt: at } }]
  })
  await saveWishes(
    unit,
    wishes.map(({ wish }) => wish),
    at,
  )
  unit.append(
    wishes.map(({ place: terminal, seen, wish: { version, parameterValues: values } }) => {
      const before = seen.wish?.parameterValues ?? {}
      const names = changedNames(before, values).join(', ')
      return {
        ...{ type: 'TerminalParametersSet', subject: terminal.terminalId, terminal, path: terminal.path, at },
        data: { version, names, reason, values, before, rolloutId, by: changedBy },
      }
    }),
  )
  return new Map(
    wishes.map(({ seen, wish }) => [
      wish.terminalId,
      { tag: wish.tag, was: seen.wish === null ? null : wishOnly(seen.wish) },
    ]),
  )
}

/**
 * Takes the rollout's wishes back where the command that was to bring them was taken back unsigned: a terminal that can
 * have none of it is left as it was. A wish that somebody changed since, or that another command may have brought, stays.
 * The terminals are locked.
 */
export async function takeWishesBack(
  unit: Unit,
  { id: rolloutId }: Pick<RolloutRow, 'id'>,
  members: readonly RolloutMemberRow[],
): Promise<void> {
  const ours = members.flatMap(({ terminalId, replaced }) => (replaced === null ? [] : [{ terminalId, ...replaced }]))
  if (ours.length === 0) return
  const at = unit.clock.now()
  const ids = ours.map(({ terminalId }) => terminalId)
  const seen = await seenParameters(unit, ids, 'update')
  const pulled = await pulledSince(unit, ids)
  const back = ours.filter(({ terminalId, tag }) => seen.get(terminalId)?.wish?.tag === tag && !pulled.has(terminalId))
  await saveWishes(
    unit,
    back.flatMap(({ was }) => was ?? []),
    at,
  )
  const told = await removeWishes(
    unit,
    back.flatMap(({ terminalId, was }) => (was === null ? [terminalId] : [])),
  )
  await endDriftFaults(unit, told)
  const places = await lockForRequests(
    unit,
    back.map(({ terminalId }) => terminalId),
  )
  unit.append(
    back.flatMap(({ terminalId: subject, was }) => {
      const terminal = places.get(subject)
      if (terminal === undefined) return []
      const data = { version: was?.version ?? 0, rolloutId, values: was?.parameterValues ?? {} }
      return [{ type: 'TerminalParametersTakenBack', subject, terminal, path: terminal.path, at, data }]
    }),
  )
}

function wishOnly({ terminalId, version, parameterValues, tag, changedBy, changedAt }: ParametersWish): ParametersWish {
  return { terminalId, version, parameterValues, tag, changedBy, changedAt }
}
