import { NOTIFICATION_RULES_MAX, notificationRuleProblem } from '@budeng/fleet'
import {
  deleteNotificationRule,
  insertNotificationRule,
  type NotificationDestinationRow,
  notificationDestinationsByIds,
  type NotificationRuleRow,
  notificationRulesByIds,
  rulesOfDestinations,
  saveNotificationRule,
  type Unit,
} from '@budeng/storage'
import { confirmLarge } from '../access/step-up-large-acts.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, told } from '../graphql/wish.ts'
import type { NotificationRulePayload } from './notification.type.ts'
import type { NotificationRuleRemoveInput, NotificationRuleSaveInput } from './notification-input.ts'
import { lockedDestination, refuseUnless, versionChanged, wrong } from './save-destination.ts'

/** Makes a rule, or changes one. */
export async function saveRuleFor(
  operation: Operation,
  input: NotificationRuleSaveInput,
): Promise<NotificationRulePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const wish = { name: 'notificationRuleSave', key, input: rest, stepUp }
  return await payload(operation, await fulfil(operation, wish, (unit) => save(operation, unit, input)))
}

/** Ends a rule. */
export async function removeRuleFor(
  operation: Operation,
  input: NotificationRuleRemoveInput,
): Promise<NotificationRulePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const wish = { name: 'notificationRuleRemove', key, input: rest, stepUp }
  const outcome = await fulfil(operation, wish, async (unit) => {
    refuseUnless(operation, 'notification:write')
    const [seen] = await rulesById(unit, input.ruleId)
    if (seen === undefined) throw notFound('ruleId')
    const destination = await lockedDestination(unit, seen.destinationId, 'ruleId')
    const rule = await lockedRule(unit, seen.id)
    if (rule.version !== input.expectedVersion) throw versionChanged()
    await confirmLarge(operation, unit, 'notificationRuleRemove', input)
    await deleteNotificationRule(unit, rule.id)
    tell(unit, destination, 'NotificationRuleRemoved', { before: shown(rule) })
    return { id: destination.id }
  })
  return await payload(operation, outcome)
}

async function save(
  operation: Operation,
  unit: Unit,
  input: NotificationRuleSaveInput,
): Promise<{ readonly id: string }> {
  refuseUnless(operation, 'notification:write')
  const destination = await lockedDestination(unit, input.destinationId)
  const before = input.ruleId == null ? null : await lockedRule(unit, input.ruleId)
  if (before !== null && before.destinationId !== destination.id) throw notFound('ruleId')
  if (before !== null && before.version !== input.expectedVersion) throw versionChanged()
  const outside = input.outsideId == null ? null : await destinationById(unit, input.outsideId)
  // what happens below one organisation is told to no other's receivers
  if (outside !== null && outside.nodeId !== destination.nodeId) throw wrong('outsideId')
  const terms = {
    topics: [...new Set(input.topics)],
    severity: input.severity,
    hours: input.hours == null ? null : { days: input.hours.days, from: input.hours.from, to: input.hours.to },
    outsideId: outside?.id ?? null,
    enabled: input.enabled,
  }
  const problem = notificationRuleProblem(terms, destination.id)
  if (problem !== null) throw wrong(problem)
  await confirmLarge(operation, unit, 'notificationRuleSave', input)
  const at = unit.clock.now()
  const row: NotificationRuleRow = {
    ...{ ...terms, id: before?.id ?? unit.newId('notificationRule'), destinationId: destination.id },
    ...{ path: destination.path, changedBy: operation.viewer.person.id, changedAt: at },
    version: (before?.version ?? 0) + 1,
  }
  if (before === null) {
    if ((await rulesOfDestinations(unit, [destination.id])).length >= NOTIFICATION_RULES_MAX)
      throw new Refused({ code: 'NOTIFICATIONS_TOO_MANY', params: { max: NOTIFICATION_RULES_MAX } })
    await insertNotificationRule(unit, row)
  } else await saveNotificationRule(unit, row)
  const data = { before: before === null ? null : shown(before), after: shown(row) }
  tell(unit, destination, 'NotificationRuleChanged', data)
  return { id: destination.id }
}

async function rulesById(unit: Unit, ruleId: string, lock?: 'update'): Promise<NotificationRuleRow[]> {
  const id = idOf('notificationRule', ruleId)
  return id === null ? [] : await notificationRulesByIds(unit, [id], lock)
}

async function lockedRule(unit: Unit, ruleId: string): Promise<NotificationRuleRow> {
  const [row] = await rulesById(unit, ruleId, 'update')
  if (row === undefined) throw notFound('ruleId')
  return row
}

async function destinationById(unit: Unit, outsideId: string): Promise<NotificationDestinationRow> {
  const id = idOf('notificationDestination', outsideId)
  const [row] = id === null ? [] : await notificationDestinationsByIds(unit, [id])
  if (row === undefined) throw notFound('outsideId')
  return row
}

function tell(unit: Unit, { id: subject, path, name }: NotificationDestinationRow, type: string, data: object): void {
  unit.append([{ type, subject, path, at: unit.clock.now(), data: { name, ...data } }])
}

function shown({ id, topics, severity, hours, outsideId, enabled }: NotificationRuleRow): object {
  return { ruleId: id, topics, severity, hours, outsideId, enabled }
}

async function payload(
  operation: Operation,
  outcome: Outcome<{ readonly id: string }>,
): Promise<NotificationRulePayload> {
  if (!outcome.ok) return { destination: null, ...told(operation, outcome) }
  const [destination = null] = await operation.read<NotificationDestinationRow[]>((db) =>
    notificationDestinationsByIds(db, [outcome.answer.id]),
  )
  return { destination, ...told(operation, outcome) }
}
