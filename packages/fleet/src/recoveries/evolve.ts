import type { Recovery, RecoveryEvent } from './recovery.ts'

/** The recovery after a fact. */
export function evolveRecovery(recovery: Recovery | null, event: RecoveryEvent): Recovery {
  if (event.type === 'RecoveryStarted') return started(event)
  if (recovery === null) throw new RangeError(`${event.type} of a recovery that never began`)
  const version = recovery.version + 1
  switch (event.type) {
    case 'RecoveryStepEnded':
      return { ...recovery, version, steps: [...recovery.steps, ended(recovery, event)], commandId: null }
    case 'RecoveryStepBegan':
      return { ...recovery, version, step: event.step, stepStartedAt: event.at, commandId: event.commandId }
    case 'RecoveryWarned':
      return { ...recovery, version, warnings: [...recovery.warnings, event.warning] }
    case 'RecoveryEnded':
      return {
        ...recovery,
        ...{ version, step: null, commandId: null, end: event.end, reason: event.reason, endedAt: event.at },
        roots: { ...recovery.roots, after: event.root },
      }
  }
}

function started(event: Extract<RecoveryEvent, { type: 'RecoveryStarted' }>): Recovery {
  const { id, terminalId, deviceId, playbook, by, at, step, root } = event
  return {
    ...{ id, terminalId, deviceId, playbook, startedBy: by, startedAt: at, step, stepStartedAt: at },
    ...{ commandId: null, steps: [], roots: { before: root, after: null }, warnings: [] },
    ...{ end: null, reason: null, endedAt: null, version: 1 },
  }
}

function ended(
  { commandId, stepStartedAt }: Recovery,
  { step, at, outcome, note }: Extract<RecoveryEvent, { type: 'RecoveryStepEnded' }>,
): Recovery['steps'][number] {
  return { step, commandId, startedAt: stepStartedAt, endedAt: at, outcome, note }
}
