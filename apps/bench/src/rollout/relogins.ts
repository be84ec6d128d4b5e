import { setTimeout as wait } from 'node:timers/promises'
import { ROLLOUT_PER_MINUTE_MAX, ROLLOUT_PLAN_DEFAULT } from '@budeng/fleet'
import type { Pool } from 'pg'
import { Holder } from '../commands/holder.ts'
import type { RunningHouse } from '../commands/house.ts'
import { order } from '../graphql/order.ts'
import { ROLLOUT_LACKING_SHARE, ROLLOUT_LOOK_MS, ROLLOUT_TIMEOUT_MS } from '../limits.ts'

/** Canaries as a plan has them unless it says otherwise, and the highest pace that it may say. */
export const PLAN = { groups: [...ROLLOUT_PLAN_DEFAULT.groups], perMinute: ROLLOUT_PER_MINUTE_MAX } as const

/** One target: its group, and when its re-login was made and came to its end, in platform time. */
export interface Target {
  readonly group: number
  readonly state: string
  readonly releasedAt: number
  readonly endedAt: number
}

export interface RolledOut {
  /** What the preview promised. */
  readonly previewed: { readonly total: number; readonly willCreate: number; readonly estimate: string }
  /** When the second person's yes let it run, in platform time. */
  readonly startedAt: number
  readonly targets: readonly Target[]
}

interface Preview {
  readonly actionPreview: {
    readonly total: number
    readonly willCreate: number
    readonly needsSecondPerson: boolean
    readonly estimate: string
    readonly hash: string
  }
}

const PREVIEW = `query ($selectionId: ID!, $command: CommandInput!, $plan: RolloutPlanInput!) {
  actionPreview(selectionId: $selectionId, command: $command, plan: $plan) { total willCreate needsSecondPerson estimate hash }
}`
const LOOK = 'query ($id: ID!) { rollout(id: $id) { state why startedAt } }'
const COMMAND = { relogin: { level: 'TERMINAL' } } as const

/**
 * Rolls re-logins out to all terminals of the acquirer that are online, as people do it over the API: selection, preview,
 * the wish bound to the preview's hash and confirmed with a passkey, the second person's yes; then waits for its end.
 */
export async function rollOut(house: RunningHouse, wanted: number): Promise<RolledOut> {
  await untilOnline(house.pool, wanted)
  const [maker, checker] = [await Holder.of(house, 'admin'), await Holder.of(house, 'admin2')]
  const { selection } = await order<{ selection: { id: string; count: number } }>(
    maker.session,
    'selectionCreate',
    'SelectionCreateInput',
    { filter: { presence: ['ONLINE'], signOn: ['SIGNED_ON'] } },
    'selection { id count }',
  )
  const { actionPreview: preview } = await maker.session.post<Preview>(PREVIEW, {
    selectionId: selection.id,
    command: COMMAND,
    plan: PLAN,
  })
  const { rollout } = await maker.confirmed<{ rollout: { id: string; action: { id: string; hash: string } } }>(
    'rolloutStart',
    'RolloutStartInput',
    {
      ...{ selectionId: selection.id, expectedCount: selection.count, previewHash: preview.hash },
      ...{ command: COMMAND, reason: 'bench', plan: PLAN },
    },
    'rollout { id action { id hash } }',
  )
  const { id: bulkId, hash } = rollout.action
  if (preview.needsSecondPerson)
    await checker.confirmed('bulkDecide', 'BulkDecideInput', { bulkId, hash, approve: true }, 'bulkAction { state }')
  const startedAt = await untilFinished(maker, rollout.id)
  const { total, willCreate, estimate } = preview
  return { previewed: { total, willCreate, estimate }, startedAt, targets: await targetsOf(house.pool, bulkId) }
}

/** Until all but a few of the wanted terminals are there. */
async function untilOnline(pool: Pool, wanted: number): Promise<void> {
  const look = async () => {
    const { rows } = await pool.query<{ count: string }>(
      `select count(*) from terminal t join connection c on c.terminal_id = t.id and c.ready
       where t.acquirer_code = 'huaxin' and t.presence = 'ONLINE' and t.sign_on = 'SIGNED_ON'`,
    )
    return Number(rows[0]?.count)
  }
  const end = performance.now() + ROLLOUT_TIMEOUT_MS
  for (let count = await look(); count < wanted * (1 - ROLLOUT_LACKING_SHARE); count = await look()) {
    if (performance.now() > end) throw new Error(`only ${count} of ${wanted} terminals are online`)
    await wait(ROLLOUT_LOOK_MS)
  }
}

/** Answers when it began. @throws when it stopped, was paused, or takes too long */
async function untilFinished({ session }: Holder, id: string): Promise<number> {
  const end = performance.now() + ROLLOUT_TIMEOUT_MS
  for (;;) {
    const { rollout } = await session.post<{ rollout: { state: string; why: string; startedAt: string | null } }>(
      LOOK,
      {
        id,
      },
    )
    const { state, why, startedAt } = rollout
    if (state === 'FINISHED' && startedAt !== null) return Date.parse(startedAt)
    if (!['WAITING', 'RUNNING'].includes(state)) throw new Error(`the rollout is ${state}: ${why}`)
    if (performance.now() > end) throw new Error(`the rollout is ${state} still: ${why}`)
    await wait(ROLLOUT_LOOK_MS)
  }
}

async function targetsOf(pool: Pool, bulkId: string): Promise<Target[]> {
  const { rows } = await pool.query<{ group: number; state: string; releasedAt: Date; endedAt: Date | null }>(
    `select m.group_no as group, c.state, c.requested_at as "releasedAt", c.finished_at as "endedAt"
     from command c join rollout_member m on m.command_id = c.id where c.bulk_id = $1 and c.type = 'RELOGIN'`,
    [bulkId],
  )
  return rows.map(({ releasedAt, endedAt, ...rest }) => ({
    ...rest,
    releasedAt: releasedAt.getTime(),
    endedAt: endedAt?.getTime() ?? Number.POSITIVE_INFINITY,
  }))
}
