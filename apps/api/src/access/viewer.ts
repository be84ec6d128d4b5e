import { authorityOf, type Role } from '@budeng/access'
import type { Authority } from '@budeng/kernel'
import type { Level, NodeRow, PersonRow, SessionRow } from '@budeng/storage'

/** Who asks: the person behind a session, with what that person may see and do. */
export interface Viewer {
  readonly session: Pick<SessionRow, 'id' | 'expiresAt' | 'seenAt'>
  readonly secretHash: Buffer
  readonly person: PersonRow
  readonly authority: Authority
  /** The organisation whose subtree the person sees. */
  readonly organisation: NodeRow
  /** The organisations above it, from the acquirer down: known by name, not entered. */
  readonly above: readonly NodeRow[]
}

export function viewerOf(
  found: { session: SessionRow; person: PersonRow },
  organisation: NodeRow,
  above: readonly NodeRow[],
): Viewer {
  const { session, person } = found
  const authority = authorityOf({
    id: person.id,
    role: person.role as Role,
    path: person.path,
    disabledAt: person.disabledAt,
  })
  return { session, secretHash: session.secretHash, person, authority, organisation, above: above.map(nameOnly) }
}

/** Whoever is below sees who is above, not how to reach them. */
function nameOnly(node: NodeRow): NodeRow {
  return { ...node, phone: null, address: null, contact: null }
}

/** The organisation at which the viewer's lists begin. */
export function levelOf({ organisation }: Viewer): Level {
  return organisation
}
