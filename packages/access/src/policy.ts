import { type Refusal, refuse } from '@budeng/kernel'
import {
  checkRecovery,
  isLooserRecovery,
  type RecoveryPolicy,
  RECOVERY_DEFAULT,
  strictestRecovery,
} from './recovery-policy.ts'
import { BULK_FROM_MAX, BULK_FROM_MIN, BULK_RAISE_MAX, TRAINING_TEXT_LENGTH_MAX } from './limits.ts'
import type { AccessRefusalCode } from './refusals.ts'
import { ROLES, type Role } from './role-names.ts'
import { TRAINING_TEXT } from './training-text.ts'

/** What an organisation may set for itself and everything below it, until a nearer one says otherwise. */
export const POLICY_KINDS = ['PRESENCE', 'STEP_UP', 'BULK_RAISE', 'BREAK_GLASS', 'RECOVERY'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]

/** Who must prove that the merchant is present before a re-login of one terminal. */
export interface PresencePolicy {
  readonly requiredFor: readonly Role[]
  /**
   * Presence is never asked in bulk, so a bulk action of such a person must be one: it makes at least so many commands.
   * Commands are counted, not terminals, or a second terminal that is skipped anyway would do for an escape.
   */
  readonly bulkFrom: number
  /** What is shown beside the words and digits. */
  readonly trainingText: { readonly 'zh-CN': string; readonly en: string }
}

/** Who must prove themselves again before a reversible command on one terminal. R2, bulk and R3 always ask. */
export interface StepUpPolicy {
  readonly singleR1: readonly Role[]
}

/** An action on more terminals than this counts one tier higher. */
export interface BulkRaisePolicy {
  readonly terminals: number
}

/** Whether one ADMIN may do at once what needs two, to be reviewed afterwards. */
export interface BreakGlassPolicy {
  readonly allowed: boolean
}

export interface Policies {
  readonly PRESENCE: PresencePolicy
  readonly STEP_UP: StepUpPolicy
  readonly BULK_RAISE: BulkRaisePolicy
  readonly BREAK_GLASS: BreakGlassPolicy
  readonly RECOVERY: RecoveryPolicy
}

/** An agent is the one whom an impostor would pretend to be. */
export const PRESENCE_FOR_DEFAULT: readonly Role[] = ['AGENT']

/** What holds where nobody has said anything. */
export function defaultPolicies(bulkRaise: number): Policies {
  return {
    PRESENCE: { requiredFor: PRESENCE_FOR_DEFAULT, bulkFrom: BULK_FROM_MIN, trainingText: TRAINING_TEXT },
    STEP_UP: { singleR1: ROLES },
    BULK_RAISE: { terminals: bulkRaise },
    BREAK_GLASS: { allowed: true },
    RECOVERY: RECOVERY_DEFAULT,
  }
}

/** One node's own word. `value` null: it was taken back, what is above holds again. */
export interface PolicyRow {
  readonly nodeId: string
  readonly kind: PolicyKind
  readonly value: unknown
  readonly version: number
}

/** A policy as it holds somewhere, with where it comes from: null, nobody has said anything. */
export interface Effective<Value> {
  readonly value: Value
  readonly from: string | null
}
export type EffectivePolicies = { readonly [Kind in PolicyKind]: Effective<Policies[Kind]> }

/** Tells what holds at a path: for each kind the word of the nearest node at or above it. `rows`: of all nodes on the way. */
export type PolicyBook = (path: string) => EffectivePolicies

export function policyBook(rows: readonly PolicyRow[], defaults: Policies): PolicyBook {
  const words = new Map(
    rows.filter(({ value }) => value !== null).map((row) => [`${row.kind} ${row.nodeId}`, row.value]),
  )
  return (path) => {
    const upwards = path.split('.').reverse()
    const nearest = <Kind extends PolicyKind>(kind: Kind): Effective<Policies[Kind]> => {
      const from = upwards.find((nodeId) => words.has(`${kind} ${nodeId}`))
      return from === undefined
        ? { value: defaults[kind], from: null }
        : { value: words.get(`${kind} ${from}`) as Policies[Kind], from }
    }
    // a stop reaches everything below it, whatever was agreed there
    const stoppedAt = upwards.findLast(
      (nodeId) => (words.get(`RECOVERY ${nodeId}`) as RecoveryPolicy | undefined)?.stopped,
    )
    return {
      PRESENCE: nearest('PRESENCE'),
      STEP_UP: nearest('STEP_UP'),
      BULK_RAISE: nearest('BULK_RAISE'),
      BREAK_GLASS: nearest('BREAK_GLASS'),
      RECOVERY:
        stoppedAt === undefined
          ? nearest('RECOVERY')
          : { value: words.get(`RECOVERY ${stoppedAt}`) as RecoveryPolicy, from: stoppedAt },
    }
  }
}

