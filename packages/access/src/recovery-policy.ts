import { RECOVERIES_PER_DAY_MAX, RECOVERIES_PER_HOUR_MAX } from './limits.ts'

/** Playbooks that may go without a person: the others need hands, or another device. */
export const AUTOMATIC_PLAYBOOKS = ['AUTH', 'NET', 'SYS'] as const
export type AutomaticPlaybook = (typeof AUTOMATIC_PLAYBOOKS)[number]

/** Which terminals are brought back without being asked: against which kind of cause, when, and how many. */
export interface RecoveryPolicy {
  /** None: nothing goes by itself. */
  readonly playbooks: readonly AutomaticPlaybook[]
  /** In each store's own time; null: at any hour. */
  readonly hours: { readonly from: string; readonly to: string } | null
  readonly perHour: number
  readonly perDay: number
  /** Somebody has pulled the brake: nothing goes by itself here or anywhere below, until two agree on another word. */
  readonly stopped: boolean
}

/** Off until two people decide otherwise. */
export const RECOVERY_DEFAULT: RecoveryPolicy = { playbooks: [], hours: null, perHour: 20, perDay: 200, stopped: false }

/** For an action over several places: only what all of them have. */
export function strictestRecovery(a: RecoveryPolicy, b: RecoveryPolicy): RecoveryPolicy {
  return {
    playbooks: a.playbooks.filter((one) => b.playbooks.includes(one)),
    hours: a.hours ?? b.hours,
    perHour: Math.min(a.perHour, b.perHour),
    perDay: Math.min(a.perDay, b.perDay),
    stopped: a.stopped || b.stopped,
  }
}

/** More than what is inherited; other hours than those above count as more. */
export function isLooserRecovery(inherited: RecoveryPolicy, wished: RecoveryPolicy): boolean {
  if (wished.playbooks.length === 0) return false
  const isOtherHours =
    inherited.hours !== null && (wished.hours?.from !== inherited.hours.from || wished.hours.to !== inherited.hours.to)
  return (
    inherited.stopped ||
    isOtherHours ||
    wished.playbooks.some((one) => !inherited.playbooks.includes(one)) ||
    wished.perHour > inherited.perHour ||
    wished.perDay > inherited.perDay
  )
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/

/** A wish as it will be stored, or the member that is wrong. */
export function checkRecovery(members: Readonly<Record<string, unknown>>): RecoveryPolicy | string {
  const { playbooks, hours, perHour, perDay, stopped } = members
  if (!Array.isArray(playbooks) || playbooks.some((one) => !AUTOMATIC_PLAYBOOKS.includes(one as AutomaticPlaybook)))
    return 'playbooks'
  const window = hours == null ? null : (hours as { from?: unknown; to?: unknown })
  if (window !== null && (!isTime(window.from) || !isTime(window.to) || window.from === window.to)) return 'hours'
  if (!isCount(perHour, RECOVERIES_PER_HOUR_MAX)) return 'perHour'
  if (!isCount(perDay, RECOVERIES_PER_DAY_MAX) || perDay < perHour) return 'perDay'
  return {
    playbooks: AUTOMATIC_PLAYBOOKS.filter((one) => playbooks.includes(one)),
    hours: window === null ? null : { from: window.from as string, to: window.to as string },
    ...{ perHour, perDay, stopped: stopped === true },
  }
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value)
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max
}
