import {
  commandTypesOf,
  needsPresence,
  type PlaybookId,
  playbookRefusal,
  playbookTier,
  reasonProblem,
  type RecoveryInput,
} from '@budeng/fleet'
import { loadRecoveries, lockForRequests, sayToRecovery, startRecovery, type Unit } from '@budeng/storage'
import { lockedAuthority } from '../../access/charging.ts'
import { rulesAt } from '../../access/place-policies.ts'
import { checkStepUp } from '../../access/step-up.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, told } from '../../graphql/wish.ts'
import { presenceOf } from '../spend-presence.ts'
import type { RecoveryAnswerInput, RecoveryGiveUpInput, RecoveryPayload, RecoveryStartInput } from './recovery.type.ts'

/** What a playbook asks presence for, and the parameters that it is bound to. */
const RELOGIN = { type: 'RELOGIN', params: { level: 'TERMINAL' } } as const

/** Starts a playbook for one terminal; the worker goes its steps in the person's right. */
export async function beginRecovery(operation: Operation, input: RecoveryStartInput): Promise<RecoveryPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'recoveryStart', key, input: rest, stepUp }, (unit) =>
    begin(operation, unit, input),
  )
  return await payloadOf(operation, outcome)
}

async function begin(operation: Operation, unit: Unit, input: RecoveryStartInput): Promise<{ recoveryId: string }> {
  const { playbook, reason } = input
  const terminalId = idOf('terminal', input.terminalId)
  const terminal = terminalId === null ? undefined : (await lockForRequests(unit, [terminalId])).get(terminalId)
  if (terminal === undefined) throw notFound('terminalId')
  const granted = await lockedAuthority(operation, unit)
  const { authority } = await rulesAt(operation, unit, [terminal.path], granted)
  const forbidden = playbookRefusal(playbook, authority)
  if (forbidden !== null) throw new Refused(forbidden.refusal)
  const problem = reasonProblem(reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const presenceProven = asksPresence(playbook) && (await provePresence(operation, unit, input, authority, terminal))
  const { person, organisation } = operation.viewer
  const by = { personId: person.id, humanId: authority.humanId, rightsPath: organisation.path }
  const made = await startRecovery(unit, { terminalId: terminal.terminalId, playbook, reason: reason.trim(), by })
  if (made === 'NOT_FOUND') throw notFound('terminalId')
  if ('refusal' in made) throw new Refused({ ...made.refusal, path: ['input', 'terminalId'] })
  const action = { mutation: 'recoveryStart', input, tier: playbookTier(playbook, authority), terminals: 1 }
  await checkStepUp(
    operation,
    unit,
    { ...action, targets: [terminal.terminalId], path: terminal.path, presenceProven },
    input.stepUp,
  )
  return { recoveryId: made.id }
}

export function asksPresence(playbook: PlaybookId): boolean {
  return commandTypesOf(playbook).includes('RELOGIN')
}

/** As for the re-login itself: it is the step that somebody could be talked into. */
async function provePresence(
  operation: Operation,
  unit: Unit,
  { stepUp }: RecoveryStartInput,
  authority: Parameters<typeof presenceOf>[2]['authority'],
  terminal: Parameters<typeof presenceOf>[2]['terminals'][number],
): Promise<boolean> {
  const proven = await presenceOf(operation, unit, { authority, choice: RELOGIN, stepUp, terminals: [terminal] })
  const isNeeded = needsPresence({ authority, type: 'RELOGIN', terminalsInAction: 1 })
  if (isNeeded && proven.presence !== 'PROVEN') throw new Refused({ code: 'PRESENCE_REQUIRED' })
  return proven.presenceProven
}

/** A person says how a step went that a person had to do. */
export async function answerRecovery(operation: Operation, input: RecoveryAnswerInput): Promise<RecoveryPayload> {
  const { recoveryId, step, worked } = input
  const note = input.note?.trim() ?? ''
  return await say(operation, 'recoveryAnswer', { ...input, recoveryId }, note, (at) => ({
    ...{ kind: 'human', at, step, worked, note },
  }))
}

/** A person ends the attempt. */
export async function giveUpRecovery(operation: Operation, input: RecoveryGiveUpInput): Promise<RecoveryPayload> {
  const note = input.reason.trim()
  const problem = reasonProblem(note)
  if (problem !== null)
    return await payloadOf(operation, { ok: false, refusal: { code: problem, path: ['input', 'reason'] } })
  return await say(operation, 'recoveryGiveUp', input, note, (at) => ({ kind: 'giveUp', at, note }))
}

async function say(
  operation: Operation,
  name: string,
  input: RecoveryAnswerInput | RecoveryGiveUpInput,
  note: string,
  inputAt: (at: number) => Extract<RecoveryInput, { kind: 'human' | 'giveUp' }>,
): Promise<RecoveryPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name, key, input: rest }, async (unit) => {
    const id = idOf('recovery', input.recoveryId)
    const [row] = id === null ? [] : await loadRecoveries(unit, [id], 'update')
    if (row === undefined) throw notFound('recoveryId')
    const forbidden = playbookRefusal(row.playbook, operation.authority)
    if (forbidden !== null) throw new Refused(forbidden.refusal)
    const problem = note === '' ? null : reasonProblem(note)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'note'] })
    const refusal = await sayToRecovery(unit, row.id, inputAt(unit.clock.now()))
    if (refusal === 'NOT_FOUND') throw notFound('recoveryId')
    if (refusal !== null) throw new Refused({ ...refusal, path: ['input', 'recoveryId'] })
    return { recoveryId: row.id }
  })
  return await payloadOf(operation, outcome)
}

async function payloadOf(operation: Operation, outcome: Outcome<{ recoveryId: string }>): Promise<RecoveryPayload> {
  if (!outcome.ok) return { recovery: null, ...told(operation, outcome) }
  const recovery = await operation.load.recovery.load(outcome.answer.recoveryId)
  return { recovery, ...told(operation, outcome) }
}
