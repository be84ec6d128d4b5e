import {
  CARE_PERMISSION,
  type CareEvent,
  type CareInput,
  decideCare,
  evolveCare,
  isAlertSubject,
  reasonProblem,
  ruleProblem,
} from '@budeng/fleet'
import { permissionRefusal } from '@budeng/access'
import { DAY } from '@budeng/kernel'
import {
  insertMute,
  lockAlert,
  lockIncident,
  saveAlertCare,
  saveIncidentCare,
  saveRule,
  type TerminalScope,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, Refused } from '../../graphql/wish.ts'
import { userError } from '../../language/language.ts'
import type { AlertCareInput, AlertMuteInput, AlertRuleSetInput } from './alert-input.ts'
import type { AlertCarePayload, AlertMutePayload } from './alert.type.ts'

/** The longest stretch of quiet. */
const MUTE_MAX_MS = 30 * DAY

/** Acknowledges, claims, hands over, comments or clears an alert or an incident. */
export async function careFor(operation: Operation, input: AlertCareInput): Promise<AlertCarePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'alertCare', key, input: rest }, (unit) =>
    care(operation, unit, input),
  )
  const alertId = idOf('alert', input.id)
  const incidentId = idOf('incident', input.id)
  return {
    alert: alertId === null ? null : await operation.load.alert.load(alertId),
    incident: incidentId === null ? null : await operation.load.incident.load(incidentId),
    userErrors: outcome.ok ? [] : [userError(outcome.refusal, operation.reader)],
  }
}

async function care(operation: Operation, unit: Unit, input: AlertCareInput): Promise<{ id: string }> {
  const alertId = idOf('alert', input.id)
  const incidentId = idOf('incident', input.id)
  const alert = alertId === null ? null : await lockAlert(unit, alertId)
  const incident = incidentId === null ? null : await lockIncident(unit, incidentId)
  const cared = alert ?? incident
  if (cared === null) throw notFound('id')
  const decision = decideCare(cared, await careInput(unit, operation, input), operation.authority, unit.clock.now())
  if (!decision.ok)
    throw new Refused(
      decision.refusal.code === 'NOT_PERMITTED'
        ? { ...decision.refusal, params: { permission: CARE_PERMISSION } }
        : decision.refusal,
    )
  if (decision.events.length === 0) return { id: cared.id }
  if (alert !== null) await saveAlertCare(unit, decision.events.reduce(evolveCare, alert))
  if (incident !== null) await saveIncidentCare(unit, decision.events.reduce(evolveCare, incident))
  const name = alert === null ? 'Incident' : 'Alert'
  unit.append(
    decision.events.map((event) => ({
      type: `${name}${event.type}`,
      subject: cared.id,
      path: cared.path,
      ...(alert === null ? {} : { terminal: scopeOf(alert) }),
      at: event.at,
      data: { ...(alert === null ? {} : { alert: alert.subject }), ...dataOf(event) },
    })),
  )
  return { id: cared.id }
}

/** What the event says besides who and when. */
function dataOf(event: CareEvent): object {
  switch (event.type) {
    case 'Acknowledged':
      return {}
    case 'Claimed':
      return { from: event.from }
    case 'HandedOver':
      return { to: event.to, note: event.note }
    default:
      return { note: event.note }
  }
}

function scopeOf({ terminalId, acquirerId, agentId, merchantId, storeId, path }: TerminalScope): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}

async function careInput(unit: Unit, operation: Operation, input: AlertCareInput): Promise<CareInput> {
  const note = input.note ?? ''
  switch (input.action) {
    case 'ACKNOWLEDGE':
      return { kind: 'acknowledge' }
    case 'CLAIM':
      return { kind: 'claim' }
    case 'COMMENT':
      return { kind: 'comment', note }
    case 'CLEAR':
      return { kind: 'clear', note }
    case 'HAND_OVER': {
      const to = input.toPersonId == null ? null : idOf('person', input.toPersonId)
      const person = to === null ? null : await operation.load.person.load(to)
      if (person === null) throw notFound('toPersonId')
      return { kind: 'handOver', to: person.id, note }
    }
  }
}

/** Begins a stretch of quiet. */
export async function mute(operation: Operation, input: AlertMuteInput): Promise<AlertMutePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'alertMute', key, input: rest }, async (unit) => {
    const forbidden = permissionRefusal(operation.authority, 'alert:mute')
    if (forbidden !== null) throw new Refused(forbidden)
    const place = await placeOf(operation, input)
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const at = unit.clock.now()
    const subject = input.subject ?? null
    if (input.until <= at || input.until > at + MUTE_MAX_MS || (subject !== null && !isAlertSubject(subject)))
      throw new Refused({ code: 'BAD_PARAMS', path: ['input', subject === null ? 'until' : 'subject'] })
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
    userErrors: outcome.ok ? [] : [userError(outcome.refusal, operation.reader)],
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

/** Sets an organisation's own rule, or takes it back. */
export async function setRule(
  operation: Operation,
  input: AlertRuleSetInput,
): Promise<ReturnType<typeof userError> | null> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'alertRuleSet', key, input: rest }, async (unit) => {
    const forbidden = permissionRefusal(operation.authority, 'alert:rule')
    if (forbidden !== null) throw new Refused(forbidden)
    const known = idOf('node', input.organisationId)
    const node = known === null ? null : await operation.load.node.load(known)
    if (node === null) throw notFound('organisationId')
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const rule =
      input.rule == null
        ? null
        : {
            ...{ enabled: input.rule.enabled, severity: input.rule.severity },
            ...{ holdMs: input.rule.holds, clearMs: input.rule.clears },
            ...{ raiseAt: input.rule.raiseAt ?? null, clearAt: input.rule.clearAt ?? null },
          }
    const wrong =
      rule === null
        ? isAlertSubject(input.subject)
          ? null
          : 'UNKNOWN_SUBJECT'
        : ruleProblem({ ...rule, subject: input.subject })
    if (wrong !== null)
      throw new Refused({ code: 'BAD_PARAMS', path: ['input', wrong === 'UNKNOWN_SUBJECT' ? 'subject' : 'rule'] })
    await saveRule(unit, { nodeId: node.id, path: node.path }, input.subject, rule)
    const data = { alert: input.subject, rule, reason: input.reason.trim() }
    unit.append([{ type: 'AlertRuleChanged', subject: node.id, path: node.path, at: unit.clock.now(), data }])
    return { id: node.id }
  })
  return outcome.ok ? null : userError(outcome.refusal, operation.reader)
}
