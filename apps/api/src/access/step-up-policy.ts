import { type Policies, policyValues, type StepUpPolicy } from '@budeng/access'
import type { Scoped } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { policiesAt, policiesHere } from './place-policies.ts'

/** What holds at a place of the tree. */
export async function stepUpPolicy(operation: Operation, path: string): Promise<StepUpPolicy> {
  return spared(operation, policyValues(await policiesHere(operation, path)))
}

/** The same, read in the act's own transaction: a second connection would wait for those that wait for this one. */
export async function stepUpPolicyIn(operation: Operation, db: Scoped, path: string): Promise<StepUpPolicy> {
  return spared(operation, policyValues((await policiesAt(db, operation.house, [path]))(path)))
}

/** An installation may spare roles everywhere, as a demonstration does. */
function spared({ house }: Operation, { STEP_UP }: Policies): StepUpPolicy {
  return { singleR1: STEP_UP.singleR1.filter((role) => house.stepUpR1.includes(role)) }
}
