import { refuse } from '@budeng/kernel'
import type { RefusalCode } from '../refusals.ts'
import { RECOVERY_REASONS, type RecoveryReason } from './playbook.ts'
import type { Recovery } from './recovery.ts'

/** Why somebody has to go there: a recovery says so, or a visit found what may be a foreign hand (domain.md §16). */
export const WORK_ORDER_REASONS = [...RECOVERY_REASONS, 'VISIT_FAILED'] as const
export type WorkOrderReason = (typeof WORK_ORDER_REASONS)[number]

export const WORK_ORDER_STATES = ['OPEN', 'ASSIGNED', 'DONE', 'CANCELLED'] as const
export type WorkOrderState = (typeof WORK_ORDER_STATES)[number]

/** A work order that is closed stays so: whoever must go again is sent by another one. */
export function isWorkOrderOver(state: WorkOrderState): boolean {
  return state === 'DONE' || state === 'CANCELLED'
}

/** What is no matter for a technician: it passes by itself, or the terminal is not the one that it was. */
const NOBODY_NEEDED: readonly RecoveryReason[] = ['HOST_ILL', 'PART_OF_INCIDENT', 'SWAPPED', 'MOVED', 'RETIRED']

/**
 * Whether the end of a recovery sends somebody: an escalation does, and so does what nothing from afar helps where nobody
 * asked for it. A person who asked decides what is next; without one the policy would only try the same again.
 */
export function leavesWorkOrder({ end, reason, startedBy }: Pick<Recovery, 'end' | 'reason' | 'startedBy'>): boolean {
  if (end !== 'NOT_FIXABLE_REMOTELY') return end === 'ESCALATED'
  return startedBy === null && reason !== null && !NOBODY_NEEDED.includes(reason)
}

/** Why a work order cannot be changed so, or null. */
export function workOrderRefusal(
  state: WorkOrderState,
  after: { readonly state: WorkOrderState; readonly technician: string; readonly outcome: string },
): ReturnType<typeof refuse<RefusalCode>> | null {
  if (isWorkOrderOver(state)) return refuse('ALREADY_FINAL', { state }, ['workOrderId'])
  if (after.state === 'ASSIGNED' && after.technician === '')
    return refuse('TECHNICIAN_MISSING', undefined, ['technician'])
  return isWorkOrderOver(after.state) && after.outcome === '' ? refuse('OUTCOME_MISSING', undefined, ['outcome']) : null
}
