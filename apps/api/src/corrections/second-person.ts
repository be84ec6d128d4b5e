import type { Checker } from '@budeng/corrections'
import type { Scoped } from '@budeng/storage'
import { approverOf, approverShown, humansBehind } from '../approvals/approver.ts'
import type { Operation } from '../graphql/operation.ts'
import type { CorrectionView } from './correction-view.ts'

/** The viewer as a second person, in the transaction of the decision. */
export async function checkerOf(operation: Operation, db: Scoped): Promise<Checker> {
  return { ...(await approverOf(operation, db)), organisationId: operation.viewer.person.nodeId }
}

/** The same for what is only shown. */
export async function checkerShown(operation: Operation): Promise<Checker> {
  return { ...(await approverShown(operation)), organisationId: operation.viewer.person.nodeId }
}

/** The humans behind those who wrote a correction, as known now. */
export async function makersShown({ load }: Operation, { correction }: CorrectionView): Promise<readonly string[]> {
  const found = await load.human.loadMany(correction.makers.map(({ personId }) => personId))
  return found.flatMap((one) => (one === null || one instanceof Error ? [] : [one.humanId]))
}

/** The same in the transaction of a decision. */
export async function makersIn(db: Scoped, { makers }: CorrectionView['correction']): Promise<readonly string[]> {
  return await humansBehind(db, ...makers.map(({ personId }) => personId))
}

/** The viewer as somebody who writes corrections. */
export function makerOf({ viewer, authority }: Operation) {
  const { person } = viewer
  return { personId: person.id, humanId: authority.humanId ?? person.id, organisationId: person.nodeId }
}
