import type { CommandType } from '../command.ts'

/** One playbook for each class of faults (domain §7; `TXN_*` faults are for corrections). */
export const PLAYBOOK_IDS = ['AUTH', 'NET', 'SYS', 'HW', 'SEC'] as const
export type PlaybookId = (typeof PLAYBOOK_IDS)[number]

/** A recovery ends in exactly one of these. */
export const RECOVERY_ENDS = ['RECOVERED', 'RECOVERED_WITH_WARNING', 'NOT_FIXABLE_REMOTELY', 'ESCALATED'] as const
export type RecoveryEnd = (typeof RECOVERY_ENDS)[number]

/** Why a recovery ended without having recovered anything, or what somebody must still know. */
export const RECOVERY_REASONS = [
  'UNREACHABLE',
  'BACKUP_FAILED',
  'NOT_REGISTERED',
  'HOST_ILL',
  'PART_OF_INCIDENT',
  'TAMPERED',
  'SIGN_ON_KEEPS_FAILING',
  'NETWORK_KEEPS_FAILING',
  'SYSTEM_KEEPS_FAILING',
  'HARDWARE_BROKEN',
  'SWAPPED',
  'MOVED',
  'RETIRED',
  'GIVEN_UP',
] as const
export type RecoveryReason = (typeof RECOVERY_REASONS)[number]

/** What a person is asked to do, mostly by asking the merchant. Words stand in each language. */
export const HUMAN_TASKS = ['OPERATOR_LOGIN', 'CHECK_PAPER', 'CHECK_POWER_AND_NETWORK', 'CHECK_SIM'] as const
export type HumanTask = (typeof HUMAN_TASKS)[number]

/** What is read from what is known, rather than done. */
export const CHECKS = ['NO_INCIDENT', 'RELOGIN_HELPS', 'PROBLEM_GONE', 'JOURNAL_COMPARED'] as const
export type Check = (typeof CHECKS)[number]

export type Act =
  | {
      readonly kind: 'COMMAND'
      readonly type: CommandType
      readonly params: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'HUMAN'; readonly task: HumanTask }
  | { readonly kind: 'CHECK'; readonly check: Check }

/** Where a step leads: to another one, or to an end. */
export type Next =
  | { readonly step: string }
  | { readonly end: Exclude<RecoveryEnd, 'RECOVERED_WITH_WARNING'>; readonly reason: RecoveryReason | null }

export interface Step {
  readonly id: string
  readonly act: Act
  readonly onSuccess: Next
  /**
   * Only asked for where a person started it and may ask for it; for everybody else it leads where its failure leads.
   * So a playbook stays open to those who may do most of it.
   */
  readonly extra?: true
  /** A check may name its own reason instead of the one that stands here. */
  readonly onFailure: Next
}

/** Data, not code: what is done in which order, and where each outcome leads. */
export interface Playbook {
  readonly id: PlaybookId
  readonly version: number
  /** The first is where it begins. */
  readonly steps: readonly Step[]
}

const to = (step: string): Next => ({ step })
const unfixable = (reason: RecoveryReason): Next => ({ end: 'NOT_FIXABLE_REMOTELY', reason })
const escalated = (reason: RecoveryReason): Next => ({ end: 'ESCALATED', reason })
const RECOVERED: Next = { end: 'RECOVERED', reason: null }

const command = (id: string, type: CommandType, onSuccess: Next, onFailure: Next, params: object = {}): Step => ({
  ...{ id, onSuccess, onFailure },
  act: { kind: 'COMMAND', type, params: { ...params } },
})
const check = (id: string, what: Check, onSuccess: Next, onFailure: Next): Step => ({
  ...{ id, onSuccess, onFailure },
  act: { kind: 'CHECK', check: what },
})
const human = (id: string, task: HumanTask, onSuccess: Next, onFailure: Next): Step => ({
  ...{ id, onSuccess, onFailure },
  act: { kind: 'HUMAN', task },
})

const extra = (step: Step): Step => ({ ...step, extra: true })

/** All begin alike: what is it like now, is it alone with it, is what it holds safe with us. */
const opening = (then: string, silent: Next = unfixable('UNREACHABLE')): readonly Step[] => [
  check('incident', 'NO_INCIDENT', to('status'), unfixable('PART_OF_INCIDENT')),
  command('status', 'STATUS_GET', to(then), silent),
]
const backup = (then: string) => command('backup', 'BACKUP', to(then), unfixable('BACKUP_FAILED'))
const compare = check('compare', 'JOURNAL_COMPARED', RECOVERED, RECOVERED)

