import type { Instant } from '@budeng/kernel'
import { type TimeWindow, windowAt } from '../rollouts/window.ts'
import type { PlaybookId } from './playbook.ts'

/** Where and when terminals are brought back without being asked; a policy of a node. */
export interface AutomaticRecoveryPolicy {
  readonly playbooks: readonly PlaybookId[]
  /** Store time; null: at any hour. */
  readonly hours: TimeWindow | null
  readonly perHour: number
  readonly perDay: number
}

/** Off until somebody decides otherwise. */
export const AUTOMATIC_RECOVERY_DEFAULT: AutomaticRecoveryPolicy = {
  playbooks: [],
  hours: null,
  perHour: 20,
  perDay: 200,
}

export const AUTOMATIC_OBJECTIONS = [
  'NOT_IN_POLICY',
  'NOT_STRONG',
  'WORK_ORDER_OPEN',
  'OUTSIDE_HOURS',
  'HOUR_SPENT',
  'DAY_SPENT',
  'PART_OF_INCIDENT',
  'DISPATCH_STOPPED',
] as const
export type AutomaticObjection = (typeof AUTOMATIC_OBJECTIONS)[number]

/** Why nothing is done by itself, or null. The brake is told before what merely is not wanted. */
export function automaticObjection(
  policy: AutomaticRecoveryPolicy,
  asked: {
    readonly playbook: PlaybookId
    /** The diagnosis says "strong". */
    readonly isStrong: boolean
    /** A recovery by this playbook left a work order that is open: it is with people until they are done. */
    readonly isOrdered: boolean
    readonly at: Instant
    /** Of the store. */
    readonly zone: string
    readonly inIncident: boolean
    readonly isDispatchStopped: boolean
    /** Begun under this policy in the last hour and day. */
    readonly spent: { readonly hour: number; readonly day: number }
  },
): AutomaticObjection | null {
  const { playbook, isStrong, isOrdered, at, zone, inIncident, isDispatchStopped, spent } = asked
  if (isDispatchStopped) return 'DISPATCH_STOPPED'
  if (inIncident) return 'PART_OF_INCIDENT'
  // what needs a person or another device is never begun by itself, whatever the policy says
  if (playbook === 'SEC' || playbook === 'HW' || !policy.playbooks.includes(playbook)) return 'NOT_IN_POLICY'
  if (!isStrong) return 'NOT_STRONG'
  if (isOrdered) return 'WORK_ORDER_OPEN'
  if (policy.hours !== null && !windowAt(policy.hours, at, zone).isOpen) return 'OUTSIDE_HOURS'
  if (spent.hour >= policy.perHour) return 'HOUR_SPENT'
  return spent.day >= policy.perDay ? 'DAY_SPENT' : null
}
