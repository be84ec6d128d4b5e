import { grantState } from '@budeng/access'
import { applyCommandInputs } from '../commands.ts'
import { columnList, type GrantRow, grantTable } from '../rows/index.ts'
import type { Unit } from '../unit.ts'

/** Why commands are removed when the grant that they were charged to ends. */
export type GrantEnd = 'GRANT_REVOKED' | 'GRANT_EXPIRED'

/** Ends commands under a grant that cannot have been sent yet, at most `limit`; answers how many ended. */
export async function removeQueuedUnder(unit: Unit, grantId: string, code: GrantEnd, limit: number): Promise<number> {
  const queued = await unit.query<{ id: string }>(
    `select command.id from grant_charge join command on command.id = command_id
     where grant_id = $1 and command.state in ('QUEUED', 'PENDING_APPROVAL') and command.signed_at is null order by command.id limit $2`,
    [grantId, limit],
  )
  const at = unit.clock.now()
  const applied = await applyCommandInputs(
    unit,
    queued.map(({ id }) => ({ commandId: id, input: { kind: 'remove', at, code } })),
  )
  return applied.filter(({ command }) => command?.state === 'REMOVED').length
}

/**
 * Looks after grants that are over: what is still queued under them ends, and each that has nothing left is closed, an
 * expired one with its event. Answers how many commands ended.
 */
export async function closeEndedGrants(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const ended = await unit.query<GrantRow>(
    `select ${columnList(grantTable, 'agent_grant')} from agent_grant
     where closed_at is null and (revoked_at is not null or expires_at <= $1) order by id limit $2`,
    [new Date(at), limit],
  )
  let removed = 0
  for (const grant of ended) {
    if (removed >= limit) break
    const isRevoked = grantState(grant, at) === 'REVOKED'
    const count = await removeQueuedUnder(
      unit,
      grant.id,
      isRevoked ? 'GRANT_REVOKED' : 'GRANT_EXPIRED',
      limit - removed,
    )
    removed += count
    if (count > 0) continue
    await unit.execute('update agent_grant set closed_at = $2 where id = $1', [grant.id, new Date(at)])
    if (!isRevoked)
      unit.append([{ type: 'GrantExpired', subject: grant.id, path: grant.path, at, data: { nodeId: grant.nodeId } }])
  }
  return removed
}
