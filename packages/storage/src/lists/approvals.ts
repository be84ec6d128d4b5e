import type { Instant } from '@budeng/kernel'
import type { Scoped } from '../unit.ts'

/** What waits for a second person, whatever it is: found by its id. */
export interface PendingApproval {
  readonly id: string
  readonly kind: 'BULK' | 'COMMAND' | 'CHANGE' | 'REVIEW'
  readonly at: Instant
}

export interface ApprovalListQuery {
  /** Everything at and below. */
  readonly path: string
  readonly after: { readonly at: Instant; readonly id: string } | null
  readonly limit: number
}

/** Each arm walks a partial index of what waits, so that what was decided long ago costs nothing. */
const ARMS: readonly { readonly kind: PendingApproval['kind']; readonly from: string; readonly at: string }[] = [
  { kind: 'BULK', from: `bulk where state = 'PENDING_APPROVAL'`, at: 'requested_at' },
  { kind: 'COMMAND', from: `command where state = 'PENDING_APPROVAL' and bulk_id is null`, at: 'requested_at' },
  { kind: 'CHANGE', from: `change_request where state = 'PENDING'`, at: 'requested_at' },
  { kind: 'REVIEW', from: `break_glass where state = 'TO_REVIEW'`, at: 'used_at' },
]

/** One page of what waits under a node, the longest waiting first. */
export async function listApprovals(db: Scoped, { path, after, limit }: ApprovalListQuery): Promise<PendingApproval[]> {
  const arms = ARMS.map(
    ({ kind, from, at }) =>
      `(select id, '${kind}' as kind, ${at} as at from ${from} and path <@ $1::ltree
        and ($2::timestamptz is null or (${at}, id) > ($2, $3)) order by ${at}, id limit $4)`,
  )
  return await db.query<PendingApproval>(
    `select waiting.* from (${arms.join(' union all ')}) as waiting order by waiting.at, waiting.id limit $4`,
    [path, after === null ? null : new Date(after.at), after?.id ?? '', limit],
  )
}

/** How much waits under a node, counted up to a limit of each kind. */
export async function countApprovals(
  db: Scoped,
  path: string,
  max: number,
): Promise<{ readonly waiting: number; readonly overdueReviews: number }> {
  const arms = ARMS.map(({ from }) => `(select 1 from ${from} and path <@ $1::ltree limit $2)`)
  const [row] = await db.query<{ waiting: number; overdueReviews: number }>(
    `select (select count(*) from (${arms.join(' union all ')}) as waiting)::int as waiting,
       (select count(*) from break_glass where state = 'TO_REVIEW' and overdue_at is not null and path <@ $1::ltree)::int as "overdueReviews"`,
    [path, max],
  )
  return row ?? { waiting: 0, overdueReviews: 0 }
}
