import { permissionRefusal } from '@budeng/access'
import { isAlertSubject, reasonProblem } from '@budeng/fleet'
import { DAY } from '@budeng/kernel'
import { endMute, insertMute } from '@budeng/storage'
import { confirmLarge } from '../../access/step-up-large-acts.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../../graphql/wish.ts'
import type { AlertMuteInput } from './alert-input.ts'
import type { AlertMutePayload } from './alert.type.ts'
import type { AlertUnmuteInput } from './mute.type.ts'

/** The longest stretch of quiet. */
const MUTE_MAX_MS = 30 * DAY

/** Begins a stretch of quiet. */
export async function mute(operation: Operation, input: AlertMuteInput): Promise<AlertMutePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'alertMute', key, input: rest, stepUp }, async (unit) => {
    const forbidden = permissionRefusal(operation.authority, 'alert:mute')
    if (forbidden !== null) throw new Refused(forbidden)
    const place = await placeOf(operation, input)
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const at = unit.clock.now()
    const subject = input.subject ?? null
    if (input.until <= at || input.until > at + MUTE_MAX_MS || (subject !== null && !isAlertSubject(subject)))
      throw new Refused({ code: 'BAD_PARAMS', path: ['input', subject === null ? 'until' : 'subject'] })
    await confirmLarge(operation, unit, 'alertMute', input)
    const id = unit.newId('mute')
    const reason = input.reason.trim()
    await insertMute(unit, {
      ...{ id, ...place, subject, reason, ownerId: operation.viewer.person.id, since: at, until: input.until },
      endedAt: null,
    })
    unit.append([
      { type: 'AlertMuted', subject: id, path: place.path, at, data: { alert: subject, until: input.until, reason } },
    ])
    return { id }
  })
  return {
    muteId: outcome.ok ? outcome.answer.id : null,
    ...told(operation, outcome),
  }
}

async function placeOf(
  { load }: Operation,
  { terminalId, organisationId }: AlertMuteInput,
): Promise<{ readonly path: string; readonly nodeId: string | null; readonly terminalId: string | null }> {
  if (terminalId != null) {
    const known = idOf('terminal', terminalId)
    const terminal = known === null ? null : await load.terminal.load(known)
    if (terminal === null) throw notFound('terminalId')
    return { path: terminal.path, nodeId: null, terminalId: terminal.id }
  }
  const known = organisationId == null ? null : idOf('node', organisationId)
  const node = known === null ? null : await load.node.load(known)
  if (node === null) throw notFound('organisationId')
  return { path: node.path, nodeId: node.id, terminalId: null }
}

/** Ends a stretch of quiet. */
export async function unmute(operation: Operation, input: AlertUnmuteInput): Promise<AlertMutePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'alertUnmute', key, input: rest }, async (unit) => {
    const forbidden = permissionRefusal(operation.authority, 'alert:mute')
    if (forbidden !== null) throw new Refused(forbidden)
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const id = idOf('mute', input.muteId)
    const ended = id === null ? null : await endMute(unit, id)
    if (ended === null) throw notFound('muteId')
    const data = { alert: ended.subject, reason: input.reason.trim() }
    unit.append([{ type: 'AlertUnmuted', subject: ended.id, path: ended.path, at: unit.clock.now(), data }])
    return { id: ended.id }
  })
  return {
    muteId: outcome.ok ? outcome.answer.id : null,
    ...told(operation, outcome),
  }
}