/** The policies without where they come from. */
export function policyValues({ PRESENCE, STEP_UP, BULK_RAISE, BREAK_GLASS, RECOVERY }: EffectivePolicies): Policies {
  return {
    PRESENCE: PRESENCE.value,
    STEP_UP: STEP_UP.value,
    BULK_RAISE: BULK_RAISE.value,
    BREAK_GLASS: BREAK_GLASS.value,
    RECOVERY: RECOVERY.value,
  }
}

/** For an action over several places: the strictest word of each of them holds for the whole. */
export function strictest(places: readonly Policies[], defaults: Policies): Policies {
  const [first = defaults, ...rest] = places
  return rest.reduce<Policies>(
    (sum, one) => ({
      PRESENCE: {
        requiredFor: union(sum.PRESENCE.requiredFor, one.PRESENCE.requiredFor),
        bulkFrom: Math.max(sum.PRESENCE.bulkFrom, one.PRESENCE.bulkFrom),
        trainingText: sum.PRESENCE.trainingText,
      },
      STEP_UP: { singleR1: union(sum.STEP_UP.singleR1, one.STEP_UP.singleR1) },
      BULK_RAISE: { terminals: Math.min(sum.BULK_RAISE.terminals, one.BULK_RAISE.terminals) },
      BREAK_GLASS: { allowed: sum.BREAK_GLASS.allowed && one.BREAK_GLASS.allowed },
      RECOVERY: strictestRecovery(sum.RECOVERY, one.RECOVERY),
    }),
    first,
  )
}

/**
 * Whether what is wished is looser than what is inherited: then somebody above must agree, or an agent could take away
 * from itself the wall that its acquirer built.
 */
export function loosens(inherited: Policies, wished: Policies): boolean {
  return (
    !includesAll(wished.PRESENCE.requiredFor, inherited.PRESENCE.requiredFor) ||
    wished.PRESENCE.bulkFrom < inherited.PRESENCE.bulkFrom ||
    !includesAll(wished.STEP_UP.singleR1, inherited.STEP_UP.singleR1) ||
    wished.BULK_RAISE.terminals > inherited.BULK_RAISE.terminals ||
    (wished.BREAK_GLASS.allowed && !inherited.BREAK_GLASS.allowed) ||
    isLooserRecovery(inherited.RECOVERY, wished.RECOVERY)
  )
}

type Checked =
  | { readonly ok: true; readonly value: Policies[PolicyKind] }
  | { readonly ok: false; readonly refusal: Refusal<AccessRefusalCode> }

/** A wish as it will be stored, or what is wrong with it. */
export function checkPolicy(kind: PolicyKind, wish: unknown): Checked {
  const members = typeof wish === 'object' && wish !== null ? (wish as Record<string, unknown>) : {}
  switch (kind) {
    case 'PRESENCE':
      return checkPresence(members)
    case 'STEP_UP': {
      const singleR1 = rolesOf(members['singleR1'])
      return singleR1 === null ? bad('singleR1') : { ok: true, value: { singleR1 } }
    }
    case 'BULK_RAISE': {
      const { terminals } = members
      return isWhole(terminals, 1, BULK_RAISE_MAX) ? { ok: true, value: { terminals } } : bad('terminals')
    }
    case 'BREAK_GLASS': {
      const { allowed } = members
      return typeof allowed === 'boolean' ? { ok: true, value: { allowed } } : bad('allowed')
    }
    case 'RECOVERY': {
      const checked = checkRecovery(members)
      return typeof checked === 'string' ? bad(checked) : { ok: true, value: checked }
    }
  }
}

function checkPresence(members: Readonly<Record<string, unknown>>): Checked {
  const requiredFor = rolesOf(members['requiredFor'])
  const { bulkFrom } = members
  const texts = members['trainingText'] as Partial<Record<string, unknown>> | undefined
  const [zh, en] = [texts?.['zh-CN'], texts?.['en']]
  if (requiredFor === null) return bad('requiredFor')
  if (!isWhole(bulkFrom, BULK_FROM_MIN, BULK_FROM_MAX)) return bad('bulkFrom')
  if (!isText(zh) || !isText(en)) return bad('trainingText')
  return { ok: true, value: { requiredFor, bulkFrom, trainingText: { 'zh-CN': zh.trim(), en: en.trim() } } }
}

function bad(member: string): { readonly ok: false; readonly refusal: Refusal<AccessRefusalCode> } {
  return refuse('BAD_POLICY', { member }, ['policy', member])
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= TRAINING_TEXT_LENGTH_MAX
}

/** In the order of the table of roles, each once, so that equal wishes are equal. */
function rolesOf(value: unknown): readonly Role[] | null {
  if (!Array.isArray(value) || value.some((role) => !ROLES.includes(role as Role))) return null
  return ROLES.filter((role) => value.includes(role))
}

function union(a: readonly Role[], b: readonly Role[]): readonly Role[] {
  return ROLES.filter((role) => a.includes(role) || b.includes(role))
}

function includesAll(roles: readonly Role[], wanted: readonly Role[]): boolean {
  return wanted.every((role) => roles.includes(role))
}
