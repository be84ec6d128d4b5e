import {
  accept,
  type Authority,
  type Decision,
  type Instant,
  refuse,
  type Tier,
  TIERS,
  unreachable,
} from '@budeng/kernel'
import { type CommandState, isFinal } from '../command.ts'
import { commandType } from '../command-types/index.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Finding, findingOf } from './checks.ts'
import { HUMAN_STEP_MS, RECOVERIES_PER_DAY } from './limits.ts'
import {
  commandTypesOf,
  needsPerson,
  type Next,
  type PlaybookId,
  PLAYBOOKS,
  type RecoveryReason,
  type Step,
  stepOf,
} from './playbook.ts'
import type { Recovery, RecoveryEvent, RecoveryInput, RecoveryView, StepOutcome } from './recovery.ts'

export type RecoveryDecision = Decision<RecoveryEvent, RefusalCode>
type InputOf<Kind extends RecoveryInput['kind']> = Extract<RecoveryInput, { kind: Kind }>

export interface RecoveryRequest {
  readonly id: string
  readonly at: Instant
  readonly playbook: PlaybookId
  /** Null: automatic recovery. */
  readonly by: string | null
  readonly view: RecoveryView
  /** Root of the journal as both sides know it, hex. */
  readonly root: string | null
  /** The recovery of this terminal that is not over. */
  readonly running: string | null
  /** Recoveries of this terminal that began in the last day. */
  readonly recent: number
}

/** Whether a recovery may begin (domain §7: the guard of all), as one list for screens and for the decision. */
export function startRefusal(
  request: Omit<RecoveryRequest, 'id' | 'root'>,
): ReturnType<typeof refuse<RefusalCode>> | null {
  const { playbook, view, running, recent, by } = request
  const { situation, faults } = view
  if (situation.state !== 'ACTIVE') return refuse('TERMINAL_NOT_ACTIVE', { state: situation.state })
  if (situation.deviceId === null) return refuse('NO_DEVICE')
  if (running !== null) return refuse('RECOVERY_RUNNING', { recoveryId: running })
  if (playbook !== 'SEC' && faults.some((fault) => fault.startsWith('SEC_'))) return refuse('TAMPERED')
  if (situation.inTransaction) return refuse('IN_TRANSACTION')
  if (recent >= RECOVERIES_PER_DAY) return refuse('RECOVERIES_SPENT', { limit: RECOVERIES_PER_DAY })
  return by === null && view.inIncident ? refuse('PART_OF_INCIDENT') : null
}

/** Whether a person may start a playbook: all that it may ask for must be permitted. Budgets are counted command by command. */
export function playbookRefusal(
  playbook: PlaybookId,
  { personId, permits, isService }: Authority,
): ReturnType<typeof refuse<RefusalCode>> | null {
  // a program stands for nobody whom a merchant could be asked by
  if (personId === null || isService) return refuse('NOT_PERMITTED', { permission: 'recovery' })
  const missing = commandTypesOf(playbook).find((type) => !permits.has(`command:${type}`))
  return missing === undefined ? null : refuse('NOT_PERMITTED', { permission: `command:${missing}` })
}

/**
 * The highest risk among what a playbook will ask for in this person's right; whoever starts it confirms that. What is
 * destructive waits for a second person when its step comes, who confirms it then.
 */
export function playbookTier(playbook: PlaybookId, { permits }: Pick<Authority, 'permits'>): Tier {
  const tiers = commandTypesOf(playbook, 'ALL')
    .filter((type) => permits.has(`command:${type}`))
    .map((type) => commandType(type).tier)
    .filter((tier) => tier !== 'R3')
  return TIERS[Math.max(0, ...tiers.map((tier) => TIERS.indexOf(tier)))] ?? 'R0'
}

/** Begins a recovery with the first step of its playbook. */
export function decideRecoveryStart(request: RecoveryRequest): RecoveryDecision {
  const refusal = startRefusal(request)
  if (refusal !== null) return refusal
  const { id, at, playbook, by, view, root } = request
  const { terminalId, deviceId } = view.situation
  const [first] = PLAYBOOKS[playbook].steps
  return accept<RecoveryEvent>({
    ...{ type: 'RecoveryStarted', at, id, terminalId, playbook, by, root },
    ...{ deviceId: deviceId ?? '', step: first?.id ?? '' },
  })
}

