import type { Permission } from '@budeng/access'
import type { Level, NodeRow } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'

/** An organisation that a row of ours names: in the viewer's subtree, or by name above it. */
export async function namedOrganisation(operation: Operation, id: string): Promise<NodeRow | null> {
  const { above, organisation } = operation.viewer
  if (organisation.id === id) return organisation
  return above.find((node) => node.id === id) ?? (await operation.load.node.load(id))
}

/** An organisation that a caller names: in the viewer's subtree, or there is none. */
export async function ownOrganisation(operation: Operation, id: string): Promise<NodeRow | null> {
  const known = idOf('node', id)
  return known === null ? null : await operation.load.node.load(known)
}

/** Where a list begins: the organisation that was named, or the viewer's own; null when it is not theirs. */
export async function levelFor(operation: Operation, organisationId: string | null | undefined): Promise<Level | null> {
  return organisationId == null ? operation.level : await ownOrganisation(operation, organisationId)
}

/** The same of a list that needs a right; null for whoever lacks it. */
export async function levelWith(
  operation: Operation,
  permission: Permission,
  organisationId: string | null | undefined,
): Promise<Level | null> {
  return operation.authority.permits.has(permission) ? await levelFor(operation, organisationId) : null
}
