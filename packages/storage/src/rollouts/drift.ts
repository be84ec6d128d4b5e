import type { ParametersState } from '@budeng/fleet'
import { ROLLOUT_DRIFT_COUNTED_MAX } from '../limits.ts'
import type { Scoped } from '../unit.ts'

/** Where a terminal stands between what is wished for it and what it said last, as `parametersState` has it; `p` may be missing. */
export const STATE_OF_WISH = `case when p.terminal_id is null then 'NOT_SET' when p.reported is null then 'UNKNOWN'
  when p.reported = p.tag then 'EQUAL' else 'DRIFT' end`

/**
 * How many members in scope stand where between what is wished for them and what they say. Of a large rollout those whose
 * turn comes first are counted, so that it costs the same whatever the size; who was moved away is not counted.
 */
export async function countDrift(
  db: Scoped,
  rolloutId: string,
): Promise<readonly { readonly state: ParametersState; readonly count: number }[]> {
  return await db.query<{ state: ParametersState; count: number }>(
    `select ${STATE_OF_WISH} as state, count(*)::int as count
     from rollout_member member join terminal on terminal.id = member.terminal_id
       left join terminal_parameters p on p.terminal_id = member.terminal_id
     where member.rollout_id = $1 and member.place <= $2 group by 1`,
    [rolloutId, ROLLOUT_DRIFT_COUNTED_MAX],
  )
}
