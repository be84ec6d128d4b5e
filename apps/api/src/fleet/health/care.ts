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
import {
  lockAlert,
  lockIncident,
  saveAlertCare,
  saveIncidentCare,
  saveRule,
  type TerminalScope,
  type Unit,
} from '@budeng/storage'
import { confirmLarge } from '../../access/step-up-large-acts.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../../graphql/wish.ts'
import type { WishedPayload } from '../../graphql/wished.type.ts'
import type { AlertCareInput, AlertRuleSetInput } from './alert-input.ts'
import type { AlertCarePayload } from './alert.type.ts'
import { mayTakeOver } from './hands.ts'
import { lockWork, placeOfWork, saveWork } from './work-care.ts'

/** Acknowledges, claims, hands over, comments or clears an alert or an incident; work is claimed, handed over and commented. */
export async function careFor(operation: Operation, input: AlertCareInput): Promise<AlertCarePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'alertCare', key, input: rest }, (unit) =>
    care(operation, unit, input),
  )
  const alertId = idOf('alert', input.id)
  const incidentId = idOf('incident', input.id)
  const recoveryId = idOf('recovery', input.id)
  const orderId = idOf('workOrder', input.id)
  return {
    alert: alertId === null ? null : await operation.load.alert.load(alertId),
    incident: incidentId === null ? null : await operation.load.incident.load(incidentId),
    recovery: recoveryId === null ? null : await operation.load.recovery.load(recoveryId),
    workOrder: orderId === null ? null : await operation.load.workOrder.load(orderId),
    ...told(operation, outcome),
  }
}

async function care(operation: Operation, unit: Unit, input: AlertCareInput): Promise<{ id: string }> {
  const alertId = idOf('alert', input.id)
  const incidentId = idOf('incident', input.id)
  const alert = alertId === null ? null : await lockAlert(unit, alertId)
  const incident = incidentId === null ? null : await lockIncident(unit, incidentId)
  const work = alert === null && incident === null ? await lockWork(unit, input.id) : null
  const cared = alert ?? incident ?? work?.row ?? null
  const facts = alert ?? incident ?? work?.facts ?? null
  if (cared === null || facts === null) throw notFound('id')
  const said = await careInput(operation, input, cared.path)
  const decision = decideCare(facts, said, operation.authority, unit.clock.now())
  if (!decision.ok)
    throw new Refused(
      decision.refusal.code === 'NOT_PERMITTED'
        ? { ...decision.refusal, params: { permission: CARE_PERMISSION } }
        : decision.refusal,
    )
  if (decision.events.length === 0) return { id: cared.id }
  if (alert !== null) await saveAlertCare(unit, decision.events.reduce(evolveCare, alert))
  if (incident !== null) await saveIncidentCare(unit, decision.events.reduce(evolveCare, incident))
  if (work !== null) await saveWork(unit, work, decision.events.reduce(evolveCare, work.facts))
  const name = work?.name ?? (alert === null ? 'Incident' : 'Alert')
  unit.append(
    decision.events.map((event) => ({
      type: `${name}${event.type}`,
      subject: cared.id,
      path: cared.path,
      ...(alert === null ? {} : { terminal: scopeOf(alert) }),
      ...(work === null ? {} : { terminal: placeOfWork(work) }),
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

async function careInput(operation: Operation, input: AlertCareInput, path: string): Promise<CareInput> {
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
      // who would not see it, or may not touch it, cannot take it over
      if (person === null || !mayTakeOver(person, path)) throw notFound('toPersonId')
      return { kind: 'handOver', to: person.id, note }
    }
  }
}

/** Sets an organisation's own rule, or takes it back. */
export async function setRule(operation: Operation, input: AlertRuleSetInput): Promise<WishedPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'alertRuleSet', key, input: rest, stepUp }, async (unit) => {
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
    await confirmLarge(operation, unit, 'alertRuleSet', input)
    await saveRule(unit, { nodeId: node.id, path: node.path }, input.subject, rule)
    const data = { alert: input.subject, rule, reason: input.reason.trim() }
    unit.append([{ type: 'AlertRuleChanged', subject: node.id, path: node.path, at: unit.clock.now(), data }])
    return { id: node.id }
  })
  return told(operation, outcome)
}