/** What follows from something said to a running recovery. What comes late, or of another step, changes nothing. */
export function decideRecovery(recovery: Recovery, input: RecoveryInput): RecoveryDecision {
  const { at } = input
  if (recovery.step === null)
    return input.kind === 'giveUp' || input.kind === 'human' ? refuse('ALREADY_FINAL') : accept()
  const step = stepOf(PLAYBOOKS[recovery.playbook], recovery.step)
  switch (input.kind) {
    case 'command':
      return decideCommandEnd(recovery, step, input)
    case 'notAsked':
      if (step.act.kind !== 'COMMAND' || recovery.commandId !== null) return accept()
      return go(recovery, step, at, 'FAILED', input.code)
    case 'human':
      if (!needsPerson(step) || input.step !== step.id) return refuse('STEP_OVER', { step: step.id })
      return go(recovery, step, at, input.worked ? 'SUCCEEDED' : 'FAILED', input.note)
    case 'tick':
      return decideTick(recovery, step, input)
    case 'giveUp':
      return accept<RecoveryEvent>(
        { type: 'RecoveryStepEnded', at, step: step.id, outcome: 'SKIPPED', note: input.note },
        { type: 'RecoveryEnded', at, end: 'ESCALATED', reason: 'GIVEN_UP', root: null },
      )
    case 'outage':
      // a person who is at it decides; by itself nothing goes on while many are hit alike
      return recovery.startedBy === null ? end(step, at, 'PART_OF_INCIDENT', 'PART_OF_INCIDENT') : accept()
    case 'terminalChanged':
      return end(step, at, input.code, input.code)
    default:
      return unreachable(input)
  }
}

function end(step: Step, at: Instant, note: string, reason: RecoveryReason): RecoveryDecision {
  return accept<RecoveryEvent>(
    { type: 'RecoveryStepEnded', at, step: step.id, outcome: 'SKIPPED', note },
    { type: 'RecoveryEnded', at, end: 'NOT_FIXABLE_REMOTELY', reason, root: null },
  )
}

/** Silence is no success: a command whose outcome is not known leads where a failure leads. */
const FRUITLESS: readonly CommandState[] = ['UNKNOWN']

function decideCommandEnd(recovery: Recovery, step: Step, input: InputOf<'command'>): RecoveryDecision {
  const { at, commandId, state } = input
  if (step.act.kind !== 'COMMAND' || commandId !== recovery.commandId) return accept()
  if (!isFinal(state) && !FRUITLESS.includes(state)) return accept()
  return go(recovery, step, at, state === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED', state === 'SUCCEEDED' ? '' : state)
}

function decideTick(recovery: Recovery, step: Step, { at, view, root }: InputOf<'tick'>): RecoveryDecision {
  if (step.act.kind === 'CHECK') {
    const finding = findingOf(step.act.check, recovery, view, at)
    return finding === null ? accept() : decideCheck(recovery, step, at, finding, view, root)
  }
  if (!needsPerson(step)) return accept()
  // nobody stands beside an automatic recovery, and nobody answers for ever
  if (recovery.startedBy === null) return go(recovery, step, at, 'FAILED', 'NOBODY_THERE')
  return at < recovery.stepStartedAt + HUMAN_STEP_MS ? accept() : go(recovery, step, at, 'FAILED', 'NO_ANSWER')
}

function decideCheck(
  recovery: Recovery,
  step: Step,
  at: Instant,
  { passed, note, reason, warning }: NonNullable<Finding>,
  { faults }: RecoveryView,
  root: string | null,
): RecoveryDecision {
  const next = passed ? step.onSuccess : step.onFailure
  const warnings = new Set([...recovery.warnings, ...(warning === undefined ? [] : [warning])])
  const isRecovered = 'end' in next && next.end === 'RECOVERED'
  if (isRecovered && faults.length > 0) warnings.add('OTHER_FAULTS')
  const told = [...warnings].filter((one) => !recovery.warnings.includes(one))
  const events: RecoveryEvent[] = [
    { type: 'RecoveryStepEnded', at, step: step.id, outcome: passed ? 'SUCCEEDED' : 'FAILED', note },
    ...told.map((one): RecoveryEvent => ({ type: 'RecoveryWarned', at, warning: one })),
  ]
  if (isRecovered && warnings.size > 0)
    return accept(...events, { type: 'RecoveryEnded', at, end: 'RECOVERED_WITH_WARNING', reason: null, root })
  return accept(
    ...events,
    follow(recovery, 'end' in next && reason !== undefined ? { ...next, reason } : next, at, root),
  )
}

function go(recovery: Recovery, step: Step, at: Instant, outcome: StepOutcome, note: string): RecoveryDecision {
  return accept<RecoveryEvent>(
    { type: 'RecoveryStepEnded', at, step: step.id, outcome, note },
    follow(recovery, outcome === 'SUCCEEDED' ? step.onSuccess : step.onFailure, at, recovery.roots.after),
  )
}

function follow(recovery: Recovery, next: Next, at: Instant, root: string | null): RecoveryEvent {
  if (!('step' in next)) return { type: 'RecoveryEnded', at, end: next.end, reason: next.reason, root }
  const { id, extra, onFailure } = stepOf(PLAYBOOKS[recovery.playbook], next.step)
  // nobody stands behind an automatic recovery who could answer for more than it needs
  if (extra === true && recovery.startedBy === null) return follow(recovery, onFailure, at, root)
  return { type: 'RecoveryStepBegan', at, step: id, commandId: null }
}
