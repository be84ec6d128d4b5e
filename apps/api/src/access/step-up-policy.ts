import { policyValues, type StepUpPolicy } from '@budeng/access'
import type { Scoped } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { policiesAt, policiesHere } from './place-policies.ts'

/** What holds at a place of the tree. */
export async function stepUpPolicy(operation: Operation, path: string): Promise<StepUpPolicy> {
  return policyValues(await policiesHere(operation, path)).STEP_UP
}

/** The same, read in the act's own transaction: a second connection would wait for those that wait for this one. */
export async function stepUpPolicyIn(operation: Operation, db: Scoped, path: string): Promise<StepUpPolicy> {
  return policyValues((await policiesAt(db, operation.house, [path]))(path)).STEP_UP
}
