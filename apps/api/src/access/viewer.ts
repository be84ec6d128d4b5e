import { authorityOf, type Role } from '@budeng/access'
import type { Authority, GrantLevel } from '@budeng/kernel'
import type { GrantedAgent, Level, NodeRow, PersonRow, SessionRow } from '@budeng/storage'

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
  granted: readonly GrantLevel[],
): Viewer {
  const { session, person } = found
  const { id, path, disabledAt } = person
  const authority = authorityOf({ id, role: person.role as Role, path, disabledAt }, granted)
  return { session, secretHash: session.secretHash, person, authority, organisation, above: above.map(nameOnly) }
}

/** The agents' organisations whose grants bind somebody: on the way up, and the own one. */
export function agentsOnTheWay(organisation: NodeRow, above: readonly NodeRow[]): readonly GrantedAgent[] {
  return [...above, organisation].filter(({ kind }) => kind === 'AGENT')
}

/** Whoever is below sees who is above, not how to reach them. */
function nameOnly(node: NodeRow): NodeRow {
  return { ...node, phone: null, address: null, contact: null }
}

/** The organisation at which the viewer's lists begin. */
export function levelOf({ organisation }: Viewer): Level {
  return organisation
}
