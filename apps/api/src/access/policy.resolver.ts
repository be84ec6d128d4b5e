import { type Effective, permissionRefusal } from '@budeng/access'
import { changeAsked } from '../approvals/change-asked.ts'
import { nodesByIds, type NodeRow, policiesBelow } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql'
import { proposeChange } from '../approvals/propose-change.ts'
import { confirmLarge } from './step-up-large-acts.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound } from '../graphql/wish.ts'
import { POLICY_EXCEPTIONS_MAX } from '../limits.ts'
import { namedOrganisation } from './find-organisation.ts'
import { OrganisationObject } from './organisation.type.ts'
import { policiesHere } from './place-policies.ts'
import {
  AutomaticRecoveryStopInput,
  AutomaticRecoveryStopPayload,
  PolicyChangeInput,
  PolicyChangePayload,
  policyWord,
} from './policy-input.ts'
import { stopAutomaticRecovery } from './stop-automatic-recovery.ts'
import { OrganisationPoliciesObject } from './policy.type.ts'

@Resolver(() => OrganisationObject)
export class PolicyResolver {
  @Mutation(() => PolicyChangePayload, {
    description:
      "Asks for a change of an organisation's own policy. It holds when a second person has approved it; what loosens a word from above needs somebody above.",
  })
  async policyChange(
    @Arg('input', () => PolicyChangeInput, { description: 'Whose policy, how, and why.' }) input: PolicyChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PolicyChangePayload> {
    const { idempotencyKey: key, stepUp, ...rest } = input
    const after = policyWord(input.policy)
    const outcome = await fulfil(operation, { name: 'policyChange', key, input: rest, stepUp }, async (unit) => {
      const subject = idOf('node', input.organisationId)
      if (subject === null) throw notFound('organisationId')
      const id = await proposeChange(operation, unit, { kind: 'NODE_POLICY', subject, after, reason: input.reason })
      await confirmLarge(operation, unit, 'policyChange', input)
      return id
    })
    return await changeAsked(operation, outcome)
  }

  @Mutation(() => AutomaticRecoveryStopPayload, {
    description:
      'Nothing begins by itself any more here and below: by one person, at once. It goes on when two agree on a policy.',
  })
  async automaticRecoveryStop(
    @Arg('input', () => AutomaticRecoveryStopInput, { description: 'Where, and why.' })
    input: AutomaticRecoveryStopInput,
    @Ctx('operation') operation: Operation,
  ): Promise<AutomaticRecoveryStopPayload> {
    const done = await stopAutomaticRecovery(operation, input)
    return { stopped: done.userErrors.length === 0, ...done }
  }

  @FieldResolver(() => OrganisationPoliciesObject, {
    nullable: true,
    description:
      'What holds here, and where it comes from; null for an organisation above the viewer, and without `policy:read`.',
  })
  async policies(
    @Root() node: NodeRow,
    @Ctx('operation') operation: Operation,
  ): Promise<OrganisationPoliciesObject | null> {
    const isAbove = operation.viewer.above.some(({ id }) => id === node.id)
    if (isAbove || permissionRefusal(operation.authority, 'policy:read') !== null) return null
    const { PRESENCE, STEP_UP, BULK_RAISE, BREAK_GLASS, RECOVERY } = await policiesHere(operation, node.path)
    const shown = <Value extends object>({ value, from }: Effective<Value>) =>
      from === null ? { ...value, origin: null, own: false } : named(operation, node, value, from)
    const { trainingText, ...presence } = await shown(PRESENCE)
    const { hours, ...recovery } = await shown(RECOVERY)
    return {
      presence: { ...presence, trainingZhCn: trainingText['zh-CN'], trainingEn: trainingText.en },
      stepUp: await shown(STEP_UP),
      bulkRaise: await shown(BULK_RAISE),
      breakGlass: await shown(BREAK_GLASS),
      recovery: { ...recovery, hoursFrom: hours?.from ?? null, hoursTo: hours?.to ?? null },
      exceptions: await exceptionsBelow(operation, node),
    }
  }
}

async function named<Value extends object>(operation: Operation, node: NodeRow, value: Value, from: string) {
  return { ...value, origin: await namedOrganisation(operation, from), own: from === node.id }
}

async function exceptionsBelow(operation: Operation, { path }: NodeRow): Promise<NodeRow[]> {
  return await operation.read(async (db) => {
    const rows = await policiesBelow(db, path, POLICY_EXCEPTIONS_MAX)
    return await nodesByIds(db, [...new Set(rows.map(({ nodeId }) => nodeId))])
  })
}