const AUTH: Playbook = {
  id: 'AUTH',
  version: 2,
  steps: [
    ...opening('classify'),
    check('classify', 'RELOGIN_HELPS', to('backup'), unfixable('NOT_REGISTERED')),
    backup('relogin'),
    command('relogin', 'RELOGIN', to('verify'), to('operator'), { level: 'TERMINAL' }),
    human('operator', 'OPERATOR_LOGIN', to('verify'), to('keys')),
    extra(command('keys', 'KEYS_RENEW', to('verify'), escalated('SIGN_ON_KEEPS_FAILING'))),
    check('verify', 'PROBLEM_GONE', to('compare'), escalated('SIGN_ON_KEEPS_FAILING')),
    compare,
  ],
}

const NET: Playbook = {
  id: 'NET',
  version: 2,
  steps: [
    ...opening('backup', to('place')),
    human('place', 'CHECK_POWER_AND_NETWORK', to('sim'), to('sim')),
    human('sim', 'CHECK_SIM', to('verify'), escalated('NETWORK_KEEPS_FAILING')),
    backup('network'),
    extra(command('network', 'NETWORK_RESET', to('connected'), to('restart'), { revertAfterSec: 300 })),
    check('connected', 'PROBLEM_GONE', to('compare'), to('restart')),
    command('restart', 'REBOOT', to('verify'), to('place')),
    check('verify', 'PROBLEM_GONE', to('compare'), escalated('NETWORK_KEEPS_FAILING')),
    compare,
  ],
}

const SYS: Playbook = {
  id: 'SYS',
  version: 2,
  steps: [
    ...opening('backup'),
    backup('logs'),
    // what a restart wipes is looked at later; a terminal that sends no log is restarted all the same
    extra(command('logs', 'LOGS_UPLOAD', to('restart'), to('restart'), { sinceHours: 24 })),
    command('restart', 'APP_RESTART', to('restarted'), to('reboot')),
    check('restarted', 'PROBLEM_GONE', to('selftest'), to('reboot')),
    command('reboot', 'REBOOT', to('rebooted'), escalated('SYSTEM_KEEPS_FAILING')),
    check('rebooted', 'PROBLEM_GONE', to('selftest'), to('parameters')),
    extra(command('parameters', 'PARAMETERS_PULL', to('verify'), escalated('SYSTEM_KEEPS_FAILING'))),
    check('verify', 'PROBLEM_GONE', to('selftest'), escalated('SYSTEM_KEEPS_FAILING')),
    command('selftest', 'SELF_TEST', to('compare'), escalated('SYSTEM_KEEPS_FAILING')),
    compare,
  ],
}

const HW: Playbook = {
  id: 'HW',
  version: 1,
  steps: [
    ...opening('message'),
    command('message', 'MESSAGE_SHOW', to('paper'), to('paper'), { template: 'CHECK_PAPER' }),
    human('paper', 'CHECK_PAPER', to('verify'), escalated('HARDWARE_BROKEN')),
    check('verify', 'PROBLEM_GONE', to('compare'), escalated('HARDWARE_BROKEN')),
    compare,
  ],
}

/** A tampered terminal is never recovered from afar: it is locked, and somebody brings another one. */
const SEC: Playbook = {
  id: 'SEC',
  version: 1,
  steps: [command('lock', 'LOCK', escalated('TAMPERED'), escalated('TAMPERED'))],
}

export const PLAYBOOKS: Readonly<Record<PlaybookId, Playbook>> = { AUTH, NET, SYS, HW, SEC }

/** @throws RangeError for a step that the playbook does not have */
export function stepOf(playbook: Playbook, id: string): Step {
  const step = playbook.steps.find((one) => one.id === id)
  if (step === undefined) throw new RangeError(`the playbook ${playbook.id} has no step ${id}`)
  return step
}

/** True when nobody is needed to go this way: automatic recovery takes the failure of a human's step for granted. */
export function needsPerson({ act }: Step): boolean {
  return act.kind === 'HUMAN'
}

/** The steps of all playbooks at which a recovery waits for a person. */
export const HUMAN_STEPS: readonly { readonly playbook: PlaybookId; readonly step: string }[] = PLAYBOOK_IDS.flatMap(
  (playbook) => PLAYBOOKS[playbook].steps.filter(needsPerson).map(({ id }) => ({ playbook, step: id })),
)

/** Types of command without which a playbook is none; with `extra` those too that it can do without. */
export function commandTypesOf(id: PlaybookId, which: 'NEEDED' | 'ALL' = 'NEEDED'): readonly CommandType[] {
  return PLAYBOOKS[id].steps.flatMap(({ act, extra: isExtra }) =>
    act.kind === 'COMMAND' && (which === 'ALL' || isExtra !== true) ? [act.type] : [],
  )
}
