import type { Permission } from '@budeng/access'
import { changeAsked } from '../../approvals/change-asked.ts'
import { reasonProblem as shortReason } from '@budeng/fleet'
import { RULE_IDS, type RuleId, ruleOf } from '@budeng/corrections'
import {
  ALL_RULES,
  endRuleException,
  endSuppression,
  labReportsByIds,
  nodesByIds,
  requestLab,
  type RuleSwitch,
  setRuleException,
  stopRule,
  suppressRule,
  type Unit,
} from '@budeng/storage'
import { confirmLarge } from '../../access/step-up-large-acts.ts'
import { proposeChange } from '../../approvals/propose-change.ts'
import type { RuleModeWord } from '../../approvals/rule-mode-change.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, permit, Refused, told, underInput } from '../../graphql/wish.ts'
import type {
  RuleExceptionEndInput,
  RuleExceptionSetInput,
  RuleLabPayload,
  RuleLabStartInput,
  RuleModeChangeInput,
  RuleModeChangePayload,
  RulePayload,
  RuleStopInput,
  RuleSuppressInput,
  RuleSuppressionEndInput,
} from './rule-input.ts'
import { labView } from './rule-view.ts'

/** The acquirer whose rules the viewer sees; null: rules are an acquirer's. */
export function ownAcquirer({ viewer }: Operation): string | null {
  const { organisation } = viewer
  return organisation.kind === 'ACQUIRER' ? organisation.id : null
}

/** @throws Refused for who may not, and for whoever stands below an acquirer */
export function acquirerFor(operation: Operation, permission: Permission): string {
  permit(operation.authority, permission)
  const acquirerId = ownAcquirer(operation)
  if (acquirerId === null) throw notFound('rule')
  return acquirerId
}

/** Asks for another mode, or for what was stopped to go on: a second person agrees. */
export async function changeMode(operation: Operation, input: RuleModeChangeInput): Promise<RuleModeChangePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const after: RuleModeWord = {
    rule: input.rule as RuleSwitch,
    ruleVersion: input.ruleVersion ?? 0,
    mode: input.mode ?? null,
  }
  const outcome = await fulfil(operation, { name: 'ruleModeChange', key, input: rest, stepUp }, async (unit) => {
    const subject = acquirerFor(operation, 'rule:change')
    const id = await proposeChange(operation, unit, { kind: 'RULE_MODE', subject, after, reason: input.reason })
    await confirmLarge(operation, unit, 'ruleModeChange', input)
    return id
  })
  return await changeAsked(operation, outcome)
}

/** One person, at once: nothing of it goes by itself any more. */
export async function stop(operation: Operation, input: RuleStopInput): Promise<RulePayload> {
  return await done(operation, 'ruleStop', input, async (unit) => {
    const acquirerId = acquirerFor(operation, 'correction:approve')
    const isKnown = input.rule === ALL_RULES || isRule(input.rule)
    if (!isKnown) throw notFound('rule')
    const problem = shortReason(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const change = { acquirerId, by: operation.viewer.person.id, reason: input.reason.trim() }
    await stopRule(unit, change, input.rule as RuleSwitch)
  })
}

/** A rule is not heard below an organisation for a while. */
export async function suppress(operation: Operation, input: RuleSuppressInput): Promise<RulePayload> {
  return await done(operation, 'ruleSuppress', input, async (unit) => {
    const acquirerId = acquirerFor(operation, 'correction:approve')
    if (!isRule(input.rule)) throw notFound('rule')
    const nodeId = input.organisationId == null ? acquirerId : idOf('node', input.organisationId)
    const [node] = nodeId === null ? [] : await nodesByIds(unit, [nodeId])
    if (node === undefined) throw notFound('organisationId')
    const { until, reason, rule } = input
    const wish = { acquirerId, path: node.path, rule, cause: null, ownerId: operation.viewer.person.id, until, reason }
    const answer = await suppressRule(unit, wish)
    if (!answer.ok) throw new Refused(underInput(answer.refusal))
  })
}

/** Ends a suppression before its time. */
export async function endSuppressed(operation: Operation, input: RuleSuppressionEndInput): Promise<RulePayload> {
  return await done(operation, 'ruleSuppressionEnd', input, async (unit) => {
    acquirerFor(operation, 'correction:approve')
    const id = idOf('suppression', input.suppressionId)
    if (id === null || (await endSuppression(unit, id)) === null) throw notFound('suppressionId')
  })
}

const MERCHANT_PAIR = /^[0-9A-Za-z]{1,15}>[0-9A-Za-z]{1,15}$/

/** Rules are told what the acquirer knows better. */
export async function setException(operation: Operation, input: RuleExceptionSetInput): Promise<RulePayload> {
  return await done(operation, 'ruleExceptionSet', input, async (unit) => {
    const acquirerId = acquirerFor(operation, 'correction:approve')
    const { kind, until, reason } = input
    const value = await exceptionValue(unit, input)
    const wish = { acquirerId, path: acquirerId, kind, value, until, reason: reason.trim() }
    const refusal = await setRuleException(unit, { ...wish, ownerId: operation.viewer.person.id })
    if (refusal !== null) throw new Refused(underInput(refusal))
  })
}

/** A merchant that the viewer sees, or a pair of numbers. @throws Refused */
async function exceptionValue(unit: Unit, { kind, value }: RuleExceptionSetInput): Promise<string> {
  if (kind === 'AGGREGATOR_PAIR') {
    if (MERCHANT_PAIR.test(value)) return value
    throw new Refused({ code: 'WRONG_FIELD', params: { problems: 'value' }, path: ['input', 'value'] })
  }
  const id = idOf('node', value)
  const [node] = id === null ? [] : await nodesByIds(unit, [id])
  if (node?.kind !== 'MERCHANT') throw notFound('value')
  return node.id
}

/** Ends an exception before its time. */
export async function endException(operation: Operation, input: RuleExceptionEndInput): Promise<RulePayload> {
  return await done(operation, 'ruleExceptionEnd', input, async (unit) => {
    const acquirerId = acquirerFor(operation, 'correction:approve')
    if (!(await endRuleException(unit, acquirerId, input))) throw notFound('value')
  })
}

/** Tries a version beside another one. */
export async function startLab(operation: Operation, input: RuleLabStartInput): Promise<RuleLabPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'ruleLabStart', key, input: rest }, async (unit) => {
    const acquirerId = acquirerFor(operation, 'correction:approve')
    const { rule, ruleVersion, againstVersion } = input
    if (!isRule(rule) || ruleOf(rule, ruleVersion) === null) throw notFound('ruleVersion')
    if (ruleOf(rule, againstVersion) === null) throw notFound('againstVersion')
    const requestedBy = operation.viewer.person.id
    return (await requestLab(unit, { acquirerId, rule, ruleVersion, againstVersion, requestedBy })).id
  })
  const rows = outcome.ok ? await operation.read((db) => labReportsByIds(db, [outcome.answer])) : []
  return { lab: rows[0] === undefined ? null : labView(rows[0]), ...told(operation, outcome) }
}

function isRule(rule: string): rule is RuleId {
  return (RULE_IDS as readonly string[]).includes(rule)
}

async function done(
  operation: Operation,
  name: string,
  input: { readonly idempotencyKey: string },
  work: (unit: Unit) => Promise<void>,
): Promise<RulePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name, key, input: rest }, async (unit) => {
    await work(unit)
    return true
  })
  return { done: outcome.ok, ...told(operation, outcome) }
}
