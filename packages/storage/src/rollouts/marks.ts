import type { Command } from '@budeng/fleet'
import { isFinal } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { Case } from '../command-batch.ts'
import type { Unit } from '../unit.ts'

/** As much as a rollout tells apart: not sent, sent, or how it ended. */
function stage({ state, publishedAt }: Pick<Command, 'state' | 'publishedAt'>): string {
  if (isFinal(state) || state === 'UNKNOWN') return state
  return publishedAt === null ? 'UNSENT' : 'SENT'
}

/**
 * Lets rollouts look at members whose command went on. Written always, also over a mark that is there: whoever counts
 * holds the member, so that what is told meanwhile is seen by the next count.
 */
export async function tellMembers(unit: Unit, cases: readonly Case[], at: Instant): Promise<void> {
  const ids = cases
    .filter(({ row, command }) => row.bulkId !== null && row.causedBy === null && stage(row) !== stage(command))
    .map(({ command }) => command.id)
  if (ids.length === 0) return
  await unit.execute(
    `with told as (select rollout_id, place from rollout_member where command_id = any($1) order by rollout_id, place for no key update)
     update rollout_member member set look_at = $2 from told where member.rollout_id = told.rollout_id and member.place = told.place`,
    [ids, new Date(at)],
  )
}
