import {
  decideRollout,
  type RefusalCode,
  RETRIED_STANDINGS,
  type RolloutFigures,
  type RolloutInput,
} from '@budeng/fleet'
import { Fault, type Instant, type Refusal } from '@budeng/kernel'
import type { RolloutRow } from '../rows/index.ts'
import type { Unit } from '../unit.ts'
import { openFigures, rolloutOf, saveRollout, withEvents } from './rollouts.ts'

/** What a person may say to a rollout. */
export const ROLLOUT_ACTS = ['PAUSE', 'RESUME', 'CANCEL', 'RETRY'] as const
export type RolloutAct = (typeof ROLLOUT_ACTS)[number]

/** Why it may not be said now, by the rule that decides; null: it may. */
export function rolloutRefusal(row: RolloutRow, act: RolloutAct, at: Instant): Refusal<RefusalCode> | null {
  const decision = decideRollout(rolloutOf(row), inputOf(row, at, { act, by: '', reason: '' }))
  return decision.ok ? null : decision.refusal
}

/** Says something to a rollout that is under lock; the worker does what follows. A refusal changes nothing. */
export async function sayToRollout(
  unit: Unit,
  row: RolloutRow,
  said: { readonly act: RolloutAct; readonly by: string; readonly reason: string },
): Promise<Refusal<RefusalCode> | null> {
  const decision = decideRollout(rolloutOf(row), inputOf(row, unit.clock.now(), said))
  if (!decision.ok) return decision.refusal
  if (decision.events.length === 0) throw new Fault(`${said.act} of ${row.id} says nothing`)
  const retryAt = said.act === 'RETRY' ? unit.clock.now() : row.retryAt
  await saveRollout(unit, { ...withEvents(row, decision.events), retryAt }, decision.events)
  return null
}

/** The open groups as they are once everything is put back that a retry has taken up. */
function figuresSoon(row: RolloutRow): readonly RolloutFigures[] {
  if (row.retryAt === null) return openFigures(row)
  return openFigures(row).map((group) => ({
    ...group,
    WAITING: RETRIED_STANDINGS.reduce((sum, standing) => sum + group[standing], group.WAITING),
    ...Object.fromEntries(RETRIED_STANDINGS.map((standing) => [standing, 0])),
  }))
}

function inputOf(
  row: RolloutRow,
  at: number,
  { act, by, reason }: { readonly act: RolloutAct; readonly by: string; readonly reason: string },
): RolloutInput {
  switch (act) {
    case 'PAUSE':
      return { kind: 'pause', at, by, reason }
    case 'CANCEL':
      return { kind: 'cancel', at, by, reason }
    case 'RESUME':
      return { kind: 'resume', at, by, groups: figuresSoon(row) }
    case 'RETRY':
      return { kind: 'retry', at, by, groups: figuresSoon(row) }
  }
}
